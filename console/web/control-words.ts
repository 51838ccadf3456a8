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

/** Bytes as makers of disks count them: "512 GB", in thousands. */
export function saySize(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** step;
  return `${amount.toLocaleString('en-GB', { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${units[step]}`;
}

/** How a disk's size is counted: other tools call a disk of 275 GB "256G". */
export function saySizeCounted(bytes: number): string {
  const binary = Math.round(bytes / 2 ** 30).toLocaleString('en-GB');
  return `${bytes.toLocaleString('en-GB')} bytes, counted as makers of disks do: 1 GB is 1,000 million bytes. Tools that count by 1,024 show ${binary}G.`;
}

/** Memory as people know it: "16 GB" is 16 times 2 to the power of 30, in whole numbers. */
export function sayMemory(bytes: number): string {
  const [unit, name] = bytes < 2 ** 30 ? [2 ** 20, 'MB'] : [2 ** 30, 'GB'];
  return `${Math.round(bytes / unit).toLocaleString('en-GB')} ${name}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
