/** The checks under the school's own sentences. Pure. */
import { differenceOf } from '../../../shared/clauses/bounds.ts';
import type { Clause } from '../../../shared/clauses/clause.ts';
import { requirementOf, shownByChecks } from '../../../shared/clauses/requirements.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { RecordLook } from '../../../shared/protocol/api/record-looks.ts';
import { type Check, offView } from './checks.ts';
import { type Looks, lookFigure, lookKey } from './record-looks.ts';

/** What does not hold comes first, what holds last. */
export const order: PromiseView['verdict'][] = [
  'does_not_hold',
  'cannot_be_known',
  'holds',
  'nothing_to_check',
];

export interface InOwnWords {
  promises: PromiseView[];
  /** Sentences that no check proves. */
  unproved: string[];
  /** Sentences that no check proves, and a record of the console shows. */
  recorded: NonNullable<Promises['recorded']>;
  /** By sentence of both: the line of the requirements that it is, or its own key where it is none that a record shows. */
  lines: Map<string, string>;
  /** By control: the sentence under which it stands. */
  sentences: Map<string, string>;
}

/**
 * A sentence holds when every check that proves it does, and cannot be known while one of them is switched off, or where
 * it names a number and less than that is asked of computers, or where the line of the library that it is says more than
 * checks can show. Of that rest, the word of whoever looked at it stands beside the checks: both must hold. A check that no sentence names speaks for itself, also one
 * that is switched off, so that nothing is hidden by leaving it out.
 */
export function inOwnWords(
  checks: readonly Check[],
  clauses: readonly Clause[],
  words: Words = noWords,
): InOwnWords {
  const byControl = new Map(checks.map(check => [check.view.control, check]));
  const told = clauses.flatMap(clause =>
    clause.controls.length === 0 ? [] : [promiseOf(clause, byControl, words)],
  );
  const named = new Set(clauses.flatMap(one => one.controls));
  const rest = checks.filter(({ view }) => !named.has(view.control)).map(({ view }) => view);
  const promises = [...told, ...rest].sort(
    (one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict),
  );
  const unchecked = clauses.filter(one => one.controls.length === 0);
  const own = clauses.flatMap(({ controls, sentence }) => controls.map(key => [key, sentence] as const));
  return {
    promises,
    unproved: unchecked.filter(one => recordsOf(one).length === 0).map(one => one.sentence),
    recorded: unchecked.flatMap(recordsOf),
    lines: new Map(
      unchecked.map(one => [one.sentence, (recordsOf(one).length > 0 ? one.line : undefined) ?? one.id]),
    ),
    sentences: new Map([...checks.map(({ view }) => [view.control, view.sentence] as const), ...own]),
  };
}

/** What people said who looked, and the day that it is. */
interface Words {
  looks: Looks;
  today: string;
}
const noWords: Words = { looks: new Map(), today: '' };

function recordsOf({ sentence, line }: Clause): NonNullable<Promises['recorded']> {
  const known = line === undefined ? undefined : requirementOf(line);
  if (known === undefined || known.pages.length === 0) return [];
  return [{ sentence, evidence: known.evidence, pages: [...known.pages] }];
}

function promiseOf(
  { id, sentence, controls, line }: Clause,
  checks: ReadonlyMap<string, Check>,
  { looks, today }: Words,
): PromiseView {
  const proved = controls.map(key => partOf(key, checks.get(key), sentence));
  const parts = proved
    .map(one => one.part)
    .sort((one, other) => order.indexOf(one.view.verdict) - order.indexOf(other.view.verdict));
  const [worst = partOf('', undefined, sentence).part] = parts;
  const less = proved.flatMap(({ differs }) => (differs === undefined ? [] : [differs]));
  const own = {
    ...{ ...worst.view, key: id, sentence, oldestAt: oldest(parts.map(one => one.view.oldestAt)) },
    // Some may be let off more than one of the checks: at least so many are let off this.
    excepted: Math.max(worst.view.excepted, ...parts.map(one => one.view.excepted)),
  };
  const told = parts.map(
    ({ title, view: { control, sentence: asks, verdict, answer, counts, excepted } }) => ({
      ...{ control, title, sentence: asks, verdict, answer, counts, excepted },
    }),
  );
  const rest = restOf(line);
  if (less.length === 0 && (rest === undefined || worst.view.verdict === 'nothing_to_check'))
    return { ...own, parts: parts.length === 1 ? [] : told };
  const { word, open } = saidOfRest(rest, looks.get(lookKey(id, sentence)), today);
  if (less.length === 0 && word?.verdict === 'holds') return { ...own, word, parts: told };
  const differs = [...less, ...(open === undefined ? [] : [open])].join(' ');
  const shown = lessShown(worst.view, { differs, doing: less.length === 0 ? lookToo : askAlike });
  const broken = word?.verdict === 'does_not_hold' && { verdict: word.verdict };
  return { ...own, ...shown, ...broken, ...(word && { word }), parts: told };
}

/** The word of whoever looked at it, while that counts; else what is open. */
function saidOfRest(
  rest: string | undefined,
  look: RecordLook | undefined,
  today: string,
): { word?: NonNullable<PromiseView['word']>; open?: string } {
  if (rest === undefined) return {};
  if (look === undefined) return { open: rest };
  const { verdict, answer } = lookFigure(look, today);
  return verdict === 'holds' || verdict === 'does_not_hold'
    ? { word: { verdict, answer } }
    : { open: `${rest} ${answer}` };
}

const askAlike = 'Change the setting or the sentence, so that both say the same.';
const lookToo = 'Look at the rest too and write it down, or promise only what computers show.';

/** What checks never show of a line of the library, however well they stand. */
export function restOf(line: string | undefined): string | undefined {
  const known = line === undefined ? undefined : requirementOf(line);
  if (known === undefined || shownByChecks(known)) return undefined;
  const rest = known.missing === null ? 'The rest is in our records.' : `Missing: ${known.missing}.`;
  return `Computers show only a part of this. ${rest}`;
}

/** What computers do shows nothing of a sentence that says more than they are asked for, or than they can show: of none is it known to keep that. */
function lessShown(
  { verdict, counts, doing }: PromiseView,
  { differs, doing: mend }: { differs: string; doing: string },
): Partial<PromiseView> {
  const settled = verdict === 'does_not_hold';
  return {
    ...{ verdict: settled ? verdict : 'cannot_be_known' },
    counts: { ...counts, met: 0, unknown: counts.unknown + counts.met },
    doing: settled ? doing : mend,
    ...(differs !== '' && { differs }),
  };
}

function oldest(times: readonly (number | null)[]): number | null {
  const known = times.filter(time => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

interface Proved {
  part: Pick<Check, 'title' | 'view'>;
  /** In words, where less is asked of computers than the sentence says. */
  differs?: string;
}

function partOf(key: string, check: Check | undefined, sentence: string): Proved {
  if (check === undefined) {
    const known = controlByKey(key);
    const asks = known?.words.promise(known.policy.parse({})).sentence ?? '';
    return { part: { title: known?.words.title ?? key, view: offView(key, asks) } };
  }
  const differs = differenceOf(sentence, key, check.asked);
  if (differs === undefined) return { part: check };
  if (differs.less) return { part: check, differs: differs.words };
  const { title, view } = check;
  return { part: { title, view: { ...view, answer: `${view.answer} ${differs.words}` } } };
}
