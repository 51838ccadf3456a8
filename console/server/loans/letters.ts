/** Whether borrowers get letters; a school that speaks to them otherwise switches them off. */
import type * as z from 'zod';
import type { LoanLetters, loanLettersInput } from '../../../shared/protocol/api/loans.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { takeBack } from '../deliveries/index.ts';
import type { Caller } from '../route.ts';

/** Before each letter about a day that is due; takes those back that have not gone. */
export const reminderKey = (loanId = '') => `loan due ${loanId}`;

const rowOf = (db: Tx, schoolId: string) =>
  db.selectFrom('loan_settings').selectAll().where('school_id', '=', schoolId).executeTakeFirst();

export const writesLetters = async (db: Tx, schoolId: string): Promise<boolean> =>
  (await rowOf(db, schoolId))?.letters !== 0;

export async function readLetters({ db, config }: Context, schoolId: string): Promise<LoanLetters> {
  const row = await rowOf(db, schoolId);
  return {
    on: row?.letters !== 0,
    mail: config.mail !== undefined,
    changed: row === undefined ? null : { at: row.changed_at, by: row.changed_by },
  };
}

export async function changeLetters(
  context: Context,
  by: Caller,
  { on }: z.output<typeof loanLettersInput>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    if ((await writesLetters(tx, by.schoolId)) === on) return;
    const row = {
      school_id: by.schoolId,
      letters: Number(on),
      changed_at: context.now(),
      changed_by: by.name,
    };
    await tx.deleteFrom('loan_settings').where('school_id', '=', by.schoolId).execute();
    await tx.insertInto('loan_settings').values(row).execute();
    if (!on) await takeBack(tx, by.schoolId, reminderKey());
    await context.audit.record(tx, by, 'loan.letters', { facts: { letters: on ? 'on' : 'off' } });
  });
  context.events.nudge(by.schoolId, ['assets']);
}
