/** Incidents, old equipment, stock-takes and changes on paper: one table, each stretch of time in its column. */
import { sayDay } from '../../../shared/assets/dates.ts';
import {
  amountWords,
  besideWords,
  partNothing,
  partTitles,
  toldRows,
  trendNote,
} from '../../../shared/governors/words.ts';
import type { GovernorsReport, ReportFigures } from '../../../shared/protocol/api/governors.ts';
import type { Node } from './pages.ts';

type Part = ReportFigures['parts'][number];

export function figuresPart({ figures }: GovernorsReport): Node[] {
  if (figures === null) return [];
  const { periods, parts } = figures;
  const compares = parts.some(({ rows }) => rows.some(({ beside }) => beside !== null));
  const head = [
    { text: '', style: 'head' },
    ...periods.map(({ from, to, name }) => ({
      text: `${name === '' ? '' : `${name}\n`}${sayDay(from)} to\n${sayDay(to)}`,
      style: 'head',
    })),
    ...(compares ? [{ text: 'Beside the time before', style: 'head' }] : []),
  ];
  return [
    { text: 'What happened and what was done', style: 'heading' },
    {
      layout: 'lightHorizontalLines',
      table: {
        ...{ headerRows: 1, keepWithHeaderRows: 2, dontBreakRows: true },
        widths: ['*', ...periods.map(() => 78), ...(compares ? [66] : [])],
        body: [head, ...parts.flatMap(part => partRows(part, head.length, periods.length, compares))],
      },
    },
    ...(compares ? [{ text: trendNote, style: 'small', margin: [0, 4, 0, 0] }] : []),
  ];
}

function partRows(part: Part, columns: number, periods: number, compares: boolean): Node[][] {
  const rows = toldRows(part);
  const across = (text: string, more: object = {}): Node[] => [
    { text, colSpan: columns, ...more },
    ...Array<Node>(columns - 1).fill(''),
  ];
  const title = across(partTitles[part.key], { bold: true, margin: [0, 6, 0, 0] });
  if (rows.length === 0) return [title, across(partNothing[part.key])];
  return [
    title,
    ...rows.map(({ name, amounts, beside }): Node[] => [
      name,
      ...Array.from({ length: periods }, (_, at) => amountWords(amounts[at])),
      ...(compares ? [beside === null ? '–' : besideWords[beside]] : []),
    ]),
  ];
}
