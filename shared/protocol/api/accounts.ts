/** Who signs in, with what, and what was done. */
import * as z from 'zod';
import { longestStateWord } from '../../assets/state-words.ts';
import { assetStates } from '../../assets/states.ts';
import { waitsForYes } from './approvals.ts';
import { id, listOf, type Role, role, time } from './common.ts';

export const password = z
  .string()
  .min(12, 'Use at least 12 characters: three words together are easy to remember')
  .max(200);

const code = z.string().max(40);
/** `code`: of the authenticator app, or a recovery code, where `session.code_needed` was answered. */
export const signIn = z.strictObject({
  email: z.string().trim().max(200),
  password: z.string().max(200),
  code: code.optional(),
});
export const useLink = z.strictObject({ token: z.string().max(100), code: code.optional() });
/** `current` is needed unless this session began with a sign-in link. `email` is what one then signs in with. */
export const setPassword = z.strictObject({
  password,
  current: z.string().max(200).optional(),
  email: z.email('Write a whole e-mail address, such as office@school.sch.uk').max(200).optional(),
});

export const session = z.object({
  person: z.object({ id, name: z.string(), email: z.string().nullable(), role }),
  /** `contact`: how people at computers reach the school; empty while nobody has said. */
  school: z.object({
    ...{ id, name: z.string(), timeZone: z.string(), contact: z.string() },
    /** What the states of assets are called here. */
    stateWords: z.record(z.enum(assetStates), z.string()),
  }),
  hasPassword: z.boolean(),
  hasPasskey: z.boolean(),
  /** What this person may do: the rows of `access.ts` that their role has. */
  may: z.array(z.string()),
  version: z.string(),
});
export type Session = z.infer<typeof session>;

export const account = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  role,
  lastSignInAt: time.nullable(),
  disabled: z.boolean(),
  /** The account of the person who asks. */
  you: z.boolean(),
  signsInWith: z.object({ password: z.boolean(), secondStep: z.boolean(), passkeys: z.int() }),
  /** Until when a link that was made for them and not used works; in the past when it ended unused. */
  linkUntil: time.nullable(),
  /** Of what about this account waits for a second person's yes. */
  approvalId: id.nullable(),
});
export type Account = z.infer<typeof account>;
export const accountList = listOf(account);
/** For whoever has to agree, and the audit log. */
const why = z.string().trim().max(300).default('');
export const accountInput = z.strictObject({
  name: z.string().trim().min(1, 'Write the person’s name').max(100),
  email: z.email('Write a whole e-mail address, such as head@school.sch.uk').max(200),
  role,
  reason: why,
});
export const accountPatch = accountInput.partial().extend({ disabled: z.boolean().optional(), reason: why });
/** What is asked of an account, or who has to agree to it first. */
export const accountGiven = z.union([account, waitsForYes]);
export const whyInput = z.strictObject({ reason: why });
/** Shown once; opens a page with a button, works once, for the given time. */
export const signInLink = z.object({ url: z.string(), expiresAt: time });
export type SignInLink = z.infer<typeof signInLink>;
/** `waits: null`: it is done. */
export const mayWait = z.object({ waits: waitsForYes.shape.waits.nullable() });
export const linkGiven = z.union([signInLink, waitsForYes]);

/** What each role sees and does, in a sentence. The table that decides is the console's `access.ts`. */
export const roleWords: Record<Role, string> = {
  technician: 'Everything about devices, people and settings.',
  headteacher: 'The school’s promises, what waits for a second person, and the audit log.',
  business_manager: 'Assets, loans, stock-takes and disposals, and what waits for a second person there.',
  safeguarding_lead: 'Exceptions, and the reports to the governors, which name nobody.',
  data_protection_officer:
    'What is kept about people and for how long, who did and looked at what, and the reports to the governors.',
  governor: 'The reports to the governors, which name no person and no computer. Nothing else.',
  staff: 'Their own computer and their own loans. Nothing of anybody else.',
};

/** Whether a role decides something for others, or agrees to what a technician asks: nobody gives or takes it alone. */
export const weighs = (given: string): boolean => given !== 'staff' && given !== 'governor';

/** What WebAuthn gives and takes, as JSON: the libraries at both ends know its shape. */
export const passkeyOptions = z.record(z.string(), z.unknown());
export const passkeyAnswer = z.looseObject({
  id: z.string().max(2_000),
  response: z.looseObject({ clientDataJSON: z.string().max(8_000) }),
});
export const labelledPasskey = z.strictObject({
  label: z.string().trim().min(1, 'Give it a name, such as “Phone”').max(60),
  passkey: passkeyAnswer,
});
export const proof = z.strictObject({
  password: z.string().max(200).optional(),
  passkey: passkeyAnswer.optional(),
});
/** `address`: what an app on the same phone opens; `picture`: the same as an SVG, for an app elsewhere to scan. */
export const secondStepBegun = z.object({ secret: z.string(), address: z.string(), picture: z.string() });
export const secondStepCode = z.strictObject({ code });
export const recoveryCodes = z.object({ codes: z.array(z.string()) });

const ownSession = z.object({
  id,
  /** "Chrome on Windows". */
  browser: z.string(),
  address: z.string().nullable(),
  /** "a password and a code". */
  how: z.string().nullable(),
  beganAt: time,
  lastUsedAt: time,
  current: z.boolean(),
});
export type OwnSession = z.infer<typeof ownSession>;
export const ownSecurity = z.object({
  secondStep: z.object({ since: time, codesLeft: z.int() }).nullable(),
  passkeys: z.array(z.object({ id, label: z.string(), createdAt: time, lastUsedAt: time.nullable() })),
  sessions: z.array(ownSession),
});
export type OwnSecurity = z.infer<typeof ownSecurity>;

export const token = z.object({
  id,
  label: z.string(),
  role,
  createdAt: time,
  createdBy: z.string(),
  lastUsedAt: time.nullable(),
  expiresAt: time.nullable(),
  /** Rows of the access table that it keeps to; null: all that its role has. */
  scopes: z.array(z.string()).nullable(),
});
export type Token = z.infer<typeof token>;
export const tokenList = listOf(token);
/** By role, the rows of the access table that a token may keep to. */
export const tokenChoices = z.object({ roles: z.record(role, z.array(z.string())) });
const daysWords = 'Write a whole number from 1 to 730';
export const tokenInput = z.strictObject({
  label: z.string().trim().min(1, 'Say what the token is for').max(60),
  role,
  scopes: z.array(z.string().max(60)).min(1, 'Choose at least one').max(100).optional(),
  days: z.number(daysWords).int(daysWords).min(1, daysWords).max(730, daysWords).default(365),
  reason: why,
});
/** `waits`: it is refused until a second person has agreed to it, and forgotten if nobody does. */
export const madeToken = token.extend({ token: z.string(), waits: mayWait.shape.waits });

export const schoolInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  contact: z.string().trim().max(120),
  timeZone: z.string().max(60).refine(isTimeZone, 'Not a time zone that this computer knows'),
});

const tooLong = `At most ${longestStateWord} characters`;
/** By state: the school's own word for it. An empty one goes back to the standard word; what is left out stays. */
export const stateWordsInput = z.partialRecord(
  z.enum(assetStates),
  z.string().trim().max(longestStateWord, tooLong),
);

function isTimeZone(value: string): boolean {
  try {
    Intl.DateTimeFormat('en-GB', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** One row of the hash-chained log, newest first. */
export const auditEntry = z.object({
  id,
  number: z.int(),
  at: time,
  /** Who: a person's name, a token's label, "the command line" or a device's name. */
  actor: z.string(),
  action: z.string(),
  /** What was done, as a sentence. */
  sentence: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditList = listOf(auditEntry);
