/** What somebody of the school sees of their own: the computers they hold, and what they have on loan. */
import * as z from 'zod';
import { loanStatuses } from '../../loans/words.ts';
import { longestWords, type Problem, problems } from '../tray/asks.ts';
import { id, listOf, time } from './common.ts';
import { deviceFinding } from './devices.ts';
import { loanRow } from './loans.ts';
import { requestView } from './requests.ts';

const ownFinding = deviceFinding.pick({ title: true, sentence: true, next: true, standing: true }).extend({
  control: z.string(),
  observedAt: time,
});
/** A computer of the register that this person holds and that reports here. What does not apply to it is left out. */
const ownComputer = z.object({
  id,
  name: z.string(),
  tag: z.string(),
  lastSeenAt: time.nullable(),
  findings: z.array(ownFinding),
  /** What was asked for there within a year, newest first. */
  requests: z.array(requestView.pick({ id: true, title: true, state: true, madeAt: true, answer: true })),
});
export type OwnComputer = z.infer<typeof ownComputer>;
export const ownComputers = listOf(ownComputer);

const ownLoan = z.object({
  id,
  number: z.int(),
  status: z.enum(loanStatuses),
  purpose: z.string(),
  dueOn: z.string().nullable(),
  overdueDays: z.int(),
  offSite: z.boolean(),
  signedAt: time.nullable(),
  things: z.array(z.object({ tag: z.string(), what: z.string(), back: z.boolean() })),
  /** What there is to sign with one's own sign-in; null where nobody asked. */
  toSign: z
    .object({
      agreementId: id,
      number: z.int(),
      body: z.string(),
      statement: z.string(),
      asksUse: z.boolean(),
    })
    .nullable(),
  /** What one states of personal use, where one is asked; null where nobody is. */
  use: z
    .object({
      statement: z.string(),
      due: z.boolean(),
      last: z
        .object({ at: time, use: z.enum(['none', 'significant']), words: z.string().nullable() })
        .nullable(),
    })
    .nullable(),
  /** What was signed, word for word. */
  agreement: z.string().nullable(),
});
export type OwnLoan = z.infer<typeof ownLoan>;
/** Waiting, out, and what ended within a year; newest first. */
export const ownLoans = listOf(ownLoan);

/** What wait for one's own approval, as the line manager. */
export const ownApprovals = listOf(loanRow);

/** What somebody reports without sitting at the computer that it is about; it begins an incident. */
export const ownProblemInput = z.strictObject({
  about: z.enum(Object.keys(problems) as [Problem, ...Problem[]], 'Say what is wrong'),
  more: z.string().trim().max(longestWords.more).default(''),
  /** One of one's own, or none. */
  computerId: id.nullable().default(null),
});
export const ownProblem = z.object({ reportedAt: time });
