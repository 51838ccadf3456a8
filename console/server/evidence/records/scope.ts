/** Which computers are in scope, by make and system, as an assessor asks for them: amounts, no names. */
import { sql } from 'kysely';
import { amount, type RecordMaker } from './record.ts';

export const scope: RecordMaker = {
  permission: 'promises.read',
  async read(db, { schoolId }, { at }) {
    const found = await db
      .selectFrom('device')
      .select(['model', 'system', of => of.fn.countAll<number>().as('computers')])
      .where('school_id', '=', schoolId)
      .where('approved_at', '<=', at)
      .where(eb =>
        eb.or([
          eb('status', 'in', ['approved', 'blocked', 'cloned']),
          sql<boolean>`exists (select 1 from audit where audit.school_id = ${schoolId} and audit.action = 'device.removed'
            and audit.subject = device.id and audit.at > ${at})`,
        ]),
      )
      .groupBy(['model', 'system'])
      .orderBy('system')
      .orderBy('model')
      .execute();
    const all = found.reduce((sum, one) => sum + Number(one.computers), 0);
    return {
      head: ['Make and model', 'Operating system', 'Computers'],
      rows: found.map(one => [one.model ?? 'not known', one.system ?? 'not known', String(one.computers)]),
      summary: `${amount(all, 'computer')} of ${amount(found.length, 'kind')} (make, model and system).`,
    };
  },
};
