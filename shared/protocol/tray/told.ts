/** What the service tells the tray: everything that should be seen now, whenever it changes, and answers. */
import * as z from 'zod';
import { finding } from '../../finding.ts';
import { aboutDevice } from '../about.ts';
import { longestAnswer } from '../answer.ts';
import { hardware, softwareItem, system } from '../inventory.ts';
import { pupilLink } from '../pupil-link.ts';
import { noticeAnswers } from './asks.ts';
import { nothing, profiles, textSizes } from './face.ts';
import { supportScene } from './support.ts';

const time = z.int().nonnegative();

/** The screen locks at `at` unless somebody is there; `seconds`: how long before that is said, two minutes where it is not. */
const lockSoon = z.object({
  kind: z.literal('lock_soon'),
  at: time,
  seconds: z.number().positive().max(3600).optional(),
});

export const mediaStages = [
  'stopped',
  'asked',
  'scanning',
  'open',
  'ending',
  'ended',
  'found',
  'not_scanned',
] as const;
export type MediaStage = (typeof mediaStages)[number];

const media = z.object({
  kind: z.literal('media'),
  /** Names this stick while it is plugged in. */
  stick: z.string().max(120),
  stage: z.enum(mediaStages),
  /** Whether asking can lead anywhere. */
  askable: z.boolean(),
  askedAt: time.nullable(),
  access: z.enum(['read_only', 'read_write']).nullable(),
  until: time.nullable(),
  scan: z.object({ files: z.number(), bytes: z.number(), ofBytes: z.number().nullable() }).nullable(),
});

/** The computer turns off at `at`, unless `how` says what else; `waits`: how often one can still ask for more time. */
const switchOff = z.object({
  kind: z.literal('switch_off'),
  at: time,
  waits: z.int().nonnegative(),
  how: z.enum(['sign_out', 'restart', 'shut_down']).optional(),
});
export type SwitchOffScene = z.infer<typeof switchOff>;

/** The school has something to say. A message comes with its text; rules are asked for whole (`notice`). */
const noticeScene = z.object({
  kind: z.literal('notice'),
  notice: z.uuid(),
  what: z.enum(['message', 'agreement']),
  title: z.string().max(100),
  from: z.string().max(100),
  /** For this profile; null where it is not for the person who sits there to read. */
  text: z.string().max(6000).nullable(),
  /** `agree`: to be read and answered in a window of its own. `informed`: a parent or carer signed. */
  wants: z.enum(['nothing', 'read', 'agree', 'informed']),
  /** How often it was brought up: closed, it comes again with the next. */
  step: z.int().nonnegative(),
});

/** A program that this person started was stopped by the system. */
const program = z.object({
  kind: z.literal('program'),
  /** Names it while it is shown. */
  program: z.string().max(30),
  title: z.string().max(120),
  publisher: z.string().max(120),
  askable: z.boolean(),
  askedAt: time.nullable(),
  /** How often it was stopped: closed, the window comes again with the next. */
  step: z.int().nonnegative(),
});

/** The presentation that this person began is over at `at`: then the screen locks again as it always does. */
const presenting = z.object({ kind: z.literal('presenting'), at: time });

/**
 * This computer was reported lost, or is kept as evidence; `message` is for whoever finds it. `step`: closed, it comes again
 * with the next.
 */
const lost = z.object({
  kind: z.literal('lost'),
  message: z.string().max(200),
  step: z.int().nonnegative(),
});
const kept = lost.extend({ kind: z.literal('kept') });
export type LostScene = z.infer<typeof lost> | z.infer<typeof kept>;

/** The school said yes or no to what this person asked for. */
const answered = z.object({
  kind: z.literal('answered'),
  yes: z.boolean(),
  request: z.uuid(),
  what: z.enum(['media', 'software']),
  title: z.string().max(120),
  by: z.string().max(100),
  /** Why: a sentence for whoever asked; empty where there is none. */
  answer: z.string().max(longestAnswer),
  at: time,
});
export type AnsweredScene = z.infer<typeof answered>;

export const scene = z.discriminatedUnion('kind', [
  lost,
  kept,
  lockSoon,
  media,
  switchOff,
  noticeScene,
  program,
  presenting,
  supportScene,
  answered,
]);
export type Scene = z.infer<typeof scene>;
export type MediaScene = z.infer<typeof media>;
export type ProgramScene = z.infer<typeof program>;
export type NoticeScene = z.infer<typeof noticeScene>;

/** One notice as its own window shows it. */
const wholeNotice = z.object({
  id: z.uuid(),
  kind: z.enum(['message', 'agreement']),
  title: z.string().max(100),
  text: z.string().max(6000),
  from: z.string().max(100),
  issuedAt: time,
  wants: z.enum(['nothing', 'read', 'agree', 'informed']),
  /** What this person has answered, and when. */
  answered: z.object({ answer: z.enum(noticeAnswers), at: time }).nullable(),
});
export type WholeNotice = z.infer<typeof wholeNotice>;

export const face = z.object({ profile: z.enum(profiles), text: z.enum(textSizes) });
const may = z.object({
  ask: z.boolean(),
  report: z.boolean(),
  aloud: z.boolean(),
  present: z.int().positive().nullable(),
  presenting: time.nullable(),
  link: pupilLink.nullable().default(null),
});

const now = z.object({
  kind: z.literal('now'),
  face,
  may: may.default(nothing),
  scenes: z.array(scene).max(20),
});
export type Now = z.infer<typeof now>;

/** Why something that was asked is not done. */
export const refusals = [
  'already_asked',
  'not_possible',
  'too_often',
  'too_large',
  'nothing_yet',
  'agree_first',
  /** Said by the tray alone: what stands where the service should be is not the service. */
  'not_the_service',
] as const;
export type Refusal = (typeof refusals)[number];

/** What leaves this computer beside its reports, only because the policy in force asks for it. */
export const alsoSent = ['sittings', 'neighbours', 'recovery_keys'] as const;
export type AlsoSent = (typeof alsoSent)[number];

/** One part of what this computer last reported, as it was saved for the console. */
export const reported = z.discriminatedUnion('part', [
  z.object({
    part: z.literal('findings'),
    findings: z.array(finding),
    /** Records that the console has not confirmed yet. */
    waiting: z.int(),
    /** Null: not enrolled. */
    connected: z.boolean().nullable(),
    also: z.array(z.enum(alsoSent)).default([]),
    about: aboutDevice.nullable().default(null),
  }),
  z.object({ part: z.literal('hardware'), hardware }),
  z.object({ part: z.literal('system'), system }),
  z.object({ part: z.literal('software'), software: z.array(softwareItem) }),
]);
export type Reported = z.infer<typeof reported>;

/** How long somebody may hold the lock while presenting, in minutes, and until when they do, in UTC milliseconds. */
export interface Presenting {
  most: number;
  until: number | null;
}

const answer = z.object({
  kind: z.literal('answer'),
  id: z.int(),
  ok: z.boolean(),
  why: z.enum(refusals).nullable().default(null),
  /** To the challenge of a greeting: a signature of `doorText`. */
  proof: z.string().max(100).optional(),
  report: reported.optional(),
  notice: wholeNotice.optional(),
});

/** A version that is not the tray's own: it must be started again. */
const other = z.object({ kind: z.literal('other_version'), version: z.int() });

export const told = z.discriminatedUnion('kind', [now, answer, other]);
export type Told = z.infer<typeof told>;
