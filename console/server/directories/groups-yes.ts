/**
 * Which groups of a directory give which role: where one of them decides something, a second person agrees, as to such an
 * account. Whoever administers the directory says who is in them, so that is what the yes is asked for.
 */
import * as z from 'zod';
import { weighs } from '../../../shared/protocol/api/accounts.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import { may } from '../access.ts';
import { askSecond, canDo, powerWaits } from '../accounts/index.ts';
import type { ApprovalKind } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { type DirectoryRow, findDirectory, groupsOf, putDirectory } from './store.ts';

/** As columns: what decides who gets which role. Another client of the same directory may send other groups. */
const givesRoles = z.object({
  groups: z.string(),
  groups_claim: z.string(),
  client_id: z.string(),
  /** Sealed, where the client is another: it belongs to its client. */
  client_secret: z.string().optional(),
});
export type GivesRoles = z.infer<typeof givesRoles>;
const wish = z.object({ id: z.string(), put: givesRoles });

export const directoryKind: ApprovalKind<z.infer<typeof wish>> = {
  kind: 'directory-groups',
  ...powerWaits,
  read: given => wish.parse(given),
  async approved(context, tx, { payload: { id, put }, askedBy }) {
    const row = await findDirectory(tx, id, askedBy.schoolId);
    const { client_secret = row.client_secret, ...roles } = put;
    await putDirectory(context, tx, askedBy, row, { ...row, ...roles, client_secret });
    return { sentence: `The groups of ${row.label} give these roles from the next sign-in on.` };
  },
  about: (_asked, reader) =>
    may(reader, 'directories.manage')
      ? { label: 'Sign-in with Microsoft or Google', to: '/directories' }
      : null,
};

/** Null when it may be done now. Throws as `askSecond`. */
export async function askForGroups(
  context: Context,
  tx: Tx,
  by: Caller,
  row: DirectoryRow,
  put: GivesRoles,
  reason: string,
): Promise<{ waits: Waits } | null> {
  const next: DirectoryRow = { ...row, ...put, client_secret: put.client_secret ?? row.client_secret };
  const same = (['groups', 'groups_claim', 'client_id'] as const).every(one => row[one] === next[one]);
  if (same || ![...groupsOf(row), ...groupsOf(next)].some(one => weighs(one.role))) return null;
  return askSecond(context, tx, by, directoryKind, {
    subject: row.id,
    title: `Let groups of ${row.label} decide who has which role`,
    lines: sayGroupsPut(row, next),
    payload: { id: row.id, put },
    reason,
  });
}

/** What exactly a yes does. */
function sayGroupsPut(row: DirectoryRow, next: DirectoryRow): string[] {
  const groups = groupsOf(next);
  const before = groupsOf(row);
  const gone = before.filter(({ group }) => !groups.some(one => one.group === group));
  const instead = ({ group, role }: (typeof groups)[number]) => {
    const was = before.find(one => one.group === group)?.role ?? role;
    return was === role ? '' : `, no longer as ${sayRole(was)}`;
  };
  return [
    ...groups.map(
      one => `Whoever is in the group “${one.group}” comes in as ${sayRole(one.role)}${instead(one)}.`,
    ),
    ...(groups.length > 1 ? ['Of somebody in several of them the first in this list decides.'] : []),
    ...gone.map(({ group, role }) => `The group “${group}” makes nobody ${sayRole(role)} any more.`),
    ...new Set(groups.filter(one => weighs(one.role)).map(one => canDo(one.role))),
    `Who is in a group is decided at ${row.label}, by whoever administers it: nobody here is asked again. It holds from each one’s next sign-in on.`,
    ...(next.groups_claim === row.groups_claim
      ? []
      : [`The groups are read from “${next.groups_claim}”, no longer from “${row.groups_claim}”.`]),
    ...(next.client_id === row.client_id
      ? []
      : [`${row.label} knows Caretaker as the client ${next.client_id}, no longer as ${row.client_id}.`]),
  ];
}
