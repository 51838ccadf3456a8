/** The sealed day as tables that a spreadsheet opens. Pure: the same day gives the same tables. */
import { standardsOfLine } from '../../../shared/clauses/line-standards.ts';
import { requirementOf, requirements } from '../../../shared/clauses/requirements.ts';
import { saidRecord, saidVerdict, sayWord } from '../../../shared/clauses/verdicts.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Counts, Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { controlsOf, type GroupFigures, standardsOf } from '../promises/index.ts';
import { writeSheet } from '../sheets/index.ts';

const modeWords = { off: 'not asked', watch: 'watched', enforce: 'enforced' };

export const titleOf = (control: string) => controlByKey(control)?.words.title ?? control;
const proofOf = (promise: PromiseView) => controlsOf(promise).map(titleOf).join('; ');
const when = (at: number | null) => (at === null ? '' : new Date(at).toISOString());

const saidOf = ({ verdict, excepted, word }: PromiseView) =>
  saidVerdict(verdict, excepted > 0, word !== undefined);

/** Of several checks each says its own. */
const answerOf = ({ parts, answer, differs, word }: PromiseView) =>
  parts.length === 0
    ? answer
    : [
        ...(differs === undefined ? [] : [differs]),
        ...parts.map(part => `${part.title}: ${part.answer}`),
        ...(word === undefined ? [] : [sayWord(word)]),
      ].join(' ');

export function promisesTable({ promises, unproved, recorded = [] }: Promises): string {
  const rows = promises.map(promise => [
    ...[promise.sentence, saidOf(promise), answerOf(promise)],
    ...[promise.counts.met, promise.counts.not_met, promise.counts.unknown].map(String),
    ...[promise.counts.not_applicable, promise.excepted].map(String),
    ...[proofOf(promise), when(promise.oldestAt)],
  ]);
  const noted = recorded.map(one => [
    one.sentence,
    one.verdict === undefined ? 'Shown by records' : saidRecord({ ...one, verdict: one.verdict }),
    one.answer === undefined
      ? `Somebody has to read them: ${one.evidence}.`
      : `${one.answer}${one.evidence === '' ? '' : ` By records: ${one.evidence}.`}`,
  ]);
  const looked = unproved.map(sentence => [sentence, 'No check proves it', 'Somebody has to look.']);
  const head = ['Promise', 'Verdict', 'In words', 'Keep it', 'Do not keep it', 'Not known'];
  return writeSheet([
    [...head, 'Need not', 'Excepted', 'Proved by', 'Oldest figure (UTC)'],
    ...rows,
    ...noted,
    ...looked,
  ]);
}

/** One line for each requirement of a framework and each promise that serves it. `lines`: of the library, by promise. */
export function standardsTable(
  { promises, recorded = [] }: Promises,
  lines: ReadonlyMap<string, string | undefined>,
): string {
  const rows = promises.flatMap(promise =>
    standardsOf(controlsOf(promise), lines.get(promise.key)).flatMap(({ framework, asks }) =>
      asks.map(ask => [
        ...[framework, ask, promise.sentence, saidOf(promise)],
        ...[promise.counts.met, promise.counts.not_met, promise.counts.unknown].map(String),
        proofOf(promise),
      ]),
    ),
  );
  rows.push(...recorded.flatMap(recordedRows));
  const order = (row: readonly string[]) => `${row[0]} ${row[1]}`;
  rows.sort((one, other) => (order(one) < order(other) ? -1 : order(one) > order(other) ? 1 : 0));
  const head = ['Framework', 'Asks', 'Served by the promise', 'Verdict'];
  return writeSheet([[...head, 'Keep it', 'Do not keep it', 'Not known', 'Proved by'], ...rows]);
}

export function groupsTable(groups: GroupFigures): string {
  const rows = groups.flatMap(({ group, devices, checks }) =>
    checks.map(({ title, asks, mode, met, not_met, unknown, not_applicable, national }) => [
      ...[group, String(devices), title, asks, modeWords[mode]],
      ...[met, not_met, unknown, not_applicable].map(String),
      ...(national === undefined ? ['', '', '', ''] : [national.name, ...nationalCells(national)]),
    ]),
  );
  const head = ['Group', 'Computers', 'Check', 'What is asked', 'How'];
  const baseline = ['National baseline', 'Meet it', 'Do not meet it', 'Not known of it'];
  return writeSheet([[...head, 'Met', 'Not met', 'Not known', 'Need not', ...baseline], ...rows]);
}

const nationalCells = ({ met, not_met, unknown }: Counts) => [met, not_met, unknown].map(String);

const titles = {
  dfe: 'Department for Education standards',
  cyberEssentials: 'Cyber Essentials',
  cis: 'CIS Controls',
};

/** The line of the library knows its standards; a day kept before days named lines says what the record shows. */
function recordedRows({
  sentence,
  evidence,
  verdict,
  byWord,
  line: named,
}: NonNullable<Promises['recorded']>[number]): string[][] {
  const line =
    named === undefined
      ? requirements.find(one => one.checks.length === 0 && one.evidence === evidence)
      : requirementOf(named);
  if (line === undefined) return [];
  return Object.entries(standardsOfLine(line)).flatMap(([of, asks]: [string, readonly string[]]) =>
    asks.map(ask => [
      ...[titles[of as keyof typeof titles], ask, sentence],
      ...[verdict === undefined ? 'Shown by records' : saidRecord({ verdict, byWord }), '', '', ''],
      `Records: ${evidence}`,
    ]),
  );
}
