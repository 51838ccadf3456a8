/** The technician's overview and the headteacher's promises. */
import * as z from 'zod';
import { frameworkKey } from '../../clauses/frameworks.ts';
import { controlKey, state } from '../../finding.ts';
import { id, listOf, pageQuery, time } from './common.ts';
import { rollout } from './policies.ts';
import { recordLook } from './record-looks.ts';
import { undertaking } from './undertakings.ts';

const counts = z.object({
  met: z.int(),
  not_met: z.int(),
  unknown: z.int(),
  not_applicable: z.int(),
});
export type Counts = z.infer<typeof counts>;

/**
 * `GET /api/v1/summary`: kept by difference, never counted by scanning. A removed device that nobody else has agreed about
 * is among the unknown of its controls, and not among the devices.
 */
export const summary = z.object({
  at: time,
  devices: z.object({
    approved: z.int(),
    waiting: z.int(),
    connected: z.int(),
    seenToday: z.int(),
    silent: z.int(),
  }),
  controls: z.array(z.object({ control: controlKey, title: z.string(), counts })),
});
export type Summary = z.infer<typeof summary>;

export const overview = z.object({
  at: time,
  /** "41 of 43 devices have been seen today; 2 things need you." */
  sentence: z.string(),
  summary,
  /** By consequence, most serious first; each with the one page that mends it. */
  needs: z.array(
    z.object({
      kind: z.enum([
        'loan',
        'disposal',
        'approve',
        'not_met',
        'silent',
        'clock',
        'intercepted',
        'cloned',
        'unknown',
        'policy',
        'approval',
        'request',
        'incident',
        'calendar',
        'upkeep',
        'recovery_key',
        'wear',
        'neighbour',
        'notice',
      ]),
      serious: z.boolean(),
      sentence: z.string(),
      action: z.object({ label: z.string(), to: z.string() }),
    }),
  ),
  /** What goes on by itself, or waits for computers, companies and people; newest first within its kind. */
  progress: z.object({
    rollouts: z.array(rollout),
    lines: z.array(z.object({ id, at: time, sentence: z.string(), to: z.string() })),
  }),
  /** Since yesterday, in words. */
  changed: z.array(z.object({ id, at: time, sentence: z.string(), deviceId: id.nullable() })),
});
export type Overview = z.infer<typeof overview>;

const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a day as YYYY-MM-DD.');

const verdict = z.enum(['holds', 'does_not_hold', 'cannot_be_known', 'nothing_to_check']);

/** Who sees to it that a promise holds again, by when, and what will be done. Absent where nobody is named. */
const named = undertaking.pick({ who: true, by: true, what: true }).optional();

export const promise = z.object({
  /** The clause's id; of a check that no clause names, the control's key. */
  key: z.string(),
  /** The check that the counts are of: of several, the one that keeps it from holding. */
  control: controlKey,
  /** The school's sentence. */
  sentence: z.string(),
  verdict,
  /** Of a promise that several checks prove, that `differs` or has a `word`: each, the one that decides first. Else empty. */
  parts: z.array(
    z.object({
      ...{ control: controlKey, title: z.string(), verdict, answer: z.string(), counts },
      /** Absent on days kept before this was; so is `sentence`: what it promises, in Caretaker's words, for readers whom its title tells nothing. */
      ...{ excepted: z.int().optional(), sentence: z.string().optional() },
      trend: z.string().optional(),
    }),
  ),
  /** Without the devices that are excepted and known: those are in `excepted`. Of several checks, those of the one that lets off most. */
  counts,
  excepted: z.int(),
  /** "Our sentence says 10 minutes. Computers are asked for 20 minutes.", or what checks do not show of it. Then `counts` are of the sentence, those of `parts` of what is asked. */
  differs: z.string().optional(),
  /** Of a sentence that says more than checks show: how the rest stands by the word of whoever looked at it, while that counts. No figure. Absent where nobody looked, and on days kept before this was. */
  word: z.object({ verdict: z.enum(['holds', 'does_not_hold']), answer: z.string() }).optional(),
  /** "Holds on 41 of 43 devices." and what of the others, without a technical word. */
  answer: z.string(),
  /** Who does what about it, when it does not hold. */
  doing: z.string().nullable(),
  named,
  /** Age of the oldest figure in it. */
  oldestAt: time.nullable(),
  /** "Better than last term: then 38 of 41." Absent where nothing of last term was kept, and where `parts` say it. */
  trend: z.string().optional(),
  /** The first of the kept days since which every check of it could be proved; absent while one cannot. */
  provableSince: dayText.optional(),
});
export type PromiseView = z.infer<typeof promise>;

/** `ifNothing` says what happens if nobody decides. */
const decision = z.object({
  sentence: z.string(),
  ifNothing: z.string(),
  action: z.object({ label: z.string(), to: z.string() }).nullable(),
});

export const promises = z.object({
  at: time,
  school: z.string(),
  timeZone: z.string(),
  /** "3 of our 4 promises about school computers hold." */
  headline: z.string(),
  /** "1 computer has a double. On all the others, 9 of the 11 promises hold." Absent where nothing hangs on that alone. */
  butFor: z.string().optional(),
  /** That school is closed, and until when. Absent on other days, and on days kept before this was. */
  closed: z.string().optional(),
  devices: z.int(),
  promises: z.array(promise),
  unknown: z.array(z.string()),
  /** Sentences of the school that no check of Caretaker proves: somebody has to look. */
  unproved: z.array(z.string()),
  /** By sentence of those: the key under which somebody can write down that they looked. Absent on days kept before this was. */
  unprovedKeys: z.record(z.string(), z.string()).optional(),
  /** Sentences that no check proves and a record of the console shows: what that is, and on which pages; without these, only somebody's word shows it. */
  recorded: z
    .array(
      z.object({
        ...{ sentence: z.string(), evidence: z.string(), pages: z.array(z.string()) },
        /** How it stands by those records with its count, or by the word of whoever looked. Absent where no figure is made and nobody has looked, and on days kept before there were. */
        ...{ verdict: verdict.optional(), answer: z.string().optional() },
        /** That it is known by the word of whoever looked, and by no figure. */
        byWord: z.literal(true).optional(),
        /** How many things keep it from holding, and of how many where that is known. */
        amount: z.object({ open: z.int(), of: z.int().nullable() }).optional(),
        /** Who sees to it, in words, where somebody is named and it does not hold. */
        ...{ doing: z.string().optional(), named },
        /** The line of the requirements, or the sentence's own key, whose page shows what is behind it. Absent on days kept before this was. */
        line: z.string().optional(),
        /** "Better than last term. Then: 3 of 5 loans are not signed." */
        trend: z.string().optional(),
        /** The first of the kept days since which the records have given an answer without a break. */
        provableSince: dayText.optional(),
      }),
    )
    .optional(),
  /** By line of `recorded`, and by key of promises with a `word`: the first of the kept days since which there was an answer. */
  recordsSince: z.record(z.string(), dayText).optional(),
  /** Of each of the school's rules that people are asked to sign now: how many have, how many have not, and the page of it. */
  signed: z
    .array(
      z.object({
        ...{ sentence: z.string(), to: z.string() },
        /** Absent on days kept before they were. Whoever is asked and neither agreed nor declined has not answered yet. */
        counts: z
          .object({ title: z.string(), asked: z.int(), agreed: z.int(), declined: z.int() })
          .optional(),
      }),
    )
    .optional(),
  /** When the school's policy was last looked at. Absent on days kept before this was. */
  policyLook: z
    .object({
      state: z.enum(['none', 'in_time', 'overdue']),
      sentence: z.string(),
      lookedOn: dayText.nullable(),
      nextOn: dayText.nullable(),
    })
    .optional(),
  /** `promise`: the key of the one that it is of. */
  changed: z.array(z.object({ at: time, sentence: z.string(), promise: z.string().optional() })),
  /** From when `changed` tells, where that is this reader's last visit or a month; else it tells of a week. Absent on past days. */
  changedSince: z.object({ at: time, lastVisit: z.boolean() }).optional(),
  /** The kept day of last term that trends are laid beside, or why there is none. Absent on days kept before there were trends. */
  lastTerm: z.object({ day: dayText.nullable(), sentence: z.string() }).optional(),
  /** By check and setting: each number that some computers are asked for. Absent on days kept before this was. */
  asked: z.record(controlKey, z.record(z.string(), z.array(z.number()))).optional(),
  /** By check: the first of the kept days since which it could be proved. */
  provable: z.record(controlKey, dayText).optional(),
  /** What keeps several promises from being known, each once with its next step; `promises` say nothing more of it. */
  causes: z
    .array(z.object({ reason: z.string(), sentence: z.string(), promises: z.array(z.string()) }))
    .optional(),
  /** The one thing to decide first, or null. */
  decision: decision.nullable(),
  /** Everything that waits for this reader, that one first. Absent on past days: it belongs to the moment. */
  decisions: z.array(decision).optional(),
});
export type Promises = z.infer<typeof promises>;

/** `GET /api/v1/promises/days/{day}`: the page as it stood on one day in the past. */
export const promiseDay = z.object({
  day: dayText,
  keptAt: time,
  /** SHA-256 over this day and the hash of the day before it, in hex. */
  hash: z.string(),
  promises,
  /** What computers had said by then is kept no longer, so no evidence pack is made of it. */
  forgotten: z.boolean(),
  /** The days on either side that were kept. */
  before: dayText.nullable(),
  after: dayText.nullable(),
});
export type PromiseDay = z.infer<typeof promiseDay>;
export const promiseDayParams = z.object({ day: dayText });

/** `GET /api/v1/evidence`: "3F0A-92C1-…", by which evidence packs are known to be this console's. */
export const evidenceKey = z.object({ key: z.string() });

/** `GET /api/v1/promises/days/{day}/evidence`: for whom it is made. */
export const evidenceQuery = z.strictObject({ for: frameworkKey.default('auditor') });

/** `GET /api/v1/promises/days`: which days were kept, newest first. */
export const promiseDays = listOf(z.object({ day: dayText, keptAt: time }));

/** `GET /api/v1/promises/week`: the headteacher's week in five lines. */
export const promiseWeek = z.object({
  at: time,
  /** The kept day that it is laid beside; null while none is a week old. */
  since: dayText.nullable(),
  lines: z.array(z.object({ about: z.string(), words: z.string() })),
});
export type PromiseWeek = z.infer<typeof promiseWeek>;

/** `GET /api/v1/promises/{key}`: one promise, what proves it and how it went. */
export const promiseDetail = z.object({
  promise,
  timeZone: z.string(),
  /** Each check that proves it, with what it asks in its own words. */
  proof: z.array(
    z.object({
      control: controlKey,
      title: z.string(),
      asks: z.string(),
      mode: z.enum(['off', 'watch', 'enforce']),
      /** In a sentence, on how many computers the national advice is kept; null where the check knows none. */
      national: z.string().nullable(),
    }),
  ),
  standards: z.array(z.object({ framework: z.string(), asks: z.array(z.string()) })),
  /** One a day that was kept, oldest first, at most a year. `key`: on that day’s page; another before the sentence was put so. */
  history: z.array(z.object({ day: dayText, key: z.string(), verdict, met: z.int(), asked: z.int() })),
  /** Kept days of that year whose page was altered afterwards: they are not in `history`. */
  altered: z.array(dayText),
  /** What was changed of what is asked in the last year, newest first. */
  events: z.array(
    z.object({
      ...{ at: time, sentence: z.string() },
      /** What each setting was and is: "Lock after, in minutes: 20 becomes 15." */
      changes: z.array(z.string()),
    }),
  ),
  /** Who is let off one of its checks now, until when, why and by whose yes; what ends first on top. */
  letOff: z.array(z.string()),
  /** Addresses of the technicians, for whoever may ask them; of nobody else. */
  askAt: z.array(z.string()),
  /** Who was named to see to it, newest first; those that count no more among them. */
  undertakings: z.array(undertaking),
  /** What checks do not show of it, where they show only a part: somebody may look at that. */
  rest: z.string().nullable(),
  /** What was written down by those who looked, newest first; those taken back among them. */
  looks: z.array(recordLook),
  /** Names to propose. */
  whoMay: z.array(z.string()),
  lastTerm: promises.shape.lastTerm,
});
export type PromiseDetail = z.infer<typeof promiseDetail>;
export const promiseParams = z.object({ key: z.string().max(40) });

/** `GET /api/v1/promises/days/{day}/promises/{key}`: one promise as it stood on a past day, by what was known by then. */
export const pastPromise = promiseDetail
  .pick({ promise: true, timeZone: true, lastTerm: true, history: true, altered: true })
  .extend(promiseDetail.pick({ events: true, letOff: true }).shape)
  .extend(promiseDay.pick({ day: true, keptAt: true, before: true, after: true }).shape);
export type PastPromise = z.infer<typeof pastPromise>;
export const pastPromiseParams = promiseDayParams.extend(promiseParams.shape);

/** `GET /api/v1/promises/days/{day}/checks/{control}`: the computers behind a figure of a past day. */
export const behindDay = listOf(
  z.object({
    deviceId: id,
    name: z.string(),
    group: z.string(),
    state,
    /** What the check said, in words. */
    sentence: z.string(),
    /** When it was seen to be so, by the check; null where nothing had been reported. */
    since: time.nullable(),
    /** When the console learnt of it. */
    receivedAt: time.nullable(),
    /** When the check had last looked there, by when the day was kept; null on days kept before this was, and where nothing had been reported. */
    lookedAt: time.nullable(),
    /** The command or interface that was asked. */
    source: z.string().nullable(),
    /** How it stood by the national baseline, where the check knows one; absent on days kept before this was. */
    national: z.object({ name: z.string(), state }).optional(),
    /** An exception was in force for it. */
    excepted: z.boolean(),
  }),
).extend({
  day: dayText,
  keptAt: time,
  control: controlKey,
  title: z.string(),
  /** What was counted on the page of that day. */
  counts: counts.nullable(),
});
export type BehindDay = z.infer<typeof behindDay>;
export const behindDayParams = z.object({ day: dayText, control: controlKey });
export const behindDayQuery = pageQuery.extend({ state: state.optional() });

/** What a device of a group is asked to do now, in words. */
export const policyView = z.object({
  groupId: id,
  number: z.int(),
  issuedAt: time,
  controls: z.array(
    z.object({
      control: controlKey,
      title: z.string(),
      mode: z.enum(['off', 'watch', 'enforce']),
      sentence: z.string(),
    }),
  ),
});
