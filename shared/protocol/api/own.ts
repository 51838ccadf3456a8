/** What somebody of the school sees of their own: the computers they hold, and what they have on loan. */
import * as z from 'zod';
import { loanStatuses } from '../../loans/words.ts';
import { id, listOf, time } from './common.ts';
import { deviceFinding } from './devices.ts';
import { loanRow } from './loans.ts';

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
