/** Setting a directory up, changing and removing it: by technicians, and where its groups decide something with a second person. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import {
  type Directory,
  type DirectoryKind,
  type directoryGiven,
  type directoryInput,
  directoryKindWords,
  type directoryPatch,
  groupsWithoutAddress,
} from '../../../shared/protocol/api/directories.ts';
import { endDirectorySessions, seal } from '../accounts/index.ts';
import { waitingAbout, withdrawAbout } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { objection } from '../deliveries/index.ts';
import { conflict, invalid } from '../errors.ts';
import type { Caller } from '../route.ts';
import { googleIssuer } from './google-groups.ts';
import { askForGroups, directoryKind, type GivesRoles } from './groups-yes.ts';
import {
  about,
  type DirectoryRow,
  findDirectory,
  groupsOf,
  kindOf,
  listDirectories,
  putDirectory,
  returnUrl,
  sayGroups,
} from './store.ts';

type Given = z.infer<typeof directoryGiven>;
const most = 5;

/** Of Entra the tenant's own issuer: `common` would let every tenant of the world in. */
const issuers: Record<Exclude<DirectoryKind, 'other'>, (tenant: string) => string> = {
  entra: tenant => `https://login.microsoftonline.com/${tenant}/v2.0`,
  google: () => googleIssuer,
};

export async function presentDirectory(context: Context, tx: Tx, row: DirectoryRow): Promise<Directory> {
  const { connected } = await tx
    .selectFrom('directory_identity')
    .select(eb => eb.fn.countAll<number>().as('connected'))
    .where('directory_id', '=', row.id)
    .executeTakeFirstOrThrow();
  return {
    ...{ id: row.id, kind: kindOf(row), label: row.label, tenant: row.tenant, issuer: row.issuer },
    ...{ clientId: row.client_id, groupsClaim: row.groups_claim, groups: groupsOf(row) },
    ...{ returnUrl: returnUrl(context), connected: Number(connected), createdAt: row.created_at },
    approvalId: (await waitingAbout(tx, row.school_id, directoryKind)).get(row.id) ?? null,
  };
}

/**
 * It works at once; groups that give a role which decides something wait for a second person. Throws `request.invalid` for
 * an address inside the school, `directory.too_many`, `account.why`.
 */
export async function createDirectory(
  context: Context,
  by: Caller,
  input: z.output<typeof directoryInput>,
): Promise<Given> {
  const { db, now, identity, audit, config } = context;
  const issuer = input.kind === 'other' ? (input.issuer ?? '') : issuers[input.kind](input.tenant);
  const against = objection(new URL(issuer), config.webhookHosts);
  if (against !== undefined) throw invalid(`${against}.`, { issuer: against });
  const id = randomUUIDv7();
  return db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if ((await listDirectories(tx, by.schoolId)).length >= most)
      throw conflict(
        'directory.too_many',
        `There are ${most} directories, which is the most. Remove one first.`,
      );
    const bare: DirectoryRow = {
      ...{ id, school_id: by.schoolId, kind: input.kind, label: input.label, tenant: input.tenant, issuer },
      client_id: input.clientId,
      client_secret: seal(identity, Buffer.from(input.clientSecret), about(id)),
      ...{ groups_claim: input.groupsClaim, groups: '[]', created_at: now() },
    };
    const wanted = { ...bare, groups: JSON.stringify(input.groups) };
    const asked = await askForGroups(context, tx, by, bare, rolesIn(wanted, bare, wanted), input.reason);
    const row = asked === null ? wanted : bare;
    await tx.insertInto('directory').values(row).execute();
    const kind = directoryKindWords[input.kind];
    const facts = { label: input.label, kind, tenant: input.tenant, groups: sayGroups(groupsOf(row)) };
    await audit.record(tx, by, 'directory.created', { subject: `directory:${id}`, facts });
    return { ...(await presentDirectory(context, tx, row)), waits: asked?.waits ?? null };
  });
}

/** What decides who gets which role, of one of the two. A secret belongs to its client, and else waits for nobody. */
const rolesIn = (of: DirectoryRow, before: DirectoryRow, wanted: DirectoryRow): GivesRoles => ({
  ...{ groups: of.groups, groups_claim: of.groups_claim, client_id: of.client_id },
  ...(before.client_id !== wanted.client_id && { client_secret: of.client_secret }),
});

/** Google's groups are known by their address. */
function refuseNoAddress(groups: Directory['groups']): void {
  const wrong = groupsWithoutAddress(groups);
  if (wrong.length > 0)
    throw invalid(wrong[0]?.message ?? '', Object.fromEntries(wrong.map(one => [one.path, one.message])));
}

/**
 * Which directory it is cannot be changed: those whom one knows are not those whom another knows. What waits for a second
 * person stays as it was; the rest is done. Throws `directory.not_found`, `account.why`, `approval.waits_already`.
 */
export async function changeDirectory(
  context: Context,
  by: Caller,
  id: string,
  patch: z.output<typeof directoryPatch>,
): Promise<Given> {
  const { db, identity } = context;
  return db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findDirectory(tx, id, by.schoolId);
    if (row.kind === 'google') refuseNoAddress(patch.groups ?? []);
    const wanted: DirectoryRow = {
      ...row,
      label: patch.label ?? row.label,
      client_id: patch.clientId ?? row.client_id,
      groups_claim: patch.groupsClaim ?? row.groups_claim,
      groups: patch.groups === undefined ? row.groups : JSON.stringify(patch.groups),
      ...(patch.clientSecret !== undefined && {
        client_secret: seal(identity, Buffer.from(patch.clientSecret), about(id)),
      }),
    };
    const asked = await askForGroups(context, tx, by, row, rolesIn(wanted, row, wanted), patch.reason);
    const next = asked === null ? wanted : { ...wanted, ...rolesIn(row, row, wanted) };
    await putDirectory(context, tx, by, row, next);
    return { ...(await presentDirectory(context, tx, next)), waits: asked?.waits ?? null };
  });
}

/** Whoever came in by it is signed out; accounts stay, with whatever else they sign in by. */
export async function removeDirectory(context: Context, by: Caller, id: string): Promise<void> {
  const { db, audit } = context;
  await db.transaction().execute(async tx => {
    const row = await findDirectory(tx, id, by.schoolId);
    await endDirectorySessions(tx, id);
    for (const table of ['directory_attempt', 'directory_identity'] as const)
      await tx.deleteFrom(table).where('directory_id', '=', id).execute();
    await tx.deleteFrom('directory').where('id', '=', id).execute();
    const because = `The directory ${row.label} was removed`;
    await withdrawAbout(context, tx, by, directoryKind, { subject: id, because });
    const facts = { label: row.label };
    await audit.record(tx, by, 'directory.removed', { subject: `directory:${id}`, facts });
  });
}
