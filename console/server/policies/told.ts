/** What devices told of in the last seven days, for the what-if: events are kept as they came. */
import { sql } from 'kysely';
import type { ControlMeaning, Told } from '../../../shared/controls/control.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';

const weekMs = 7 * 24 * 3600_000;
const batch = 200;

/** By device, in no order; what these controls go by (`tells`) and nothing else. */
export async function readTold(
  tx: Tx,
  schoolId: string,
  deviceIds: readonly string[],
  meanings: readonly Pick<ControlMeaning, 'tells'>[],
  now: number,
): Promise<Map<string, Told[]>> {
  const names = meanings.flatMap(({ tells }) => tells ?? []);
  const told = new Map<string, Told[]>();
  if (names.length === 0) return told;
  const { timeZone } = await readSchool(tx, schoolId);
  const since = now - weekMs;
  const named = sql.join(
    names.map(name => sql`body like ${`%"name":"${name}"%`}`),
    sql` or `,
  );
  for (let from = 0; from < deviceIds.length; from += batch) {
    const some = deviceIds.slice(from, from + batch);
    const clocks = await tx
      .selectFrom('device')
      .select(['id', 'clock_offset_ms'])
      .where('id', 'in', some)
      .execute();
    const offsets = new Map(clocks.map(one => [one.id, one.clock_offset_ms ?? 0]));
    const found = await tx
      .selectFrom('device_record')
      .select(['device_id', 'at', 'body'])
      .where('device_id', 'in', some)
      .where('type', '=', 'event')
      // What happened since then cannot have come before.
      .where('received_at', '>=', since)
      .where(sql<boolean>`(${named})`)
      .execute();
    for (const { device_id: id, at: theirs, body } of found) {
      const at = Math.min(now, theirs - (offsets.get(id) ?? 0));
      // Kept as the gateway's schema let it in; each control reads the facts by a schema of its own.
      const { name, facts } = JSON.parse(body) as Told;
      if (at < since || !names.includes(name)) continue;
      const of = told.get(id) ?? [];
      of.push({ name, facts, day: dayAt(at, timeZone) });
      told.set(id, of);
    }
  }
  return told;
}
