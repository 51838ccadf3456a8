/** Forgets answers when nobody can need them any more: a year after somebody left, or after what they answered ended. */
import { sql } from 'kysely';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';

/** Acceptances are kept while somebody is at the school and a year longer, for a dispute. */
export const keptMs = 365 * 24 * 3600_000;

/**
 * Of agreements: answers of people who left, and of names that were never found in the list of people. Of messages: every
 * answer. With them goes which computers held it. The notice itself, its wording and the audit log stay.
 */
export async function forgetPass({ db, now, audit }: Pick<Context, 'db' | 'now' | 'audit'>): Promise<void> {
  const before = now() - keptMs;
  const ended = endedBefore(before);
  await db.transaction().execute(async tx => {
    await tx
      .deleteFrom('notice_device')
      .where('notice_id', 'in', eb => eb.selectFrom('notice').select('id').where(ended))
      .execute();
    const gone = await tx
      .deleteFrom('notice_answer')
      .where(eb =>
        eb.or([
          eb('person_id', 'in', eb.selectFrom('person').select('id').where('left_at', '<', before)),
          eb.and([
            eb('notice_id', 'in', eb.selectFrom('notice').select('id').where(ended)),
            eb.or([
              eb('person_id', 'is', null),
              eb('notice_id', 'in', eb.selectFrom('notice').select('id').where('kind', '=', 'message')),
            ]),
          ]),
        ]),
      )
      .returning('school_id')
      .execute();
    await record(
      { audit },
      tx,
      gone.map(one => one.school_id),
    );
  });
}

const endedBefore = (before: number) => sql<boolean>`coalesce(ended_at, until) < ${before}`;

async function record({ audit }: Pick<Context, 'audit'>, tx: Tx, schools: readonly string[]): Promise<void> {
  for (const [schoolId, of] of Map.groupBy(schools, id => id)) {
    const by = { schoolId, id: 'console', name: 'Caretaker itself' };
    await audit.record(tx, by, 'notice.answers_forgotten', { facts: { count: of.length } });
  }
}
