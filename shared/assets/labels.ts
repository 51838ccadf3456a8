/** Labels: the papers they are printed on, in millimetres, and tags that are printed before anything has them. */

export const labelLayouts = ['L7162', 'L7163', 'tape24'] as const;
export type LabelLayout = (typeof labelLayouts)[number];

export interface Paper {
  words: string;
  page: { width: number; height: number };
  columns: number;
  rows: number;
  label: { width: number; height: number };
  /** From the page's edge to the first label, and from one label's edge to the next one's. */
  first: { x: number; y: number };
  pitch: { x: number; y: number };
}

const a4 = { width: 210, height: 297 };

export const papers: Record<LabelLayout, Paper> = {
  L7162: {
    words: 'Sheet of 16 (Avery L7162), 99.1 × 33.9 mm',
    page: a4,
    columns: 2,
    rows: 8,
    label: { width: 99.1, height: 33.9 },
    first: { x: 4.65, y: 12.9 },
    pitch: { x: 101.6, y: 33.9 },
  },
  L7163: {
    words: 'Sheet of 14 (Avery L7163), 99.1 × 38.1 mm',
    page: a4,
    columns: 2,
    rows: 7,
    label: { width: 99.1, height: 38.1 },
    first: { x: 4.65, y: 15.15 },
    pitch: { x: 101.6, y: 38.1 },
  },
  tape24: {
    words: 'Tape of 24 mm, one label of 60 mm after the other',
    page: { width: 60, height: 24 },
    columns: 1,
    rows: 1,
    label: { width: 60, height: 24 },
    first: { x: 0, y: 0 },
    pitch: { x: 60, y: 24 },
  },
};

export const labelsOn = (layout: LabelLayout): number => papers[layout].columns * papers[layout].rows;

/** Where a label lies: `place` counts from 0, row by row, over all sheets. */
export function placeOf(layout: LabelLayout, place: number): { page: number; x: number; y: number } {
  const { columns, first, pitch } = papers[layout];
  const on = place % labelsOn(layout);
  return {
    page: Math.floor(place / labelsOn(layout)),
    x: first.x + (on % columns) * pitch.x,
    y: first.y + Math.floor(on / columns) * pitch.y,
  };
}

/** "GP-" from 7, of 4 digits, is "GP-0007", "GP-0008" … */
export function tagsFrom(prefix: string, first: number, digits: number, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${String(first + at).padStart(digits, '0')}`);
}
