/** Words of the controls as the pages need them, from the one place that has them. A newer device's control is named by its key. */
import { controlByKey } from '../../shared/controls/index.ts';
import type { Evidence } from '../../shared/finding.ts';

export function titleOf(key: string): string {
  return controlByKey(key)?.words.title ?? sentenceCase(key.replaceAll('-', ' '));
}

/** `fileSystem` of a control without a word for it becomes "File system". */
export function factLabel(control: string, fact: string): string {
  const own = controlByKey(control)?.words.facts[fact];
  return own ?? sentenceCase(fact.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase());
}

type Scalar = Evidence['facts'][string];

/** `sayAt` writes a moment in the school's time zone. */
export function factValue(fact: string, value: Scalar, sayAt: (at: number) => string): string {
  if (value === null) return 'not known';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value === '' ? 'none' : value;
  if (fact.endsWith('At')) return sayAt(value);
  if (fact.endsWith('Bytes')) return saySize(value);
  return value.toLocaleString('en-GB');
}

/** Bytes as people buy them: "512 GB", in thousands. */
export function saySize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${amount.toLocaleString('en-GB', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${units[step]}`;
}

/** Memory as people buy it: "8 GB", in powers of two. */
export function sayMemory(bytes: number): string {
  return `${(bytes / 2 ** 30).toLocaleString('en-GB', { maximumFractionDigits: 1 })} GB`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
