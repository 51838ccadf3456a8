/** What the page says is unknown, and the one thing to decide. Pure. */
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { ApprovalWaiting } from '../approvals/index.ts';
import type { Departed } from '../departures/index.ts';
import { agreeing, computersWord, type DeviceFigures } from '../overview/index.ts';
import type { PolicyMatters } from '../policies/index.ts';
import type { Check } from './checks.ts';
import { unknownSentence } from './unknown.ts';

/** What cannot be known, and why. */
export function unknownSentences(
  checks: readonly Check[],
  own: ReadonlyMap<string, string>,
  {
    silent,
    cloned,
    waiting,
    neverChecked,
  }: Pick<DeviceFigures, 'silent' | 'cloned' | 'waiting'> & { neverChecked: number },
  /** Reasons that were said above. */
  said: readonly string[] = [],
): string[] {
  const sentences: [number, string, string][] = [
    [
      said.includes('silent') ? 0 : silent,
      'has not been seen for too many school days, so nothing is known about it.',
      'have not been seen for too many school days, so nothing is known about them.',
    ],
    [
      said.includes('cloned') ? 0 : cloned,
      'has a double; until the two are told apart, nothing is known of it.',
      'have a double; until they are told apart, nothing is known of them.',
    ],
    [
      said.includes('never_checked') ? 0 : neverChecked,
      'has not been checked yet, so nothing is known about it.',
      'have not been checked yet, so nothing is known about them.',
    ],
    [
      waiting,
      'waits for the technician to let it in, and does not count yet.',
      'wait for the technician to let them in, and do not count yet.',
    ],
  ];
  const byDevice = sentences
    .filter(([number]) => number > 0)
    .map(([number, one, many]) => `${computersWord(number)} ${number === 1 ? one : many}`);
  const byPromise = checks.map(({ view, why }) =>
    unknownSentence(own.get(view.control) ?? view.sentence, why),
  );
  return [...new Set([...byPromise.filter(sentence => sentence !== null), ...byDevice])];
}

/** Of promises for which nothing that a computer could say would do. */
export const unaskedSentences = (promises: readonly PromiseView[]): string[] =>
  promises.flatMap(({ sentence, verdict, differs, counts: { met, not_met, unknown } }) => {
    const own = `“${sentence.replace(/\.$/, '')}”`;
    if (differs !== undefined) return [`${own}: what computers show falls short of it.`];
    const off = verdict === 'cannot_be_known' && met + not_met + unknown === 0;
    return off ? [`${own}: no computer is asked for it.`] : [];
  });

export const goneSentences = (gone: readonly Pick<Departed, 'name' | 'removedBy' | 'replaced'>[]) =>
  gone.map(({ name, removedBy, replaced }) =>
    replaced
      ? `${removedBy} said that a new computer is “${name}”. Until someone else agrees, the old one counts as not known.`
      : `${removedBy} removed “${name}” before it kept each promise. Until someone else agrees that it has left, it counts as not known.`,
  );

export type Decision = NonNullable<Promises['decision']>;

/** Each that waits for the reader's own yes: what one yes would do. */
export const agreeTo = (approvals: readonly ApprovalWaiting[]): Decision[] =>
  approvals
    .filter(one => one.yours)
    .map(({ id, askedBy, title, reason }) => ({
      sentence: `${askedBy} asks you to agree: ${title}, because “${reason}”.`,
      ifNothing: 'Nothing is done, and after a while it ends by itself.',
      action: { label: 'Look at it', to: `/approvals/${id}` },
    }));

/** Somebody waits for the second person's answer: that comes before what can only be talked about. */
export const askedOf = ({ waiting, exceptionsWaiting }: AskedOfPolicies): Decision[] => [
  ...waiting.map(({ id, askedBy, reason }) => ({
    sentence: `${askedBy} asks somebody to agree to a change: “${reason}”`,
    ifNothing: 'Nothing is changed until someone agrees.',
    action: { label: 'Look at it', to: `/policies/versions/${id}` },
  })),
  ...(exceptionsWaiting === 0
    ? []
    : [
        {
          sentence: `Someone asks to let ${exceptionsWaiting === 1 ? 'one thing' : `${exceptionsWaiting} things`} off a promise for a time.`,
          ifNothing: 'Nothing is let off.',
          action: { label: 'Look at it', to: '/policies/exceptions' },
        },
      ]),
];

/** Of the school's things: what waits for this reader's own name, and loans of which they are the line manager. */
export const askedOfThings = (
  takes: readonly { id: string; name: string; finished_by: string | null }[],
  loans: readonly { id: string; number: number; holder: { name: string } }[],
): Decision[] => [
  ...loans.map(({ id, number, holder }) => ({
    sentence: `You are asked to say yes to loan ${number}: “${holder.name}” would take it home.`,
    ifNothing: 'It stays at school.',
    action: { label: 'Look at it', to: `/loans/${id}` },
  })),
  ...takes.map(({ id, name, finished_by }) => ({
    sentence: `${finished_by ?? 'Somebody'} asks you to sign the stock-take “${name}”.`,
    ifNothing: 'It stays open, and no thing is put where it was found.',
    action: { label: 'Look at it', to: `/stock-takes/${id}` },
  })),
];

type AskedOfPolicies = Pick<PolicyMatters, 'waiting' | 'exceptionsWaiting'>;

/** The one that matters most; the headteacher asks, the technician does. What somebody sees to is decided. */
export function decisionOf(
  checks: readonly Check[],
  { waiting, silent }: Pick<DeviceFigures, 'waiting' | 'silent'>,
  promises: readonly PromiseView[] = [],
): Promises['decision'] {
  const promiseOf = ({ view: { control } }: Check) =>
    promises.find(one => one.control === control || one.parts.some(part => part.control === control));
  const worst = checks
    .filter(one => one.view.counts.not_met > 0 && promiseOf(one)?.named === undefined)
    .sort((a, b) => b.view.counts.not_met - a.view.counts.not_met)[0];
  if (worst !== undefined) {
    const { not_met } = worst.view.counts;
    const key = promiseOf(worst)?.key;
    return {
      sentence: `${computersWord(not_met)} ${agreeing(not_met, worst.broken)}. Agree with the technician by when this is put right.`,
      ifNothing:
        worst.mode === 'enforce'
          ? 'Caretaker keeps trying to put it right by itself, and this page keeps saying so.'
          : `${not_met === 1 ? 'It stays as it is' : 'They stay as they are'}: Caretaker looks and tells, and leaves all as it is.`,
      action: key === undefined ? null : { label: 'Say who sees to it', to: `/promises/${key}` },
    };
  }
  if (waiting > 0) {
    return {
      sentence: `${computersWord(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for the technician to let ${waiting === 1 ? 'it' : 'them'} in. Ask the technician whether ${waiting === 1 ? 'it is' : 'they are'} the school’s.`,
      ifNothing:
        waiting === 1
          ? 'It stays outside: nothing is known about it and none of these promises covers it.'
          : 'They stay outside: nothing is known about them and none of these promises covers them.',
      action: null,
    };
  }
  if (silent > 0) {
    return {
      sentence: `${computersWord(silent)} ${silent === 1 ? 'has' : 'have'} not been seen for too many school days. Ask who has ${silent === 1 ? 'it' : 'them'}.`,
      ifNothing: `${silent === 1 ? 'It keeps' : 'They keep'} counting as not known, and the promises cannot be said to hold everywhere.`,
      action: null,
    };
  }
  return null;
}
