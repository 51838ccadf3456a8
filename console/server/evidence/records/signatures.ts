/** Which rules people were asked to sign and how many answered, by the day: amounts, no names. */
import { amount, dayOf, mostRows, type RecordMaker } from './record.ts';

export const signatures: RecordMaker = {
  permission: 'notices.read',
  async read(db, { schoolId }, { at }) {
    const found = await db
      .selectFrom('notice')
      .leftJoin('notice_answer', join =>
        join.onRef('notice_answer.notice_id', '=', 'notice.id').on('notice_answer.at', '<=', at),
      )
      .select([
        'notice.id',
        'notice.title',
        'notice.kind',
        'notice.hash',
        'notice.issued_at',
        'notice.due_at',
      ])
      .select(of => of.fn.count<number>('notice_answer.id').as('answers'))
      .where('notice.school_id', '=', schoolId)
      .where('notice.issued_at', '<=', at)
      .groupBy([
        'notice.id',
        'notice.title',
        'notice.kind',
        'notice.hash',
        'notice.issued_at',
        'notice.due_at',
      ])
      .orderBy('notice.issued_at', 'desc')
      .orderBy('notice.id')
      .limit(mostRows)
      .execute();
    const signed = found.filter(one => one.hash !== null);
    const answers = signed.reduce((sum, one) => sum + Number(one.answers), 0);
    return {
      head: ['What was said or asked', 'To be signed', 'Wording (SHA-256)', 'Sent on', 'Due on', 'Answers'],
      rows: found.map(one => [
        ...[one.title, one.hash === null ? 'no' : 'yes', one.hash ?? ''],
        ...[dayOf(one.issued_at), dayOf(one.due_at), String(one.answers)],
      ]),
      summary: `${amount(signed.length, 'set of rules', 'sets of rules')} put before people, ${answers} answers by that day. Who signed stays with the school.`,
    };
  },
};
