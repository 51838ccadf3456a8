/** The page's answer: how many promises hold, and what alone keeps more of them from being shown to. Pure. */
import { listed } from '../../../shared/controls/words.ts';
import type { PromiseView } from '../../../shared/protocol/api/overview.ts';
import { computersWord, numberWord } from '../overview/index.ts';
import { type WholeReason, wholeComputer } from './causes.ts';
import type { Check } from './checks.ts';

type Told = Pick<PromiseView, 'verdict' | 'excepted' | 'word'>;

/**
 * "3 of our 4 promises about school computers hold. One of these holds with exceptions." Of promises alone, without a
 * number of computers: the governors read it too.
 */
export function headlineOf(promises: readonly Told[], devices: number): string {
  if (devices === 0)
    return 'No school computer is looked after here yet. So nothing can be said of our promises.';
  const asked = promises.filter(isAsked);
  if (asked.length === 0) return 'None of our promises has a school computer to check yet.';
  const of = (verdict: PromiseView['verdict']) => asked.filter(one => one.verdict === verdict).length;
  const [held, unknown] = [of('holds'), of('cannot_be_known')];
  const apart = asked.filter(one => one.verdict === 'holds' && one.excepted > 0).length;
  const byWord = asked.filter(one => one.verdict === 'holds' && one.word !== undefined).length;
  const these = apart === 1 ? 'One of these holds' : `${numberWord(apart)} of these hold`;
  const sentences = [
    countedOf(asked.length, held, unknown),
    apart > 0 && (asked.length === 1 ? 'It has exceptions.' : `${these} with exceptions.`),
    byWord > 0 && wordsOf(asked.length, byWord),
    asked.length > 1 && othersOf(asked.length, held, unknown),
  ];
  return sentences.filter(one => one !== false && one !== '').join(' ');
}

/** Both sentences of the page's answer. */
export const sayAnswer = ({ headline, butFor }: { headline: string; butFor?: string | undefined }): string =>
  butFor === undefined ? headline : `${headline} ${butFor}`;

const isAsked = ({ verdict }: Pick<PromiseView, 'verdict'>) => verdict !== 'nothing_to_check';
const ours = 'about school computers';

function countedOf(asked: number, held: number, unknown: number): string {
  if (asked === 1) {
    if (held === 1) return `Our promise ${ours} holds.`;
    return unknown === 1
      ? `It cannot be known whether our promise ${ours} holds.`
      : `Our promise ${ours} does not hold on all of them.`;
  }
  if (held === asked)
    return asked === 2 ? `Both of our promises ${ours} hold.` : `All ${asked} of our promises ${ours} hold.`;
  if (held > 0) return `${held} of our ${asked} promises ${ours} ${held === 1 ? 'holds' : 'hold'}.`;
  const none = asked === 2 ? 'Neither of our two' : `None of our ${asked}`;
  return unknown === 0
    ? `${none} promises ${ours} holds on all of them.`
    : `${none} promises ${ours} can be shown to hold.`;
}

/** What checks do not show is never counted in silence. */
const wordsOf = (asked: number, byWord: number) =>
  `${asked === 1 ? 'It holds' : byWord === 1 ? 'One of these holds' : `${numberWord(byWord)} of these hold`} in part by the word of someone who looked.`;

/** What does not hold and what is not known are two things wherever the second is there. */
function othersOf(asked: number, held: number, unknown: number): string {
  const broken = asked - held - unknown;
  if (unknown === 0 || unknown === asked) return '';
  if (broken === 0) return `The other${unknown === 1 ? '' : ` ${unknown}`} cannot be known.`;
  return `${numberWord(broken)} ${broken === 1 ? 'does' : 'do'} not hold, and ${numberWord(unknown).toLowerCase()} cannot be known.`;
}

/** Computers of which nothing at all is known, each counted under one reason. */
export type Wholly = Readonly<Record<WholeReason, number>>;

/**
 * "1 computer has a double. On all the others, 9 of the 11 promises hold." Of promises that would hold but for
 * computers of which nothing at all is known; undefined where there are none. They stay unknown: this is what it hangs on.
 */
export function butForOf(
  promises: readonly PromiseView[],
  checks: readonly Pick<Check, 'view' | 'why'>[],
  wholly: Wholly,
): string | undefined {
  const whyOf = new Map(checks.map(({ view, why }) => [view.control, why]));
  const asked = promises.filter(isAsked);
  const butFor = asked.filter(one => holdsElsewhere(one, whyOf));
  if (butFor.length === 0) return undefined;
  const reasons = (Object.keys(wholeComputer) as WholeReason[]).filter(reason =>
    butFor.some(one => partsOf(one).some(({ control }) => (whyOf.get(control)?.get(reason) ?? 0) > 0)),
  );
  const so = reasons.map((reason, at) => {
    const devices = wholly[reason];
    const [one, many] = wholeComputer[reason];
    return `${at === 0 ? computersWord(devices) : devices.toLocaleString('en-GB')} ${devices === 1 ? one : many}`;
  });
  const held = asked.filter(one => one.verdict === 'holds').length + butFor.length;
  const these =
    asked.length === 1
      ? 'it holds'
      : held === asked.length
        ? 'each promise holds'
        : `${held} of the ${asked.length} promises ${held === 1 ? 'holds' : 'hold'}`;
  return `${listed(so, so.length)}. On all the others, ${these}.`;
}

const partsOf = (promise: PromiseView) => (promise.parts.length === 0 ? [promise] : promise.parts);

/** Seen to be kept, and by every computer of which anything is known. */
function holdsElsewhere(promise: PromiseView, whyOf: ReadonlyMap<string, Check['why']>): boolean {
  if (promise.verdict !== 'cannot_be_known' || promise.differs !== undefined) return false;
  const parts = partsOf(promise);
  const isElsewhere = ({ control, verdict, counts }: (typeof parts)[number]) => {
    const why = whyOf.get(control);
    if (why === undefined || verdict === 'does_not_hold') return false;
    const whole = [...why].filter(([reason]) => reason in wholeComputer);
    return whole.reduce((sum, [, devices]) => sum + devices, 0) === counts.unknown;
  };
  return parts.every(isElsewhere) && parts.some(({ counts }) => counts.met > 0);
}
