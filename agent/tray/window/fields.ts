/** Fields of a form: each with its own words beside it, so that nothing is known by its place alone. */
import { element } from './element.ts';

interface Writing {
  most: number;
  needed: boolean;
  value: string;
}

export function writing(name: string, words: string, { most, needed, value }: Writing): HTMLElement {
  const input = element('input', {
    ...{ id: name, name, type: 'text', maxlength: String(most), autocomplete: 'off' },
    ...(needed ? { required: '' } : {}),
  });
  input.value = value.slice(0, most);
  return element('div', { class: 'field' }, element('label', { class: 'name', for: name }, words), input);
}

/** One of several. `bare`: the window's own title is the question. `chosen`: whether the first is, to begin with. */
export function choice(
  name: string,
  words: string,
  of: Record<string, string>,
  { bare = false, chosen = true } = {},
): HTMLElement {
  const radios = Object.entries(of).map(([value, said], at) => {
    const input = element('input', { type: 'radio', name, value, ...(chosen ? {} : { required: '' }) });
    input.checked = chosen && at === 0;
    return element('label', {}, input, said);
  });
  const question = bare ? null : element('legend', {}, words);
  return element('fieldset', bare ? { 'aria-label': words } : {}, question, ...radios);
}

/** What was written and chosen, by name; what is not in the form is left out. */
export function picked<N extends string>(
  form: HTMLFormElement,
  names: readonly N[],
): Partial<Record<N, string>> & Record<string, string> {
  const data = new FormData(form);
  const found = names.flatMap(name => {
    const value = data.get(name);
    return typeof value === 'string' ? [[name, value.trim()] as const] : [];
  });
  return Object.fromEntries(found) as Partial<Record<N, string>> & Record<string, string>;
}
