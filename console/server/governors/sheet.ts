/** A report as a spreadsheet: one line a figure, so that it can go into the school's own safeguarding report. */
import { saidRecord, saidVerdict } from '../../../shared/clauses/verdicts.ts';
import { besideWords, partTitles, policyTitle, recordsTitle } from '../../../shared/governors/words.ts';
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { FileAnswer } from '../route.ts';
import { writeSheet } from '../sheets/index.ts';
import type { KeptReport } from './store.ts';

type Line = [part: string, what: string, from: string, to: string, said: string, beside: string];

const heads: Line = ['Part', 'What', 'From', 'To', 'What is told', 'Beside the time before'];

export function sheetOf({ report, head }: KeptReport): FileAnswer {
  const text = writeSheet([heads, ...linesOf(report)]);
  return {
    name: `governors-${head.day}-report-${head.number}.csv`,
    type: 'text/csv; charset=utf-8',
    bytes: Buffer.from(text),
  };
}

export function linesOf(report: GovernorsReport): Line[] {
  const { day, since } = report;
  const plain = (part: string, said: readonly string[]): Line[] =>
    said.map(words => [part, '', since ?? '', day, words, '']);
  return [
    ...plain('Report', [report.school, report.headline]),
    ...plain('The headteacher’s comment', report.comment === '' ? [] : [report.comment]),
    ...plain('The headteacher recommends', report.recommendation === '' ? [] : [report.recommendation]),
    ...report.promises.map(({ sentence, verdict, answer, excepted }): Line => {
      const said = `${saidVerdict(verdict, excepted !== 'none')}. ${answer}`;
      return ['Promises', sentence, '', day, said, ''];
    }),
    ...report.recorded.map((one): Line => [recordsTitle, one.sentence, '', day, saidRecord(one), '']),
    ...plain(policyTitle, report.policy),
    ...figureLines(report),
    ...plain('Still to be done', report.outstanding),
    ...plain('What changed', report.changed),
    ...plain('What we cannot know yet', report.unknown),
    ...plain('Exceptions', report.exceptions),
    ...plain('What was decided', report.decisions),
    ...plain('What this report covers', report.coverage),
  ];
}

function figureLines({ figures }: GovernorsReport): Line[] {
  if (figures === null) return [];
  const { periods, parts } = figures;
  return parts.flatMap(part =>
    part.rows.flatMap(row =>
      periods.map(({ from, to }, at): Line => {
        const isLast = at === periods.length - 1;
        const beside = isLast && row.beside !== null ? besideWords[row.beside] : '';
        return [partTitles[part.key], row.name, from, to, row.amounts[at] ?? '', beside];
      }),
    ),
  );
}
