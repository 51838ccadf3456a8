/** Which rules people were asked to sign and how many did, by the day: amounts, no names. */
import type { Tx } from '../../database/index.ts';
import { readBody } from '../../promises/index.ts';
import { amount, dayOf, mostRows, type RecordMaker } from './record.ts';

export const signatures: RecordMaker = {
  permission: 'notices.read',
  async read(db, { schoolId }, { day, at }) {
    const standing = await standingOn(db, schoolId, day);
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
      head: [
        ...['What was said or asked', 'To be signed', 'Wording (SHA-256)', 'Sent on', 'Due on', 'Answers'],
        ...['People who signed', 'Said no', 'Not yet'],
      ],
      rows: found.map(one => [
        ...[one.title, one.hash === null ? 'no' : 'yes', one.hash ?? ''],
        ...[dayOf(one.issued_at), dayOf(one.due_at), String(one.answers)],
        ...(standing.get(one.id) ?? ['', '', '']),
      ]),
      summary: `${amount(signed.length, 'set of rules', 'sets of rules')} put before people, ${answers} answers by that day. Who signed stays with the school.`,
    };
  },
};

/** Of each set of rules that was asked for on the kept day: how many people had signed, said no and not answered. */
async function standingOn(db: Tx, schoolId: string, day: string): Promise<Map<string, string[]>> {
  const row = await db
    .selectFrom('promise_day')
    .select('body')
    .where('school_id', '=', schoolId)
    .where('day', '=', day)
    .executeTakeFirst();
  const signed = row === undefined ? [] : (readBody(row.body).signed ?? []);
  return new Map(
    signed.flatMap(({ to, counts }) => {
      if (counts === undefined) return [];
      const { asked, agreed, declined } = counts;
      return [
        [to.replace('/notices/', ''), [agreed, declined, asked - agreed - declined].map(String)] as const,
      ];
    }),
  );
}
