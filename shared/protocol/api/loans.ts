/** Loans: what is handed over to whom, under which agreement, and how it comes back. */
import * as z from 'zod';
import { isDay } from '../../assets/dates.ts';
import { assetKinds } from '../../assets/kinds.ts';
import { assetStates } from '../../assets/states.ts';
import { state as findingState } from '../../finding.ts';
import { agreementKinds } from '../../loans/agreement.ts';
import { afterReturn, conditions, loanStatuses, outcomes } from '../../loans/words.ts';
import { id, listOf, pageQuery, time } from './common.ts';
import { personKinds } from './persons.ts';

const day = z.string().refine(isDay, 'Write a day between 1980 and 2099');
const condition = z.enum(conditions, 'Say in what condition it is');
const words = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
const someone = z.object({ id, name: z.string() });
const personalUse = z.enum(['none', 'significant'], 'Choose one of the two');

export const loanLettersInput = z.strictObject({ on: z.boolean() });
/** `mail`: whether the console has a server for mail at all. */
export const loanLetters = z.object({
  on: z.boolean(),
  mail: z.boolean(),
  changed: z.object({ at: time, by: z.string() }).nullable(),
});
export type LoanLetters = z.infer<typeof loanLetters>;

export const agreement = z.object({
  id,
  number: z.int(),
  kind: z.enum(agreementKinds),
  body: z.string(),
  statement: z.string(),
  hash: z.string(),
  createdAt: time,
  createdBy: z.string(),
  /** Loans that were signed under this wording. */
  loans: z.int(),
});
export type Agreement = z.infer<typeof agreement>;
export const agreementList = listOf(agreement);
export const agreementInput = z.strictObject({
  kind: z.enum(agreementKinds, 'Say what it is for').default('general'),
  body: words(10_000).min(100, 'Write the agreement in full: at least 100 characters'),
  statement: words(1_000).min(20, 'Write what the holder states about personal use'),
});

const accessories = z.array(words(60).min(1)).max(20).default([]);
const loanInputItem = z.strictObject({ assetId: id, condition: condition.default('good'), accessories });

/** A drawn name: lines of points, each line x, y, x, y … on a field of 600 by 200. */
const strokes = z
  .array(z.array(z.int().min(0).max(600)).min(2).max(2_000))
  .min(1)
  .max(200)
  .nullable()
  .default(null);

export const signature = z.strictObject({
  /** The wording that was on screen. */
  agreementId: id,
  signedName: words(100).min(2, 'The holder types their full name'),
  strokes,
  personalUse: z
    .strictObject({ use: personalUse, words: words(1_000).default('') })
    .nullable()
    .default(null),
});

const approvalInput = z.discriminatedUnion('how', [
  z.strictObject({
    how: z.literal('in_writing'),
    approverId: id,
    words: words(500).min(5, 'Say which letter, form or e-mail it is, and of which day'),
  }),
  z.strictObject({ how: z.literal('ask'), approverId: id }),
]);

export const loanInput = z.strictObject({
  holderId: id,
  purpose: words(300).min(3, 'Say what it is lent for'),
  offSite: z.boolean(),
  /** Null for as long as the job lasts. */
  dueOn: day.nullable(),
  items: z.array(loanInputItem).min(1, 'Choose at least one thing').max(200),
  /** Needed for what leaves the school. */
  approval: approvalInput.nullable().default(null),
  /** Without a signature: ask the holder to sign with their own sign-in, as soon as it may be handed over. */
  askToSign: z.boolean().default(false),
  /** With it, everything is handed over at once. */
  signature: signature.nullable().default(null),
});
export type LoanInput = z.output<typeof loanInput>;

export const loanCheckInput = z.strictObject({
  assetIds: z.array(id).min(1).max(200),
  holderId: id.nullable().default(null),
  offSite: z.boolean(),
});
/** Per asset, what stands against lending it; null when nothing does. */
export const loanCheck = z.object({
  items: z.array(
    z.object({
      assetId: id,
      tag: z.string(),
      problem: z.string().nullable(),
      /** To know, without being refused. */
      remark: z.string().nullable(),
    }),
  ),
});
export type LoanCheck = z.infer<typeof loanCheck>;

export const approvalDecision = z.strictObject({
  approve: z.boolean(),
  words: words(500).default(''),
});

const checklist = z.object({ dataRemoved: z.boolean(), reset: z.boolean(), ready: z.boolean() });
/** Of a thing that is back: what was looked at since. */
export const checklistInput = z.strictObject({ itemId: id, checklist: z.strictObject(checklist.shape) });
export const returnInput = z.strictObject({
  items: z
    .array(
      z.strictObject({
        itemId: id,
        outcome: z.enum(outcomes),
        condition: condition.nullable().default(null),
        /** Of what went with it, what did not come back. */
        missing: accessories,
        damage: words(1_000).default(''),
        checklist: z.strictObject(checklist.shape).nullable().default(null),
        to: z.enum(afterReturn).default('in_stock'),
        location: words(100).default(''),
      }),
    )
    .min(1, 'Choose what came back')
    .max(200),
});
export type ReturnInput = z.output<typeof returnInput>;

export const extendInput = z.strictObject({
  dueOn: day.nullable(),
  /** For what is off site: who agreed to it, and where that is written. */
  words: words(500).default(''),
});
/** What a holder states with their own sign-in. */
export const ownStatementInput = z.strictObject({
  use: personalUse,
  words: words(1_000).default(''),
});
export const statementInput = ownStatementInput.extend({
  saidBy: words(100).min(2, 'The holder types their full name'),
});
export const withdrawInput = z.strictObject({ note: words(500).default('') });

const returned = z.object({
  outcome: z.enum(outcomes),
  condition: condition.nullable(),
  missing: z.array(z.string()),
  damage: z.string().nullable(),
  checklist: checklist.nullable(),
  at: time,
  by: z.string(),
});

const loanItem = z.object({
  id,
  assetId: id,
  tag: z.string(),
  kind: z.enum(assetKinds),
  what: z.string(),
  serial: z.string().nullable(),
  state: z.enum(assetStates),
  condition,
  accessories: z.array(z.string()),
  /** How its encryption stood when it left, in words. */
  encryption: z.string().nullable(),
  /** How it stands now; null for what no agent looks at. */
  encryptedNow: findingState.nullable(),
  returned: returned.nullable(),
});
export type LoanItem = z.infer<typeof loanItem>;

export const loanRow = z.object({
  id,
  number: z.int(),
  status: z.enum(loanStatuses),
  holder: someone.extend({ kind: z.enum(personKinds) }),
  purpose: z.string(),
  offSite: z.boolean(),
  dueOn: z.string().nullable(),
  /** Whole days past the day that was agreed; 0 when it is not overdue. */
  overdueDays: z.int(),
  /** Tags of what is out; of what was lent, once all is back. */
  tags: z.array(z.string()),
  count: z.int(),
  out: z.int(),
  signedAt: time.nullable(),
  createdAt: time,
});
export type LoanRow = z.infer<typeof loanRow>;

export const loanViews = ['now', 'overdue', 'waiting', 'ended', 'all'] as const;
export const loanQuery = pageQuery.extend({
  view: z.enum(loanViews).default('now'),
  /** Part of a holder's name, a purpose or a tag. */
  search: words(100).optional(),
  holder: id.optional(),
  asset: id.optional(),
});
export const loanList = listOf(loanRow).extend({
  counts: z.object({ now: z.number(), overdue: z.number(), waiting: z.number() }),
  /** Loans that wait for the person who asks, as the line manager. */
  yours: z.array(z.object({ id, number: z.int(), holder: z.string() })),
});

export const loan = loanRow.extend({
  approval: z
    .object({
      approver: someone,
      how: z.enum(['signed_in', 'in_writing', 'asked']),
      words: z.string().nullable(),
      at: time.nullable(),
      /** Whether the person who asks is the one to decide. */
      yours: z.boolean(),
    })
    .nullable(),
  agreement: agreement.omit({ loans: true }).nullable(),
  signature: z
    .object({
      name: z.string(),
      strokes: z.array(z.array(z.number())).nullable(),
      at: time,
      witness: z.string(),
      hash: z.string(),
    })
    .nullable(),
  /** The day as it was signed, and each other day that was agreed on since, oldest first; null is no end. */
  signedDueOn: z.string().nullable(),
  extensions: z.array(
    z.object({
      ...{ id, at: time, by: z.string(), words: z.string().nullable() },
      ...{ before: z.string().nullable(), dueOn: z.string().nullable() },
    }),
  ),
  /** Newest first. */
  statements: z.array(
    z.object({
      id,
      at: time,
      use: personalUse,
      words: z.string().nullable(),
      saidBy: z.string(),
      writtenBy: z.string(),
    }),
  ),
  /** Whether a statement about personal use is asked for, and whether it is time for a new one. */
  statement: z.enum(['not_asked', 'holds', 'due']),
  items: z.array(loanItem),
  /** When the holder was asked to sign with their own sign-in; null once it is signed, or was never asked. */
  signAskedAt: time.nullable(),
  createdBy: z.string(),
  endedAt: time.nullable(),
  endNote: z.string().nullable(),
});
export type Loan = z.infer<typeof loan>;

/** Of a device: whom it is with. */
export const deviceLoan = z.object({
  loan: z
    .object({
      id,
      number: z.int(),
      holder: someone,
      dueOn: z.string().nullable(),
      offSite: z.boolean(),
    })
    .nullable(),
});
export type DeviceLoan = z.infer<typeof deviceLoan>;

const setMember = z.object({ id, tag: z.string(), what: z.string(), state: z.enum(assetStates) });
export const assetSet = z.object({
  id,
  name: z.string(),
  note: z.string().nullable(),
  members: z.array(setMember),
});
export type AssetSet = z.infer<typeof assetSet>;
export const assetSetList = listOf(assetSet);
export const assetSetInput = z.strictObject({
  name: words(60).min(1, 'Give the set a name'),
  note: words(300).default(''),
  assetIds: z.array(id).max(200),
});
