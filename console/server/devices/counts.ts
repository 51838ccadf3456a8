/** `posture_count`: kept by difference in the transaction that changes a device, so a page never counts. */
import { sql } from 'kysely';
import type { State } from '../../../shared/finding.ts';
import { columnList, rows, type Tx } from '../database/index.ts';
import { isCounted, readStates } from './standing.ts';

export interface Counted {
  school_id: string;
  group_id: string;
  status: string;
  states: string;
}

/** Differences gathered over many devices, then written in one statement. */
export class CountChanges {
  readonly #changes = new Map<string, number>();

  move(before: Counted | undefined, after: Counted | undefined): void {
    this.#add(before, -1);
    this.#add(after, 1);
  }

  #add(device: Counted | undefined, by: number): void {
    if (device === undefined || !isCounted(device.status)) return;
    for (const [control, state] of readStates(device.states)) {
      const key = JSON.stringify([device.school_id, device.group_id, control, state]);
      this.#changes.set(key, (this.#changes.get(key) ?? 0) + by);
    }
  }

  async write(tx: Tx): Promise<void> {
    // In one order everywhere, so that two consoles on one database never wait for each other.
    const changed = [...this.#changes].filter(([, by]) => by !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
    if (changed.length === 0) return;
    const values = changed.map(([key, devices]) => {
      const [school_id = '', group_id = '', control = '', state = ''] = JSON.parse(key) as string[];
      return { school_id, group_id, control, state, devices };
    });
    const list = columnList(columns);
    await sql`insert into posture_count (${list.into}) select ${list.from} from ${rows(tx, columns, values)} where true
      on conflict (school_id, group_id, control, state)
      do update set devices = posture_count.devices + excluded.devices`.execute(tx);
  }
}

const columns = {
  school_id: 'text',
  group_id: 'text',
  control: 'text',
  state: 'text',
  devices: 'bigint',
} as const;

export type StateCounts = Record<State, number>;

/** By control, over all groups of a school. Controls that nothing was counted for are absent. */
export async function readCounts(db: Tx, schoolId: string): Promise<Map<string, StateCounts>> {
  const found = await db
    .selectFrom('posture_count')
    .select(['control', 'state', eb => eb.fn.sum<number>('devices').as('devices')])
    .where('school_id', '=', schoolId)
    .groupBy(['control', 'state'])
    .execute();
  const counts = new Map<string, StateCounts>();
  for (const { control, state, devices } of found) {
    const of = counts.get(control) ?? { met: 0, not_met: 0, unknown: 0, not_applicable: 0 };
    of[state as State] = Number(devices);
    counts.set(control, of);
  }
  return counts;
}
