/** Counting wrong tries where they were made, so that a stranger's count against nobody but strangers. */
import type { Context } from '../context.ts';
import type { Db, Tx } from '../database/index.ts';

/** `account`: whoever comes from a browser that this person never signed in with. */
export interface Bucket {
  table: 'account' | 'known_browser' | 'session' | 'second_step';
  id: string;
}

const free = 5;
const minute = 60_000;
const longestMs = 60 * minute;

/** Five free tries, then a minute, doubled each time, up to an hour. */
export function lockMs(failures: number): number {
  return failures < free ? 0 : Math.min(longestMs, minute * 2 ** (failures - free));
}

// All of these tables have the same two columns for it.
const update = (db: Tx, { table, id }: Bucket) => db.updateTable(table as 'account').where('id', '=', id);

/** Counts the try before the password is looked at, so that many at once are not all free. Undefined while locked. */
export function countTry(db: Db, bucket: Bucket, now: number): Promise<number | undefined> {
  return db.transaction().execute(async tx => {
    const row = await update(tx, bucket)
      .set(eb => ({ failed_count: eb('failed_count', '+', 1) }))
      .where(eb => eb.or([eb('locked_until', 'is', null), eb('locked_until', '<=', now)]))
      .returning('failed_count')
      .executeTakeFirst();
    const lock = lockMs(row?.failed_count ?? 0);
    if (lock > 0)
      await update(tx, bucket)
        .set({ locked_until: now + lock })
        .execute();
    return row?.failed_count;
  });
}

/** A try that was right so far, while something is still to be asked: it neither counts nor makes the others forgotten. */
export async function takeBack(db: Tx, bucket: Bucket): Promise<void> {
  await update(db, bucket)
    .set(eb => ({ failed_count: eb('failed_count', '-', 1), locked_until: null }))
    .execute();
}

export async function forgetTries(tx: Tx, bucket: Bucket): Promise<void> {
  await update(tx, bucket).set({ failed_count: 0, locked_until: null }).execute();
}

interface Tried {
  accountId: string;
  schoolId: string;
  personId: string;
  name: string;
}

/** Into the log, and into the audit log as soon as there is a wait. */
export async function refuse({ db, audit, log }: Context, found: Tried, failures: number): Promise<void> {
  log.info({ account: found.accountId, failures }, 'wrong password or code');
  if (lockMs(failures) === 0) return;
  const by = { schoolId: found.schoolId, id: `person:${found.personId}`, name: found.name };
  const facts = { name: found.name, attempts: failures };
  await db.transaction().execute(tx => audit.record(tx, by, 'account.locked', { facts }));
}
