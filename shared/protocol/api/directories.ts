/** Signing in with the school's own directory (Microsoft Entra, Google, another): who sets it up, and coming in by it. */
import * as z from 'zod';
import { mayWait, whyInput } from './accounts.ts';
import { id, listOf, role, time } from './common.ts';

export const directoryKinds = ['entra', 'google', 'other'] as const;
export type DirectoryKind = (typeof directoryKinds)[number];
export const directoryKindWords: Record<DirectoryKind, string> = {
  entra: 'Microsoft Entra',
  google: 'Google Workspace',
  other: 'Another (OpenID Connect)',
};

/** The first line that fits decides. */
const mapped = z.strictObject({
  group: z.string().trim().min(1, 'Write the group as the directory sends it').max(200),
  role,
});
const label = z.string().trim().min(1, 'Write what the button should say').max(40);
const clientId = z.string().trim().min(1, 'Copy it from the directory').max(200);
const clientSecret = z.string().trim().min(8, 'Copy the secret’s value, not its id').max(500);
const groupsClaim = z
  .string()
  .trim()
  .regex(/^[\w:./-]{1,100}$/, 'One name, such as groups or roles');
const groups = z.array(mapped).max(40);

/** Of Google, whose groups are known by their address alone. */
export const groupsWithoutAddress = (of: readonly { group: string }[]) =>
  of.flatMap(({ group }, at) =>
    /^[^@\s]+@[^@\s]+$/.test(group)
      ? []
      : [{ path: `groups.${at}.group`, message: 'The group’s address, such as staff@school.sch.uk' }],
  );

export const directoryInput = z
  .strictObject({
    kind: z.enum(directoryKinds),
    label,
    /** Entra: the directory (tenant) id. Google and others: the part of the addresses after the @. */
    tenant: z.string().trim().toLowerCase().min(1, 'Only people of this one may come in').max(200),
    /** Of another one alone. */
    issuer: z
      .url({ protocol: /^https$/, error: 'Write a whole address that begins with https://' })
      .optional(),
    clientId,
    clientSecret,
    groupsClaim: groupsClaim.default('groups'),
    groups: groups.default([]),
    reason: whyInput.shape.reason,
  })
  .superRefine(({ kind, tenant, issuer, groups: given }, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (kind === 'entra' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tenant))
      wrong('tenant', 'The Directory (tenant) ID, such as 2f1c0a9e-0000-4000-8000-3d5c7b9a1e2f');
    if (kind !== 'entra' && !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(tenant))
      wrong('tenant', 'What stands after the @, such as school.sch.uk');
    if ((kind === 'other') !== (issuer !== undefined))
      wrong('issuer', 'Of another directory only, and there always');
    if (kind === 'google')
      for (const one of groupsWithoutAddress(given))
        context.addIssue({ code: 'custom', path: one.path.split('.'), message: one.message });
  });

export const directoryPatch = z.strictObject({
  label: label.optional(),
  clientId: clientId.optional(),
  clientSecret: clientSecret.optional(),
  groupsClaim: groupsClaim.optional(),
  groups: groups.optional(),
  reason: whyInput.shape.reason,
});

export const directory = z.object({
  id,
  kind: z.enum(directoryKinds),
  label: z.string(),
  tenant: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  groupsClaim: z.string(),
  groups: z.array(z.object({ group: z.string(), role })),
  /** What the directory must be told of as the place to send people back to. */
  returnUrl: z.string(),
  /** How many accounts are connected with it. */
  connected: z.int(),
  createdAt: time,
  /** Of the change of its groups that waits for a second person's yes. */
  approvalId: id.nullable(),
});
export type Directory = z.infer<typeof directory>;
/** `waits`: what its groups are to give is not done yet. */
export const directoryGiven = directory.extend({ waits: mayWait.shape.waits });
export const directoryList = listOf(directory);
export const directoryAnswers = z.object({ issuer: z.string() });

/** For the door: nothing but what the buttons say. */
export const directoryButtons = listOf(z.object({ id, kind: z.enum(directoryKinds), label: z.string() }));

export const directoryStart = z.strictObject({ directoryId: z.string().max(60) });
/** `tab` stays in the browser's tab: whoever comes back without it did not set out here. */
export const directoryStarted = z.object({ url: z.string(), tab: z.string() });
/** What stood in the address that the directory sent the browser back to; `otp`: a code of one's second step. */
export const directoryReturn = z.strictObject({
  state: z.string().max(200),
  tab: z.string().max(200),
  code: z.string().max(8000).optional(),
  iss: z.string().max(500).optional(),
  error: z.string().max(200).optional(),
  otp: z.string().max(40).optional(),
});
export const connections = listOf(
  z.object({ id, directoryId: id, label: z.string(), connectedAt: time, lastUsedAt: time.nullable() }),
);
