/** Elements of a page, written as they nest. Text is only ever text. */
import { noticePictures } from '../../../shared/protocol/notice-pictures.ts';
import { picture } from './pictures.ts';

type Child = Node | string | null;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(child => child !== null));
  return made;
}

/** An empty line begins a paragraph; a line ends where it ended. One that begins with `[key]` stands beside that picture. */
export const paragraphs = (text: string): HTMLElement[] =>
  text.split(/\n\s*\n|\n(?=\[\w+\])/).map(part => {
    const [, name, said = ''] = /^\[(\w+)\]\s*(\S.*)$/s.exec(part.trim()) ?? [];
    const shape = noticePictures.find(one => one === name);
    if (shape === undefined) return element('p', { class: 'paragraph' }, part.trim());
    const words = element('p', { class: 'paragraph' }, said);
    return element('div', { class: 'beside' }, picture(shape), words);
  });
