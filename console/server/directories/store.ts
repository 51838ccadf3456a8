/** The set-up of a directory: made, changed and removed by technicians. Its secret is sealed and never shown again. */
import { randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import { role, sayRole } from '../../../shared/protocol/api/common.ts';
import {
  type Directory,
  type DirectoryKind,
  type directoryInput,
  directoryKinds,
  directoryKindWords,
  type directoryPatch,
} from '../../../shared/protocol/api/directories.ts';
import { endDirectorySessions, seal, unseal } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { objection } from '../deliveries/index.ts';
import { AppError, conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

export type DirectoryRow = Selectable<Database['directory']>;
type Mapped = Directory['groups'];

const most = 5;
const about = (id: string) => `directory ${id}`;
const mapping = z.array(z.object({ group: z.string(), role }));

/** Of Entra the tenant's own issuer: `common` would let every tenant of the world in. */
const issuers: Record<Exclude<DirectoryKind, 'other'>, (tenant: string) => string> = {
  entra: tenant => `https://login.microsoftonline.com/${tenant}/v2.0`,
  google: () => 'https://accounts.google.com',
};

export const kindOf = ({ kind }: DirectoryRow): DirectoryKind => z.enum(directoryKinds).parse(kind);
export const groupsOf = (row: DirectoryRow): Mapped => mapping.parse(JSON.parse(row.groups));
/** Where the directory sends people back to. The page there does nothing by itself. */
export const returnUrl = ({ config }: Pick<Context, 'config'>): string => `${config.origin}/sign-in/return`;

/** Throws `directory.secret_lost` (409): another console sealed it. */
export function secretOf({ identity }: Pick<Context, 'identity'>, row: DirectoryRow): string {
  try {
    return unseal(identity, row.client_secret, about(row.id)).toString('utf8');
  } catch (cause) {
    throw new AppError({
      ...{ status: 409, code: 'directory.secret_lost', cause },
      detail: 'Its client secret cannot be opened any more. A technician has to enter it again.',
    });
  }
}

/** Throws `directory.not_found`. */
export async function findDirectory(tx: Tx, id: string, schoolId?: string): Promise<DirectoryRow> {
  const row = await tx
    .selectFrom('directory')
    .selectAll()
    .where('id', '=', id)
    .$if(schoolId !== undefined, some => some.where('school_id', '=', schoolId ?? ''))
    .executeTakeFirst();
  if (row === undefined) throw notFound('directory');
  return row;
}

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
  };
}

export const listDirectories = (tx: Tx, schoolId: string): Promise<DirectoryRow[]> =>
  tx.selectFrom('directory').selectAll().where('school_id', '=', schoolId).orderBy('id').execute();

const sayGroups = (groups: Mapped): string =>
  groups.map(one => `${one.group} → ${sayRole(one.role)}`).join(', ') || 'none';

/** Throws `request.invalid` for an address inside the school, `directory.too_many`. */
export async function createDirectory(
  context: Context,
  by: Caller,
  input: z.output<typeof directoryInput>,
): Promise<Directory> {
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
    const row: DirectoryRow = {
      ...{ id, school_id: by.schoolId, kind: input.kind, label: input.label, tenant: input.tenant, issuer },
      client_id: input.clientId,
      client_secret: seal(identity, Buffer.from(input.clientSecret), about(id)),
      ...{ groups_claim: input.groupsClaim, groups: JSON.stringify(input.groups), created_at: now() },
    };
    await tx.insertInto('directory').values(row).execute();
    const kind = directoryKindWords[input.kind];
    const facts = { label: input.label, kind, tenant: input.tenant, groups: sayGroups(input.groups) };
    await audit.record(tx, by, 'directory.created', { subject: `directory:${id}`, facts });
    return presentDirectory(context, tx, row);
  });
}

/** Which directory it is cannot be changed: those whom one knows are not those whom another knows. */
export async function changeDirectory(
  context: Context,
  by: Caller,
  id: string,
  patch: z.output<typeof directoryPatch>,
): Promise<Directory> {
  const { db, identity, audit } = context;
  return db.transaction().execute(async tx => {
    const row = await findDirectory(tx, id, by.schoolId);
    if (row.kind === 'google' && (patch.groups?.length ?? 0) > 0)
      throw invalid('Google sends no groups.', { groups: 'Google sends no groups' });
    const next: DirectoryRow = {
      ...row,
      label: patch.label ?? row.label,
      client_id: patch.clientId ?? row.client_id,
      groups_claim: patch.groupsClaim ?? row.groups_claim,
      groups: patch.groups === undefined ? row.groups : JSON.stringify(patch.groups),
      ...(patch.clientSecret !== undefined && {
        client_secret: seal(identity, Buffer.from(patch.clientSecret), about(id)),
      }),
    };
    await tx.updateTable('directory').set(next).where('id', '=', id).execute();
    const changes = [
      ...(next.label === row.label ? [] : [`name ${next.label}`]),
      ...(next.client_id === row.client_id ? [] : ['client ID']),
      ...(patch.clientSecret === undefined ? [] : ['client secret']),
      ...(next.groups_claim === row.groups_claim ? [] : [`groups read from ${next.groups_claim}`]),
      ...(next.groups === row.groups ? [] : [`groups ${sayGroups(groupsOf(next))}`]),
    ].join('; ');
    if (changes !== '')
      await audit.record(tx, by, 'directory.changed', {
        subject: `directory:${id}`,
        facts: { label: next.label, changes },
      });
    return presentDirectory(context, tx, next);
  });
}

/** Whoever came in by it is signed out; accounts stay, with whatever else they sign in by. */
export async function removeDirectory({ db, audit }: Context, by: Caller, id: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const row = await findDirectory(tx, id, by.schoolId);
    await endDirectorySessions(tx, id);
    for (const table of ['directory_attempt', 'directory_identity'] as const)
      await tx.deleteFrom(table).where('directory_id', '=', id).execute();
    await tx.deleteFrom('directory').where('id', '=', id).execute();
    const facts = { label: row.label };
    await audit.record(tx, by, 'directory.removed', { subject: `directory:${id}`, facts });
  });
}
