/** A framework's answers as a table and as pdfmake's definition, for people. Pure. */
import { sayDay } from '../../../shared/assets/dates.ts';
import type { Framework } from '../../../shared/clauses/frameworks.ts';
import { saidVerdict } from '../../../shared/clauses/verdicts.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { sayAnswer } from '../promises/index.ts';
import { writeSheet } from '../sheets/index.ts';
import { type CheckAnswer, failWords, figureWords, type LineAnswer } from './answers.ts';
import type { PackException } from './exceptions.ts';

/** What each figure says, and each of the school's sentences that records show. */
const countsOf = ({ checks, promised }: LineAnswer) => [
  ...checks.flatMap(figureWords),
  ...promised.map(({ sentence, said, answer }) => `“${sentence}” ${said}. ${answer}`.replace(/[.\s]+$/, '')),
];

export function frameworkTable(answers: readonly LineAnswer[], beside: readonly CheckAnswer[]): string {
  const rows = answers.map(one => [
    ...[one.ref, one.asks, one.verdict, failWords(one) ?? '', countsOf(one).join('; '), one.gaps.join(' ')],
    ...[one.records, one.brought.join(' ')],
    [
      ...new Set([...one.checks.flatMap(check => check.promises), ...one.promised.map(own => own.sentence)]),
    ].join(' '),
  ]);
  const more = beside.map(one => [
    ...['Not asked', one.title, saidVerdict(one.verdict, one.excepted > 0), '', figureWords(one).join('; ')],
    ...['', '', '', one.promises.join(' ')],
  ]);
  const head = ['Question', 'Asks', 'Answer', 'Fails all', 'Figures', 'Gaps and exceptions'];
  return writeSheet([
    [...head, 'Records to read', 'What they say', 'The school’s promises'],
    ...rows,
    ...more,
  ]);
}

type Node = Record<string, unknown> | string;
const quiet = '#444444';
const small = (text: string): Node => ({ text, fontSize: 8.5, color: quiet });

export interface Told {
  framework: Framework;
  page: Promises;
  day: string;
  answers: readonly LineAnswer[];
  /** Promised and not asked by this framework. */
  beside: readonly CheckAnswer[];
  /** Names of the records' tables, each with what it says. */
  records: readonly { file: string; summary: string }[];
  exceptions: readonly PackException[];
  byComputer: boolean;
}

export function frameworkPages({
  framework,
  page,
  day,
  answers,
  beside,
  records,
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
      { text: title, headlineLevel: 1, fontSize: 20, bold: true },
      small(`As it stood on ${sayDay(day)}. ${framework.about}`),
      { text: sayAnswer(page), fontSize: 13, bold: true, margin: [0, 10, 0, 2] },
      `It is about ${page.devices} computers that Caretaker looks after. ${follow}`,
      { text: 'Question by question', headlineLevel: 2, fontSize: 13, bold: true, margin: [0, 12, 0, 4] },
      {
        layout: 'lightHorizontalLines',
        table: {
          headerRows: 1,
          dontBreakRows: true,
          widths: [52, 120, 96, '*'],
          body: [
            ['Question', 'Asks', 'Answer', 'Figures, gaps and records'].map(text => ({ text, bold: true })),
            ...answers.map(rowOf),
          ],
        },
      },
      ...(beside.length === 0
        ? []
        : listPart(
            'Promised by the school, and not asked here',
            beside.map(one => `${figureWords(one).join('. ')}: ${verdictWord(one)}.`),
            '',
          )),
      ...listPart(
        'Records in this pack',
        records.map(one => `${one.file}: ${one.summary}`),
        'None.',
      ),
      ...exceptionsPart(exceptions),
      ...listPart('What could not be known on that day', page.unknown, 'Nothing.', [
        small(
          'Whether this file is as the school’s console made it: caretaker verify, on the ZIP that it came in.',
        ),
      ]),
    ],
  };
}

const verdictWord = ({ verdict, excepted }: CheckAnswer) => saidVerdict(verdict, excepted > 0).toLowerCase();

function rowOf(one: LineAnswer): Node[] {
  const lines = [...countsOf(one).map(words => `${words}.`), ...one.gaps, ...one.brought];
  const fail = failWords(one);
  return [
    { text: one.ref, bold: true },
    one.asks,
    {
      stack: [
        { text: one.verdict, bold: one.verdict.startsWith('Does not') },
        ...(fail === null ? [] : [{ text: fail, fontSize: 8.5, bold: fail.startsWith('Automatic') }]),
      ],
    },
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

/** Up to so many lines stay together with their title, so that no page begins with the last two of them. */
const together = 12;

const listPart = (title: string, lines: readonly string[], otherwise: string, after: Node[] = []): Node[] => {
  const heading = { text: title, headlineLevel: 2, fontSize: 13, bold: true, margin: [0, 12, 0, 4] };
  const list = lines.length === 0 ? otherwise : { ul: [...lines] };
  if (lines.length <= together) return [{ stack: [heading, list, ...after], unbreakable: true }];
  return [heading, list, ...after];
};
