/** A framework's answers as a table and as pdfmake's definition, for people. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Framework } from '../../../shared/clauses/frameworks.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { writeSheet } from '../sheets/index.ts';
import type { LineAnswer } from './answers.ts';
import type { PackException } from './exceptions.ts';

const countsOf = ({ checks }: LineAnswer) =>
  checks.map(
    ({ title, counts: { met, not_met, unknown } }) =>
      `${title}: ${met} of ${met + not_met + unknown} meet it`,
  );

export function frameworkTable(answers: readonly LineAnswer[]): string {
  const rows = answers.map(one => [
    ...[one.ref, one.asks, one.verdict, countsOf(one).join('; '), one.gaps.join(' '), one.records],
    [...new Set(one.checks.flatMap(check => check.promises))].join(' '),
  ]);
  const head = ['Question', 'Asks', 'Answer', 'Figures', 'Gaps and exceptions', 'Records to read'];
  return writeSheet([[...head, 'The school’s promises'], ...rows]);
}

type Node = Record<string, unknown> | string;
const quiet = '#444444';
const small = (text: string): Node => ({ text, fontSize: 8.5, color: quiet });

export interface Told {
  framework: Framework;
  page: Promises;
  day: string;
  answers: readonly LineAnswer[];
  exceptions: readonly PackException[];
  byComputer: boolean;
}

export function frameworkPages({
  framework,
  page,
  day,
  answers,
  exceptions,
  byComputer,
}: Told): Record<string, unknown> {
  const title = `Evidence for ${framework.title}`;
  const follow = byComputer
    ? 'Follow each figure: computers.csv names every computer behind it with the time and the source, by the name of the check.'
    : 'The technician’s own pack also names every computer behind each figure, with the time and the source.';
  return {
    pageSize: 'A4',
    pageMargins: [40, 44, 40, 48],
    info: { title: `${title}, ${page.school}, ${sayDay(day)}`, creator: 'Caretaker' },
    language: 'en-GB',
    tagged: true,
    displayTitle: true,
    defaultStyle: { font: 'Roboto', fontSize: 9.5, lineHeight: 1.2 },
    footer: {
      text: `${page.school} · ${title} · ${sayDay(day)}`,
      fontSize: 8.5,
      color: quiet,
      margin: [40, 14, 40, 0],
    },
    content: [
      { text: page.school, fontSize: 11, color: quiet },
      { text: title, fontSize: 20, bold: true },
      small(`As it stood on ${sayDay(day)}. ${framework.about}`),
      { text: page.headline, fontSize: 13, bold: true, margin: [0, 10, 0, 2] },
      `It is about ${page.devices} computers that Caretaker looks after. ${follow}`,
      { text: 'Question by question', fontSize: 13, bold: true, margin: [0, 12, 0, 4] },
      {
        layout: 'lightHorizontalLines',
        table: {
          headerRows: 1,
          widths: [58, '*', 88, '*'],
          body: [
            ['Question', 'Asks', 'Answer', 'Figures, gaps and records'].map(text => ({ text, bold: true })),
            ...answers.map(rowOf),
          ],
        },
      },
      ...exceptionsPart(exceptions),
      ...listPart('What could not be known on that day', page.unknown, 'Nothing.'),
      small(
        'Whether this file is as the school’s console made it: caretaker verify, on the ZIP that it came in.',
      ),
    ],
  };
}

function rowOf(one: LineAnswer): Node[] {
  const lines = [...countsOf(one).map(words => `${words}.`), ...one.gaps];
  return [
    { text: one.ref, bold: true },
    one.asks,
    { text: one.verdict, bold: one.verdict.startsWith('Does not') },
    {
      stack: [...lines, ...(one.records === '' ? [] : [`Records: ${one.records}.`])].map(text => ({
        text,
        margin: [0, 0, 0, 2],
      })),
    },
  ];
}

const exceptionsPart = (exceptions: readonly PackException[]): Node[] =>
  listPart(
    'Exceptions in force on that day',
    exceptions.map(
      one =>
        `${one.title}, ${one.computers} ${one.computers === 1 ? 'computer' : 'computers'}: ${one.reason} Asked for by ${one.askedBy}, agreed by ${one.approvedBy}, until ${sayDay(one.until)}.`,
    ),
    'None.',
  );

const listPart = (title: string, lines: readonly string[], otherwise: string): Node[] => [
  { text: title, fontSize: 13, bold: true, margin: [0, 12, 0, 4] },
  lines.length === 0 ? otherwise : { ul: [...lines] },
];
