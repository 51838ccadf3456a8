/** Takes in a list of people: first a check of every row, then all good rows in one transaction. */
import { randomUUIDv7 } from 'node:crypto';
import type { PeopleCheck } from '../../../shared/protocol/api/persons.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { insertPersons, signingIn } from './change.ts';
import { type ImportRow, planImport } from './import-rows.ts';

const mostShown = 100;

async function readKnown(db: Tx, schoolId: string) {
  const rows = await db.selectFrom('person').selectAll().where('school_id', '=', schoolId).execute();
  const accounts = await signingIn(db, schoolId);
  return rows.map(row => ({ ...row, signsIn: accounts.has(row.id) }));
}

export async function checkPeople({ db }: Context, by: Caller, text: string): Promise<PeopleCheck> {
  const { columns, rows } = planImport(text, await readKnown(db, by.schoolId));
  const first = [...rows].sort((a, b) => Number(b.outcome === 'rejected') - Number(a.outcome === 'rejected'));
  return {
    columns,
    counts: countsOf(rows),
    rows: first.slice(0, mostShown).map(({ line, outcome, name, words }) => ({ line, outcome, name, words })),
  };
}

function countsOf(rows: readonly ImportRow[]): PeopleCheck['counts'] {
  const count = (outcome: ImportRow['outcome']) => rows.filter(row => row.outcome === outcome).length;
  return {
    create: count('create'),
    change: count('change'),
    same: count('same'),
    rejected: count('rejected'),
  };
}

/** Throws `people.changed_meanwhile`. */
export async function importPeople(
  context: Context,
  by: Caller,
  { text, expected }: { text: string; expected: PeopleCheck['counts'] },
) {
  const counts = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const known = await readKnown(tx, by.schoolId);
    const { rows } = planImport(text, known);
    const found = countsOf(rows);
    if (Object.entries(found).some(([name, count]) => expected[name as keyof typeof expected] !== count))
      throw conflict(
        'people.changed_meanwhile',
        'Somebody changed the list of people since the check, and nothing was imported. Check the file again.',
      );
    await write(tx, by.schoolId, context.now(), rows);
    await context.audit.record(tx, by, 'person.imported', {
      facts: { created: found.create, changed: found.change, rejected: found.rejected },
    });
    return found;
  });
  context.events.nudge(by.schoolId, ['people']);
  return { counts };
}

async function write(tx: Tx, schoolId: string, at: number, rows: readonly ImportRow[]): Promise<void> {
  const made = rows.filter(row => row.outcome === 'create').map(row => ({ ...row, id: randomUUIDv7() }));
  await insertPersons(
    tx,
    schoolId,
    at,
    made.map(({ id, name, kind, group, email }) => ({ id, name, kind, group, email, lineManagerId: null })),
  );
  for (const { known, name, kind, group, email } of rows.filter(row => row.outcome === 'change'))
    if (known !== undefined)
      await tx
        .updateTable('person')
        .set({
          name,
          kind,
          group_name: group ?? known.group_name,
          email: email ?? known.email,
          left_at: null,
        })
        .where('id', '=', known.id)
        .execute();
  const ids = [
    ...made,
    ...rows.flatMap(row => (row.known === undefined ? [] : [{ ...row, id: row.known.id }])),
  ];
  const all = await readKnown(tx, schoolId);
  for (const { id, manager, outcome } of ids) {
    if (manager === null || outcome === 'rejected') continue;
    const written = manager.toLowerCase().trim();
    const boss = all.find(
      one => one.id !== id && (one.email === written || one.name.toLowerCase() === written),
    );
    if (boss !== undefined)
      await tx.updateTable('person').set({ line_manager_id: boss.id }).where('id', '=', id).execute();
  }
}
