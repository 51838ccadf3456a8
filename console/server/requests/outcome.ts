/** What came of a yes: what the order did at the computer, or how far the draft of the policy has come. */
import type { RequestView } from '../../../shared/protocol/api/requests.ts';
import type { Tx } from '../database/index.ts';
import type { RequestRow } from './store.ts';

export interface Came {
  orders: Map<string, { state: string; detail: string }>;
  versions: Map<string, { status: string; settings: string }>;
}

export async function whatCame(db: Tx, rows: readonly RequestRow[]): Promise<Came> {
  const some = (ids: (string | null)[]) => [...new Set(['', ...ids.filter(id => id !== null)])];
  const orders = await db
    .selectFrom('device_order')
    .select(['id', 'state', 'detail'])
    .where('id', 'in', some(rows.map(row => row.order_id)))
    .execute();
  const versions = await db
    .selectFrom('policy_version')
    .select(['id', 'status', 'settings'])
    .where('id', 'in', some(rows.map(row => row.version_id)))
    .execute();
  return {
    orders: new Map(orders.map(one => [one.id, one])),
    versions: new Map(versions.map(one => [one.id, one])),
  };
}

const orderWords: Record<string, string> = {
  pending: 'The device is told when it is connected.',
  sent: 'The device was told.',
  done: 'The device has done it.',
  refused: 'The device refused.',
  failed: 'The device could not do it.',
  expired: 'The device did not answer in time.',
  withdrawn: 'Taken back.',
};

const versionWords: Record<string, string> = {
  draft: 'It is in a draft of the policy. Look at what it would do, then put it in force.',
  waiting: 'It is in a version of the policy that waits for a second person.',
  rolling_out: 'It is in a version of the policy that is on its way to the devices.',
  in_force: 'It is in the policy that is in force.',
  superseded: 'It was put in force. The policy was changed again since.',
  discarded: 'Nothing came of it: the draft of the policy was discarded.',
  refused: 'Nothing came of it: the version of the policy was not approved.',
  returned: 'Nothing came of it: the version of the policy was taken back.',
};
const takenOut = 'Nothing came of it: it was taken out of the draft of the policy.';

/** By this a program that somebody asked for is found again in the list of a policy. */
export const ruleMark = (requestId: string): string => `-${requestId.slice(-6)}`;

/** Its id stands in the text only as the end of the rule's own. */
export const isIn = (settings: string, { id }: Pick<RequestRow, 'id'>): boolean =>
  settings.includes(`${ruleMark(id)}"`);

/** Null where no version came of the request, or it is one by which the program is or will be approved. */
export function cameToNothing(row: RequestRow, { versions }: Came): string | null {
  const version = versions.get(row.version_id ?? '');
  if (version === undefined) return null;
  if (['discarded', 'refused', 'returned'].includes(version.status))
    return versionWords[version.status] ?? null;
  return isIn(version.settings, row) ? null : takenOut;
}

export function outcomeOf(row: RequestRow, came: Came): RequestView['outcome'] {
  const version = came.versions.get(row.version_id ?? '');
  if (version !== undefined)
    return {
      sentence: cameToNothing(row, came) ?? versionWords[version.status] ?? version.status,
      to: `/policies/versions/${row.version_id}`,
    };
  const order = came.orders.get(row.order_id ?? '');
  if (order === undefined) return null;
  const words = orderWords[order.state] ?? order.state;
  return {
    sentence: order.detail === '' || order.detail === words ? words : `${words} ${order.detail}`,
    to: `/devices/${row.device_id}?tab=orders`,
  };
}

const dayMs = 24 * 3600_000;
/** A permission is over a week and twelve hours after the yes at the latest; after a month somebody asks anew. */
const takenBackForMs = { approved: 8 * dayMs, refused: 30 * dayMs };

/** Why this decision cannot be taken back; null where it can. */
export function whyItStands(row: RequestRow, came: Came, now: number): string | null {
  if (row.status === 'waiting') return 'This waits for a decision already.';
  if (row.version_id !== null)
    return cameToNothing(row, came) === null
      ? 'This is in the policy by now, or in a draft of it. Take it out there.'
      : null;
  const most = takenBackForMs[row.status === 'approved' ? 'approved' : 'refused'];
  return now - (row.decided_at ?? 0) > most
    ? 'This was decided too long ago. Whoever still needs it asks again.'
    : null;
}
