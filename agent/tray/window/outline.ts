/** Any data as nested lists that a person can read: field names become words, sizes become gigabytes. */
import { element } from './element.ts';
import { reportWords } from './words/report-en.ts';

export function outline(value: object): HTMLElement {
  const rows = Object.entries(value).flatMap(([name, one]) => [
    element('dt', {}, labelOf(name)),
    element('dd', {}, content(name, one)),
  ]);
  return element('dl', {}, ...rows);
}

function content(name: string, value: unknown): Node | string {
  if (value === null || value === undefined) return reportWords.unknown;
  if (Array.isArray(value)) {
    if (value.length === 0) return reportWords.none;
    return element('ul', {}, ...value.map(one => element('li', {}, content(name, one))));
  }
  if (typeof value === 'object') return outline(value);
  if (typeof value === 'boolean') return value ? reportWords.yes : reportWords.no;
  if (typeof value === 'number' && /bytes$/i.test(name)) return `${(value / 1e9).toFixed(1)} GB`;
  if (typeof value === 'number' && /percent$/i.test(name)) return `${value} %`;
  return String(value);
}

/** `freePercent` is "Free", `memoryBytes` is "Memory". */
function labelOf(name: string): string {
  if (!/^[a-z][A-Za-z0-9]*$/.test(name)) return name;
  const spoken = name
    .replace(/(Bytes|Percent)$/, '')
    .replace(/([A-Z])/g, letter => ` ${letter.toLowerCase()}`);
  return spoken.charAt(0).toUpperCase() + spoken.slice(1);
}
