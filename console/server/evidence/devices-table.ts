/** Every claim followed to a computer, a time and a source: what each check last found on each, when the pack is made. */
import { finding as findingSchema, type State } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses, findingInWords, stateWords } from '../devices/index.ts';
import { writeSheet } from '../sheets/index.ts';

/** So many at a time: a finding has all its evidence in it. */
const atOnce = 50;

export async function devicesTable(db: Tx, schoolId: string): Promise<string> {
  const devices = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device_group.name as group_name', 'device.last_seen_at'])
    .where('device.school_id', '=', schoolId)
    .where('device.status', 'in', countedStatuses)
    .orderBy('device.name')
    .orderBy('device.id')
    .execute();
  const rows: string[][] = [];
  for (let at = 0; at < devices.length; at += atOnce) {
    const some = devices.slice(at, at + atOnce);
    const found = Map.groupBy(
      await findingsOf(
        db,
        some.map(one => one.id),
      ),
      row => row.device_id,
    );
    for (const { id, name, group_name, last_seen_at } of some) {
      const which = [name, group_name, when(last_seen_at)];
      const findings = found.get(id) ?? [];
      rows.push(...findings.map(row => [...which, ...cellsOf(row)]));
      if (findings.length === 0) rows.push([...which, '', 'not known', 'Nothing was reported yet.', '', '']);
    }
  }
  const head = ['Computer', 'Group', 'Last seen (UTC)', 'Check', 'State', 'In words'];
  return writeSheet([[...head, 'Seen by the check (UTC)', 'Source'], ...rows]);
}

const when = (at: number | null) => (at === null ? '' : new Date(Number(at)).toISOString());

const findingsOf = (db: Tx, ids: readonly string[]) =>
  db
    .selectFrom('device_finding')
    .select(['device_id', 'state', 'reason', 'finding', 'observed_at'])
    .where('device_id', 'in', ids)
    .orderBy('device_id')
    .orderBy('control')
    .execute();

type FindingRow = Awaited<ReturnType<typeof findingsOf>>[number];

/** What the console holds of it counts, not what the computer said: a figure that is too old is not known. */
function cellsOf({ state, reason, finding: text, observed_at }: FindingRow): string[] {
  const found = findingSchema.parse(JSON.parse(text));
  const standing = { state: state as State, reason };
  const { title, sentence } = findingInWords(found, standing);
  return [title, stateWords[standing.state], sentence, when(observed_at), found.source];
}
