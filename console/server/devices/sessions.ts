/** The part of a device's record that a session on the link changes: who may begin one, and the rolling chain. */
import { type Db, rowLock, type Tx } from '../database/index.ts';
import type { DeviceRecordRow } from './posture.ts';
import { restand } from './posture.ts';

export interface SessionStart {
  chain: string;
  chainBefore: string | null;
  agent: string;
  clockOffsetMs: number | null;
  interceptedBy: string | null;
}

export type SessionChoice = { start: SessionStart } | 'cloned' | 'refused';

/**
 * Holds the record while `choose` decides from what is in it, and writes what was decided: the link is stored before
 * anybody is told of it. Answers the row as it then is; undefined when there is none.
 */
export async function beginSession(
  db: Db,
  now: number,
  deviceId: string,
  choose: (row: DeviceRecordRow) => SessionChoice,
): Promise<{ row: DeviceRecordRow; choice: SessionChoice } | undefined> {
  return db.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('device')
      .selectAll()
      .where('id', '=', deviceId)
      .modifyEnd(rowLock(tx))
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const choice = choose(row);
    if (choice === 'cloned') await restand(tx, now, [{ id: deviceId, set: { status: 'cloned' } }]);
    else if (choice !== 'refused') {
      const { start } = choice;
      await tx
        .updateTable('device')
        .set({
          chain: start.chain,
          chain_before: start.chainBefore,
          chain_at: now,
          agent: start.agent,
          clock_offset_ms: start.clockOffsetMs,
          intercepted_by: start.interceptedBy,
          last_seen_at: now,
        })
        .where('id', '=', deviceId)
        .execute();
    }
    return { row, choice };
  });
}

/** The approved record that now has this key: somebody said "this is the same laptop" while the device was away. */
export async function recordWithKey(
  db: Db,
  schoolId: string,
  publicKey: string,
): Promise<DeviceRecordRow | undefined> {
  return db
    .selectFrom('device')
    .selectAll()
    .where('public_key', '=', publicKey)
    .where('school_id', '=', schoolId)
    .where('status', '=', 'approved')
    .executeTakeFirst();
}

export async function findDeviceRecord(db: Tx, id: string): Promise<DeviceRecordRow | undefined> {
  return db.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirst();
}
