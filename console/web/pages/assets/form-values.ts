/** Between the register's values and what inputs hold: texts, with money in pounds. */
import { type FieldName, fieldNames, fieldOf } from '../../../../shared/assets/fields.ts';
import { plainMoney, readMoney } from '../../../../shared/assets/money.ts';
import type { AssetValues } from '../../../../shared/protocol/api/assets.ts';

export type FormValues = Record<FieldName, string>;

export const emptyForm = Object.fromEntries(
  fieldNames.map(name => [name, name === 'kind' ? 'laptop' : '']),
) as FormValues;

export function toForm(values: AssetValues): FormValues {
  const texts = fieldNames.map(name => {
    const value = values[name];
    if (value === null || value === false) return [name, ''];
    return [
      name,
      fieldOf(name).shape === 'money' ? plainMoney(Number(value)) : value === true ? 'yes' : String(value),
    ];
  });
  return Object.fromEntries(texts) as FormValues;
}

/** What to send, or what is wrong by field. */
export function fromForm(form: FormValues): {
  values: Record<string, unknown>;
  problems: Record<string, string>;
} {
  const values: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const name of fieldNames) {
    const text = form[name].trim();
    const { shape } = fieldOf(name);
    if (shape === 'flag') values[name] = text === 'yes';
    else if (text === '') values[name] = name === 'tag' ? '' : null;
    else if (shape === 'years') values[name] = Number(text);
    else if (shape === 'money') {
      const read = readMoney(text);
      if (typeof read === 'object') problems[name] = read.problem;
      else values[name] = read;
    } else values[name] = text;
  }
  return { values, problems };
}
