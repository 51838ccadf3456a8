/** Everything that the headteacher's page can say is read with ease by somebody under twelve. */
import { expect } from 'chai';
import { ruleChanges, sayLook, saySooner } from '../../../shared/clauses/policy-review.ts';
import { requirements } from '../../../shared/clauses/requirements.ts';
import { sayBrokenRecords, verdictWords } from '../../../shared/clauses/verdicts.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { Counts, Promises } from '../../../shared/protocol/api/overview.ts';
import { readingAge, sentencesIn, technical } from '../../../test/support/reading-age.ts';
import { headsPages, textsOfPages } from '../../../test/support/web-texts.ts';
import { answerOf, doingOf, verdictOf } from './answer.ts';
import { deedKinds, sayBeingDone, sayNamed } from './being-done.ts';
import { causesOf, wholeComputer } from './causes.ts';
import type { Check } from './checks.ts';
import { whyNotKept } from './days.ts';
import {
  agreeTo,
  askedOf,
  askedOfThings,
  decisionOf,
  goneSentences,
  unaskedSentences,
  unknownSentences,
} from './decision.ts';
import { sayLines, sayNational } from './detail.ts';
import {
  aVisit,
  aWeek,
  cameSentence,
  lostSentence,
  mendedSentence,
  movedSentence,
  removedSentence,
} from './facts.ts';
import { headlineOf } from './headline.ts';
import { lastTermWords, trendOf } from './last-term.ts';
import { letOffWords } from './let-off.ts';
import { inOwnWords } from './own-words.ts';
import { lookFigure } from './record-looks.ts';
import { type RecordFacts, recordLines } from './records.ts';
import { signedSentences } from './signed.ts';
import { phrases, unknownSentence, whyUnknown } from './unknown.ts';
import { linesOf } from './week.ts';

const now = Date.UTC(2026, 10, 22, 12);
const day = 24 * 3600_000;
const aLoan = { id: 'b', number: 3, holder: { name: 'Sam' } };
const [zone, few] = ['Europe/London', [0, 1, 3]];
const allCounts: Counts[] = few.flatMap(met =>
  few.flatMap(not_met =>
    few.flatMap(unknown => few.map(not_applicable => ({ met, not_met, unknown, not_applicable }))),
  ),
);

const choices = ['block', 'allow_scanned', 'read_only', 'encrypted_only', 'off', 'watch', 'enforce'];

/** Each policy as it is to begin with, and with every switch and choice the other way. */
function promisesOf({ policy, words }: (typeof controls)[number]) {
  const usual = policy.parse({}) as unknown as Record<string, unknown>;
  const turned = Object.entries(usual).flatMap(([name, value]) =>
    typeof value === 'boolean'
      ? [{ ...usual, [name]: !value }]
      : typeof value === 'string'
        ? choices.map(one => ({ ...usual, [name]: one }))
        : [],
  );
  const modes = words.promise(policy.parse({}));
  const others = turned.flatMap(one => {
    const parsed = policy.safeParse(one);
    return parsed.success ? [words.promise(parsed.data)] : [];
  });
  return [modes, ...others];
}

/** Sentences that no check proves, and which records show them. */
const recorded = () =>
  requirements
    .filter(one => !one.outside && one.checks.length === 0 && one.pages.length > 0)
    .flatMap(one => [one.sentence, one.evidence]);

const library = () => requirements.filter(one => !one.outside).flatMap(one => [one.sentence, one.evidence]);

function onThePage(): string[] {
  const broken = controls.flatMap(one => promisesOf(one).map(promise => promise.broken));
  const sentences = controls.flatMap(one => promisesOf(one).map(promise => promise.sentence));
  const answers = broken.flatMap(words =>
    allCounts.flatMap(counts =>
      few.map(excepted =>
        answerOf(
          {
            ...{ counts, broken: words, silent: Math.min(1, counts.unknown), silentSince: now - 3 * day },
            ...{ excepted, exceptedUntil: now + 20 * day },
          },
          now,
          zone,
        ),
      ),
    ),
  );
  const reasons = [
    ...Object.keys(phrases),
    'silent',
    'cloned',
    'removed',
    'never_checked',
    'volume_not_understood',
    'what_ever',
  ];
  const whys = reasons.flatMap(reason => [1, 2].map(devices => new Map([[reason, devices]])));
  const mixed = whyUnknown(new Map(reasons.map(reason => [reason, 2])), 500);
  const doing = [...whys, mixed].flatMap(why =>
    (['does_not_hold', 'cannot_be_known', 'holds'] as const).map(verdict => doingOf(verdict, why) ?? ''),
  );
  const unknown = [...whys, mixed].map(why => unknownSentence('We keep it.', why) ?? '');
  const checks = broken.flatMap(words =>
    [1, 3].flatMap(not_met => (['watch', 'enforce'] as const).map(mode => aCheck(words, not_met, mode))),
  );
  const figures = (silent: number, waiting: number, cloned: number) => ({
    ...{ counted: 9, connected: 3, seenToday: 4, silent, waiting, cloned },
    ...{ clockWrong: 0, intercepted: 0, neverChecked: cloned },
  });
  const decisions = [
    ...checks.map(check => decisionOf([check], figures(0, 0, 0))),
    ...[1, 3].flatMap(n => [decisionOf([], figures(0, n, 0)), decisionOf([], figures(n, 0, 0))]),
    ...[0, 1, 3].flatMap(n => askedOf({ ...waiting(n), exceptionsWaiting: n })),
    ...askedOfThings([{ id: 'a', name: 'Autumn', finished_by: 'Tara' }], [aLoan]),
    ...agreeTo([{ id: 'a', title: 'Elm has left', reason: 'It broke', askedBy: 'Tara', yours: true }]),
  ].flatMap(one => (one === null ? [] : [one.sentence, one.ifNothing, one.action?.label ?? '']));
  const facts = [
    ...[1, 3].flatMap(n => unknownSentences([], new Map(), figures(n, n, n))),
    ...goneSentences(
      [false, true].map(replaced => ({
        ...{ deviceId: 'd', name: 'Elm', removedBy: 'Tara', removedAt: now, groupId: 'g', controls: [] },
        replaced,
      })),
    ),
    ...[aWeek, aVisit].flatMap(when => [-3, -1, 1, 3].map(more => movedSentence('We keep it.', more, when))),
    ...[1, 3].flatMap(n => [cameSentence(n), lostSentence(n), lostSentence(n, aVisit)]),
    ...[aWeek, aVisit].flatMap(when => [1, 3].map(n => mendedSentence('We keep it.', n, when))),
    removedSentence(['Tara'], ['Elm']),
    removedSentence(['Tara', 'Tom'], ['Elm', 'Oak', 'Ash']),
  ];
  const word = { verdict: 'holds' as const, answer: '' };
  const heads = [0, 1, 2, 5].flatMap(holding =>
    [0, 1, 4].flatMap(other =>
      [0, 1, 3].flatMap(excepted => {
        const held = Array.from({ length: holding }, (_, at) => ({
          ...{ verdict: 'holds' as const, excepted: at < excepted ? 1 : 0 },
          ...(at < other && { word }),
        }));
        const rest = Array(other).fill({ verdict: 'cannot_be_known', excepted: 0 });
        return [0, 9].map(devices => headlineOf([...held, ...rest], devices));
      }),
    ),
  );
  const figure = (met: number) => ({
    verdict: 'holds' as const,
    counts: { met, not_met: 9 - met, unknown: 0, not_applicable: 0 },
  });
  const trends = [1, 2, 3].map(
    met => trendOf(figure(met), figure(2), { left: met - 1, letOff: 0, unlooked: 0 }) ?? '',
  );
  trends.push(trendOf(figure(3), figure(2), undefined, true) ?? '');
  const inPart = requirements.flatMap(({ id, sentence, checks: [...controls] }) =>
    controls.length === 0 ? [] : [{ id: `clause-${id}`, sentence, controls, line: id }],
  );
  const one = { id: 'clause-one', sentence: 'We keep it.', controls: ['power'] };
  const off = inOwnWords([], [one, ...inPart]).promises;
  return [
    ...[...sentences, ...answers, ...doing, ...unknown, ...decisions, ...facts, ...heads, ...trends],
    ...unaskedSentences([...off, { ...off[0], differs: '' } as PromiseView]),
    ...off.flatMap(one => [
      ...[one.answer, one.differs ?? '', one.doing ?? ''],
      one.sentence,
      ...one.parts.map(part => part.sentence ?? ''),
    ]),
    ...deeds(),
    ...[1, 3].map(computers => letOffWords({ ...aLetOff, computers }, now, zone)),
    ...[
      lastTermWords.noTerm,
      lastTermWords.noDay('Summer'),
      lastTermWords.altered('2026-07-17'),
      lastTermWords.day('2026-07-17', 'Summer'),
    ],
    ...otherNumbers(),
    ...Object.values(verdictWords),
    ...[1, 3].flatMap(n => Object.keys(wholeComputer).flatMap(reason => causes(reason, n))),
    ...['2026-11-21', '2026-11-20', '2026-11-22', '2027-01-01', '2026-02-31'].map(one =>
      whyNotKept(one, '2026-11-22'),
    ),
    ...[0, 1, 9].flatMap(agreed =>
      [0, 1].flatMap(declined =>
        signedSentences([{ noticeId: 'n', title: 'Our rules', asked: 9 + declined, agreed, declined }]).map(
          one => one.sentence,
        ),
      ),
    ),
    ...[null, ...['2027-11-20', '2026-11-20'].map(nextOn => ({ ...aLook, nextOn }))].map(one =>
      sayLook(one, '2027-01-01'),
    ),
    ...[1, 3].map(n => saySooner({ settings: n, incidents: n, groups: n, systems: n, rules: ruleChanges })),
    ...[0, 1, 3].flatMap(of => [0, 1, 3].flatMap(wrong => fromRecords(of, wrong))),
    ...ruleWords(),
    ...week(),
  ];
}

/** `of` records, `wrong` of them in each way that is told. */
function fromRecords(of: number, wrong: number): string[] {
  const tests = { looked: of, over: wrong, failed: wrong, never: wrong };
  const facts: RecordFacts = {
    ...{ today: '2026-11-22', signing: { asked: of, agreed: Math.max(0, of - wrong) }, tests, codes: tests },
    loans: { out: of, unsigned: wrong, away: of, unagreed: wrong, statements: wrong },
    disposals: { collected: of, outstanding: wrong, oldestDays: wrong },
    backups: { all: of, wrong, untried: wrong, near: wrong },
    counting: { lastSignedOn: of === 0 ? null : '2026-06-01', unsigned: wrong },
    ...{ contracts: { all: of, over: wrong, unagreed: wrong }, passwords: { all: of, late: wrong } },
    calendar: { lastDay: [null, '2026-07-20', '2027-07-20'][Math.min(of, 2)] ?? null },
    ...{ systems: { all: of, wrong }, documents: { all: of, wrong }, personal: { all: of, open: wrong } },
    ...{ strange: { all: of, open: wrong }, servers: { all: of, open: wrong } },
    own: { madeOn: of === 0 ? null : '2026-06-01', triedOn: of < 3 ? null : '2026-06-01' },
    report: { day: [null, '2026-01-20', '2026-07-20'][Math.min(of, 2)] ?? null },
    look: { state: 'in_time', sentence: sayLook({ ...aLook, nextOn: '2027-11-20' }, '2027-01-01') },
  };
  const said = Object.values(recordLines).map(one => one.judge(facts).answer);
  for (const [so, next] of [
    [true, '2027-01-01'],
    [false, '2027-01-01'],
    [true, '2026-11-21'],
  ] as const)
    said.push(lookFigure({ ...aRecordLook, so, next }, '2026-11-22').answer);
  return [...said, sayBrokenRecords(Array(wrong).fill({ verdict: 'does_not_hold' })) ?? ''];
}

/** Of a promise that several checks prove, what each was changed to. */
const ruleWords = () =>
  controls.flatMap(({ key, words: { title } }) => {
    const line = { control: key, title, field: 'mode', fieldTitle: '', before: 'watch', sentence: '' };
    const lines = ['off', 'watch', 'enforce'].map(after => ({ ...line, after, entries: [] }));
    const advice = { ...{ name: 'NCSC: 15 minutes', met: 1, not_met: 2 }, unknown: 0, not_applicable: 0 };
    return [...sayLines({ controls: [key, ''], lines }), sayNational(advice) ?? ''];
  });

const aRecordLook = {
  ...{ id: '', by: 'The head', on: '2026-11-20', saw: 'It is so', writtenAt: 0, writtenBy: 'The head' },
  ...{ takenBackAt: null, takenBackBy: null },
};
const aLetOff = { reason: 'It is old.', askedBy: 'Tara', approvedBy: 'The head', endsAt: now + 9 * day };
const aLook = { lookedOn: '2025-11-20', lookedBy: 'The head', owner: 'The head', nextOn: '' };
function aCheck(broken: string, not_met: number, mode: Check['mode']): Check {
  const counts = { met: 4, not_met, unknown: 0, not_applicable: 0 };
  const view = {
    key: 'power',
    control: 'power',
    sentence: 'We keep it.',
    verdict: verdictOf(counts),
    parts: [],
  };
  const rest = { counts, excepted: 0, answer: '', doing: null, oldestAt: null };
  return { title: 'Power', broken, why: new Map(), mode, asked: {}, view: { ...view, ...rest } };
}

/** Sentences that name another number than computers are asked for. */
function otherNumbers(): string[] {
  const check = { ...aCheck('do not lock in time', 0, 'watch'), asked: { afterMinutes: [10, 20] } };
  const passwords = { ...aCheck('are weak', 0, 'watch'), asked: { lockoutAfter: [0], maxAgeDays: [0, 60] } };
  return inOwnWords(
    [
      { ...check, view: { ...check.view, control: 'idle-lock' } },
      { ...passwords, view: { ...passwords.view, control: 'password-policy' } },
    ],
    ['5 minutes', '15 minutes', '30 minutes', '10 guesses', '60 days', 'ninety days'].flatMap((words, at) =>
      ['idle-lock', 'password-policy'].map((key, nth) => ({
        ...{ id: `clause-${at}-${nth}`, sentence: `We keep it within ${words}.`, controls: [key] },
      })),
    ),
  ).promises.flatMap(one => [one.differs ?? '', one.answer, one.doing ?? '']);
}

/** Each kind of record alone and all at once, of one computer and of several, with a date ahead, one gone by and none. */
function deeds(): string[] {
  const when = { now, timeZone: zone };
  const each = deedKinds.flatMap(kind =>
    [1, 3].flatMap(many =>
      [null, now - 9 * day, now + 20 * day].map(atLatest => ({ kind, by: 'Tara', many, atLatest })),
    ),
  );
  const idle = [true, false].map(itself => sayBeingDone([], itself, when));
  for (const by of ['2026-11-22', '2026-11-21']) idle.push(sayNamed({ who: 'the head', by, what: '' }, when));
  return [...each.map(one => sayBeingDone([one], false, when)), ...idle, sayBeingDone(each, true, when)];
}

function causes(reason: string, devices: number): string[] {
  const checks = ['power', 'firewall'].map(control => {
    const check = aCheck('', 0, 'watch');
    const view = { ...check.view, key: control, control, verdict: 'cannot_be_known' as const };
    return { ...check, view, why: new Map([[reason, devices]]) };
  });
  return causesOf(
    checks.map(one => one.view),
    checks,
  ).map(one => one.sentence);
}

const waiting = (n: number) => ({
  waiting: Array.from({ length: n }, (_, at) => ({
    ...{ id: `${at}`, askedBy: 'Tara', reason: 'Half-term', scope: 'it' },
  })),
});

function week(): string[] {
  const page = (devices: number, holds: boolean): Promises => ({
    ...{ at: now, school: 'A', timeZone: zone, headline: 'It holds.', devices, unknown: [], unproved: [] },
    ...{ changed: [], decision: null },
    promises: [{ ...aCheck('', 0, 'watch').view, verdict: holds ? 'holds' : 'does_not_hold' }],
  });
  return [
    ...linesOf(page(9, true), page(8, false)),
    ...linesOf(page(7, false), page(9, true)),
    ...linesOf(page(7, false), null),
  ].flatMap(one => [one.about, one.words]);
}

describe('the words of the headteacher’s page', function () {
  this.timeout(60_000);
  const page = [...onThePage(), ...textsOfPages('promises', headsPages)];

  it('are read with ease by somebody under twelve, every sentence of them', () => {
    // The measure means nothing for a heading or a mark of a few words.
    const all = new Set(
      [...page, ...library()].flatMap(sentencesIn).filter(one => one.split(' ').length > 4),
    );
    expect(all.size).to.be.above(350);
    const hard = [...all].filter(one => readingAge(one) >= 12);
    expect(hard.map(one => `${readingAge(one).toFixed(1)} ${one}`)).to.deep.equal([]);
  });

  it('hold no technical word', () => {
    const read = new Set([...page, ...recorded()].flatMap(sentencesIn));
    expect([...read].filter(one => technical.test(one))).to.deep.equal([]);
    expect(controls.map(one => one.words.title).filter(one => technical.test(one))).to.include.members([
      ...['AutoRun', 'Removable media', 'Firewall', 'Disk encryption'],
    ]);
  });

  it('would not be, were they as a technician says them', () => {
    expect(readingAge('The configuration of the authentication mechanism is insufficient.')).to.be.above(20);
    expect(readingAge('Two of them have not been seen since Monday.')).to.be.below(12);
  });
});
