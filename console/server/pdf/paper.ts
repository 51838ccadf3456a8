/** The common shape of the papers that a school prints or keeps: A4, a title, tables, tagged for screen readers. */

export type PaperNode = Record<string, unknown> | string;

const quiet = '#444444';

export interface Paper {
  title: string;
  /** The school's name, above the title. */
  school: string;
  /** Below the title: what it is and of when. */
  lead: string;
  wide?: boolean;
  content: PaperNode[];
}

/** A document definition of pdfmake, of plain values only. */
export function paperOf({ title, school, lead, wide = false, content }: Paper): Record<string, unknown> {
  return {
    pageSize: 'A4',
    pageOrientation: wide ? 'landscape' : 'portrait',
    pageMargins: [40, 44, 40, 44],
    info: { title: `${title}, ${school}`, creator: 'Caretaker' },
    language: 'en-GB',
    tagged: true,
    displayTitle: true,
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.2 },
    content: [
      { text: school, color: quiet },
      { text: title, headlineLevel: 1, fontSize: 20, bold: true, margin: [0, 0, 0, 2] },
      { text: lead, margin: [0, 0, 0, 10] },
      ...content,
    ],
  };
}

/** "22 Nov 2026, 09:14" by the clocks of a school. */
export function momentsIn(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium', timeStyle: 'short' });
  return at => format.format(at);
}

export const part = (words: string): PaperNode => ({
  text: words,
  headlineLevel: 2,
  fontSize: 12.5,
  bold: true,
  margin: [0, 10, 0, 4],
});

/** Two columns: what, and how it is. Rows without an answer are left out. */
export const factTable = (rows: readonly (readonly [string, string | null])[]): PaperNode => ({
  layout: 'lightHorizontalLines',
  margin: [0, 2, 0, 8],
  table: {
    rowHeads: true,
    widths: [130, '*'],
    body: rows.flatMap(([what, how]) =>
      how === null || how === '' ? [] : [[{ text: what, color: quiet }, how]],
    ),
  },
});

/** Headings are repeated on every page. A column of numbers stands to the right. */
export function listTable(
  columns: readonly { name: string; width: number | 'auto' | '*'; right?: boolean }[],
  rows: readonly (readonly string[])[],
): PaperNode {
  const cell = (text: string, at: number, more: object = {}) => ({
    text,
    alignment: columns[at]?.right ? 'right' : 'left',
    ...more,
  });
  return {
    layout: 'lightHorizontalLines',
    margin: [0, 2, 0, 8],
    table: {
      headerRows: 1,
      dontBreakRows: true,
      widths: columns.map(column => column.width),
      body: [
        columns.map(({ name }, at) => cell(name, at, { bold: true })),
        ...rows.map(row => row.map((text, at) => cell(text, at))),
      ],
    },
  };
}
