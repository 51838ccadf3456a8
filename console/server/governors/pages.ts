/** The report as pdfmake's definition: one to six A4 pages that are read aloud at a meeting. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { saidVerdict, verdictWords } from '../../../shared/clauses/verdicts.ts';
import { policyTitle, recordsTitle, sayRecorded } from '../../../shared/governors/words.ts';
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import { figuresPart } from './pages-figures.ts';

export type Node = Record<string, unknown> | string;
type Reported = GovernorsReport['promises'][number];

/** How it is marked: null for a draft. */
export type Kept = { number: number; when: string; by: string; hash: string } | null;

const quiet = '#444444';
const line = '#c9ced6';

const marks: Record<Reported['verdict'], { colour: string; path: string }> = {
  holds: { colour: '#1f7a3d', path: 'M4.6 8.3l2.3 2.3 4.5-4.9' },
  does_not_hold: {
    colour: '#b3261e',
    path: 'M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2',
  },
  cannot_be_known: {
    colour: '#5b6470',
    path: 'M6 6.4c0-2.5 4-2.5 4 0 0 1.6-2 1.6-2 3.1M8 11.6v.2',
  },
  nothing_to_check: { colour: '#8a929c', path: 'M5.2 8h5.6' },
};

export function pagesOf(report: GovernorsReport, kept: Kept): Record<string, unknown> {
  return {
    pageSize: 'A4',
    pageMargins: [50, 44, 50, 52],
    info: {
      title: titleOf(report),
      subject: 'The school’s promises about its computers',
      creator: 'Caretaker',
    },
    language: 'en-GB',
    tagged: true,
    displayTitle: true,
    defaultStyle: { font: 'Roboto', fontSize: 10.2, lineHeight: 1.22 },
    styles: {
      title: { fontSize: 22, bold: true },
      heading: { fontSize: 13.5, bold: true, margin: [0, 13, 0, 4] },
      small: { fontSize: 9, color: quiet },
      head: { fontSize: 9, color: quiet, bold: true },
    },
    footer: {
      text: `${report.school} · ${titleOf(report)}${kept === null ? ' · Draft' : ''}`,
      style: 'small',
      margin: [50, 16, 50, 0],
    },
    ...(kept === null && {
      watermark: { text: 'DRAFT', color: '#888888', opacity: 0.09, bold: true, angle: -45 },
    }),
    content: [
      ...topOf(report, kept),
      ...promisesPart(report),
      ...recordsPart(report),
      ...(report.policy.length === 0 ? [] : linesPart(policyTitle, report.policy, '')),
      ...figuresPart(report),
      ...(report.figures === null
        ? []
        : linesPart('Still to be done', report.outstanding, 'Nothing that Caretaker knows of.')),
      ...changedPart(report),
      ...linesPart('What we cannot know yet', report.unknown, 'Nothing: every promise could be looked at.'),
      ...linesPart('Exceptions', report.exceptions, 'None.'),
      ...(report.figures === null
        ? linesPart('What was decided', report.decisions, 'Nothing that Caretaker knows of.')
        : []),
      ...linesPart('What this report covers', report.coverage, ''),
      ...checkPart(kept),
    ],
  };
}

const titleOf = ({ day }: GovernorsReport) => `Report to the governors, ${sayDay(day)}`;

function topOf(report: GovernorsReport, kept: Kept): Node[] {
  const made =
    kept === null
      ? 'Draft: not kept yet, and it may still change.'
      : `Report ${kept.number}, kept by ${kept.by} on ${kept.when}.`;
  return [
    { text: report.school, fontSize: 12, color: quiet },
    { text: 'Our promises about school computers', headlineLevel: 1, style: 'title' },
    {
      text: `Report to the governors, as it stood on ${sayDay(report.day)}. ${made}`,
      style: 'small',
      margin: [0, 2, 0, 12],
    },
    { text: report.headline, fontSize: 15, bold: true, margin: [0, 0, 0, 8] },
    ...(report.comment === '' ? [] : [box('The headteacher’s comment', report.comment)]),
    ...(report.recommendation === '' ? [] : [box('The headteacher recommends', report.recommendation)]),
  ];
}

const box = (title: string, words: string): Node => ({
  margin: [0, 2, 0, 6],
  layout: 'noBorders',
  table: {
    widths: [2, '*'],
    body: [
      [
        { text: '', fillColor: '#2f5fb3' },
        {
          stack: [
            { text: title, style: 'head' },
            { text: words, margin: [0, 2, 0, 0] },
          ],
          fillColor: '#f3f5f9',
          margin: [8, 5, 8, 6],
        },
      ],
    ],
  },
});

const drawn = ({ colour, path }: (typeof marks)['holds']) =>
  `<svg viewBox="0 0 16 16"><circle cx="8" cy="8" r="7.5" fill="${colour}"/><path d="${path}" fill="none" stroke="#ffffff" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/></svg>`;

function promisesPart({ promises, since }: GovernorsReport): Node[] {
  return [
    { text: 'Each promise', headlineLevel: 2, style: 'heading' },
    ...promises.map(promise => promisePart(promise, since)),
  ];
}

/** " Held on 31 of 38 days." */
function heldWords({ days, of }: Reported['held']): string {
  if (of < 2) return '';
  if (days === 0) return ` Held on none of ${of} days.`;
  return days === of ? ` Held on all ${of} days.` : ` Held on ${days} of ${of} days.`;
}

function promisePart(promise: Reported, since: string | null): Node {
  const { verdict, sentence, answer, before, held } = promise;
  const mark = marks[verdict];
  const then =
    before === null || since === null || before === verdict
      ? ''
      : ` On ${sayDay(since)}: ${verdictWords[before].toLowerCase()}.`;
  return {
    unbreakable: true,
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 495, y2: 0, lineWidth: 0.6, lineColor: line }] },
      {
        margin: [0, 5, 0, 6],
        columns: [
          { svg: drawn(mark), width: 15, margin: [0, 1, 0, 0] },
          {
            width: '*',
            stack: [
              { text: `“${sentence}”`, bold: true },
              {
                text: [
                  {
                    text: `${saidVerdict(verdict, promise.excepted !== 'none')}. `,
                    bold: true,
                    color: mark.colour,
                  },
                  answer,
                  { text: then + heldWords(held), fontSize: 9, color: quiet },
                ],
              },
            ],
          },
        ],
        columnGap: 10,
      },
    ],
  };
}

const recordsPart = ({ recorded, since }: GovernorsReport): Node[] =>
  recorded.length === 0
    ? []
    : linesPart(
        recordsTitle,
        recorded.map(one => sayRecorded(one, since)),
        '',
      );

const changedPart = ({ since, changed }: GovernorsReport): Node[] =>
  since === null
    ? linesPart('What changed', [], 'This is the first report, so there is nothing to lay beside it.')
    : linesPart(`What changed since ${sayDay(since)}`, changed, 'Nothing that this report tells of.');

/** The heading stays with the first line. */
function linesPart(heading: string, lines: readonly string[], otherwise: string): Node[] {
  const [first, ...rest] = lines;
  if (first === undefined)
    return [
      {
        unbreakable: true,
        stack: [{ text: heading, headlineLevel: 2, style: 'heading' }, { text: otherwise }],
      },
    ];
  return [
    { unbreakable: true, stack: [{ text: heading, headlineLevel: 2, style: 'heading' }, { ul: [first] }] },
    ...(rest.length === 0 ? [] : [{ ul: rest }]),
  ];
}

const checkPart = (kept: Kept): Node[] =>
  kept === null
    ? []
    : [
        {
          text: `How to check it: this report’s figures are attached to this PDF as report.json. Their SHA-256 is ${kept.hash}; the console’s audit log has the same.`,
          style: 'small',
          margin: [0, 10, 0, 0],
        },
      ];
