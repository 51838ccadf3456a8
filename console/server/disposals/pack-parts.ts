/** Pieces that the pages of the pack are made of, in pdfmake's own shapes. */
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { momentsIn } from '../pdf/index.ts';
import type { Manifest, ManifestItem } from './manifest.ts';

export { factTable as facts } from '../pdf/index.ts';

export type Node = Record<string, unknown> | string;

export const papersSection = 'papers';
export const sectionOf = (at: number) => `item-${at}`;

export const quiet = '#444444';
export const text = (words: string, more: object = {}): Node => ({ text: words, ...more });
/** With an id it begins a section on a page of its own. pdfmake tells the page only of nodes that do not ask for a new one. */
export const heading = (words: string, id?: string): Node =>
  id === undefined
    ? { text: words, headlineLevel: 2, style: 'heading', margin: [0, 8, 0, 6] }
    : { stack: [{ text: words, headlineLevel: 2, style: 'heading', id }], pageBreak: 'before' };
export const part = (words: string): Node => text(words, { headlineLevel: 3, style: 'part' });
export const small = (words: string): Node => text(words, { style: 'small' });

export const head = (words: readonly string[]) => words.map(one => text(one, { bold: true }));

export const whatOf = (item: ManifestItem) =>
  [item.make, item.model].filter(part => part !== null).join(' ') || kinds[item.kind as AssetKind].words;

export function moment(manifest: Manifest, iso: string | null): string {
  if (iso === null) return '';
  return momentsIn(manifest.timeZone)(Date.parse(iso));
}

/** A document in the pack's own shape. */
export const framed = (title: string, content: readonly Node[]): Record<string, unknown> => ({
  pageSize: 'A4',
  pageMargins: [40, 44, 40, 44],
  info: { title, subject: 'What became of school equipment', creator: 'Caretaker' },
  language: 'en-GB',
  tagged: true,
  displayTitle: true,
  defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.2 },
  styles: {
    title: { fontSize: 22, bold: true, margin: [0, 0, 0, 4] },
    heading: { fontSize: 15, bold: true, margin: [0, 0, 0, 6] },
    part: { fontSize: 11.5, bold: true, margin: [0, 8, 0, 2] },
    small: { fontSize: 8.5, color: quiet },
    warning: { fontSize: 11, bold: true, color: '#9b1c1c', margin: [0, 4, 0, 6] },
  },
  content,
});
