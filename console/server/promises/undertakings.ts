/** Who sees to it that a promise holds again, and by when: what counts, until when, and what was written before. */
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Undertaking, UndertakingInput } from '../../../shared/protocol/api/undertakings.ts';
import type { Database, Tx } from '../database/index.ts';

export type Row = Database['promise_undertaking'];

const mostShown = 50;

export const newestFirst = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('promise_undertaking')
    .selectAll()
    .where('school_id', '=', schoolId)
    .orderBy('written_at', 'desc')
    .orderBy('id', 'desc');

/** Also those that count no more. `promise`: its key, or the line of one that records show. */
export async function listUndertakings(tx: Tx, schoolId: string, promise: string): Promise<Undertaking[]> {
  const rows = await newestFirst(tx, schoolId).where('promise', '=', promise).limit(mostShown).execute();
  return rows.map(present);
}

/** Names to propose: whoever has an account with which this page or the school's things are looked after. */
export async function whoMay(tx: Tx, schoolId: string): Promise<string[]> {
  const found = await tx
    .selectFrom('account')
    .innerJoin('person', 'person.id', 'account.person_id')
    .select('person.name')
    .where('account.school_id', '=', schoolId)
    .where('account.role', 'in', ['technician', 'headteacher', 'business_manager'])
    .where('account.disabled', '=', 0)
    .orderBy('account.id')
    .execute();
  return [...new Set(found.map(({ name }) => name))];
}

/** By promise: what counts now. */
export async function undertakenNow(tx: Tx, schoolId: string): Promise<Map<string, UndertakingInput>> {
  const rows = await newestFirst(tx, schoolId)
    .where('taken_back_at', 'is', null)
    .where('held_on', 'is', null)
    .execute();
  // Of one promise the newest is set last.
  return new Map(
    rows.toReversed().map(row => [row.promise, { who: row.who, by: row.by_day, what: row.what }]),
  );
}

/** What was seen to: should the promise break again, somebody has to see to it anew. */
export async function endHeld(tx: Tx, schoolId: string, day: string, page: Promises): Promise<void> {
  const held = [
    ...page.promises.flatMap(one => (one.verdict === 'holds' ? [one.key] : [])),
    ...(page.recorded ?? []).flatMap(one =>
      one.verdict === 'holds' && one.line !== undefined ? [one.line] : [],
    ),
  ];
  if (held.length === 0) return;
  await tx
    .updateTable('promise_undertaking')
    .set({ held_on: day })
    .where('school_id', '=', schoolId)
    .where('promise', 'in', held)
    .where('held_on', 'is', null)
    .where('written_at', '<=', page.at)
    .execute();
}

export const present = (row: Row): Undertaking => ({
  ...{ id: row.id, who: row.who, by: row.by_day, what: row.what },
  ...{ writtenAt: Number(row.written_at), writtenBy: row.written_by },
  takenBackAt: row.taken_back_at === null ? null : Number(row.taken_back_at),
  takenBackBy: row.taken_back_by,
  heldOn: row.held_on,
});
