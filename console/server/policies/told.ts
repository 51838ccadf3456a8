/** What devices told of in the last seven days, for the what-if: events are kept as they came. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { ControlMeaning, Told } from '../../../shared/controls/control.ts';
import { dayAt } from '../../../shared/moment-format.ts';
import type { Tx } from '../database/index.ts';
import { readSchool } from '../schools/index.ts';

const weekMs = 7 * 24 * 3600_000;
const batch = 200;

const event = z.object({ name: z.string(), facts: z.record(z.string(), z.unknown()) });

/** By device, oldest first; what these controls go by (`tells`) and nothing else. */
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
    const found = await tx
      .selectFrom('device_record as r')
      .innerJoin('device as d', 'd.id', 'r.device_id')
      .select(['r.device_id', 'r.at', 'r.body', 'd.clock_offset_ms'])
      .where('r.device_id', 'in', deviceIds.slice(from, from + batch))
      .where('type', '=', 'event')
      // What happened since then cannot have come before.
      .where('received_at', '>=', since)
      .where(sql<boolean>`(${named})`)
      .orderBy('r.at')
      .execute();
    for (const { device_id: id, at: theirs, body, clock_offset_ms: offset } of found) {
      const read = event.safeParse(JSON.parse(body));
      const at = Math.min(now, theirs - (offset ?? 0));
      if (!read.success || !names.includes(read.data.name) || at < since) continue;
      const of = told.get(id) ?? [];
      of.push({ ...read.data, day: dayAt(at, timeZone) });
      told.set(id, of);
    }
  }
  return told;
}
