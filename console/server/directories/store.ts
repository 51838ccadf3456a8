import type { Selectable } from 'kysely';
import * as z from 'zod';
import { role, sayRole } from '../../../shared/protocol/api/common.ts';
import {
  type Directory,
  type DirectoryKind,
  directoryKinds,
} from '../../../shared/protocol/api/directories.ts';
import { unseal } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { AppError, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

export type DirectoryRow = Selectable<Database['directory']>;
type Mapped = Directory['groups'];

export const about = (id: string) => `directory ${id}`;
const mapping = z.array(z.object({ group: z.string(), role }));

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

export const listDirectories = (tx: Tx, schoolId: string): Promise<DirectoryRow[]> =>
  tx.selectFrom('directory').selectAll().where('school_id', '=', schoolId).orderBy('id').execute();

export const sayGroups = (groups: Mapped): string =>
  groups.map(one => `${one.group} → ${sayRole(one.role)}`).join(', ') || 'none';

/** Keeps it as it is to be, and says in the audit log what is different. */
export async function putDirectory(
  { audit }: Pick<Context, 'audit'>,
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id' | 'name'>,
  row: DirectoryRow,
  next: DirectoryRow,
): Promise<void> {
  await tx.updateTable('directory').set(next).where('id', '=', row.id).execute();
  const changes = [
    ...(next.label === row.label ? [] : [`name ${next.label}`]),
    ...(next.client_id === row.client_id ? [] : ['client ID']),
    ...(next.client_secret === row.client_secret ? [] : ['client secret']),
    ...(next.groups_claim === row.groups_claim ? [] : [`groups read from ${next.groups_claim}`]),
    ...(next.groups === row.groups ? [] : [`groups ${sayGroups(groupsOf(next))}`]),
  ].join('; ');
  if (changes === '') return;
  const facts = { label: next.label, changes };
  await audit.record(tx, by, 'directory.changed', { subject: `directory:${row.id}`, facts });
}
