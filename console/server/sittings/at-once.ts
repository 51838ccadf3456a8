/** One account in use on two computers at once (C-03) begins an incident to look into. It accuses nobody, and names nobody. */
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';

/** A computer that went away without a word tells no end of its sittings. */
const oldestMs = 24 * 3600_000;

export interface Beginning {
  /** Of the event: heard twice it is one. */
  id: string;
  schoolId: string;
  deviceId: string;
  kind: string;
  account: string;
  person: string | null;
  /** It was seen to happen, not found some time later. */
  exact: boolean;
  at: number;
}

/**
 * Call when a sitting began or was unlocked. Only screens count, and only accounts of a directory: accounts that computers
 * keep themselves may have the same name everywhere and be different ones. Where the other one is locked, nobody uses it.
 * And only what was seen to happen: a computer that tells of a lock minutes later would make a suspect of whoever left it.
 */
export async function lookForAtOnce(context: Context, beginning: Beginning): Promise<void> {
  const { schoolId, deviceId, person, exact } = beginning;
  if (!exact || person === null || beginning.account !== 'directory' || beginning.kind !== 'screen') return;
  const elsewhere = await sql<{ device_id: string }>`select distinct one.device_id from sitting_moment one
    where one.school_id = ${schoolId} and one.person = ${person} and one.device_id != ${deviceId}
      and one.kind = 'screen' and one.account = 'directory' and one.what in ('began', 'unlocked')
      and one.exact = 1 and one.at >= ${context.now() - oldestMs}
      and not exists (select 1 from sitting_moment later where later.device_id = one.device_id
        and later.sitting = one.sitting and later.what in ('locked', 'ended') and later.at >= one.at)
    order by one.device_id`.execute(context.db);
  for (const { device_id: other } of elsewhere.rows)
    if (context.presence.isConnected(other)) await tell(context, beginning, other);
}

async function tell(
  context: Context,
  { id, schoolId, deviceId, at }: Beginning,
  other: string,
): Promise<void> {
  const nameOf = async (one: string) => (await findDeviceRecord(context.db, one))?.name ?? one;
  const [name, otherName] = [await nameOf(deviceId), await nameOf(other)];
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      category: 'other',
      title: `One account is in use on two computers at once: ${name.slice(0, 40)} and ${otherName.slice(0, 40)}`,
      detail:
        'Nobody had locked the other one. Ask before anybody is blamed: somebody may have gone to another computer and left the first one open.',
      deviceId,
      noticedAt: at,
      source: 'device',
      id,
      matter: `two_computers:${[deviceId, other].sort().join(':')}`,
    }),
  );
}
