/** Writes the log. Numbers have no gaps: the school's row is held until the change's own transaction ends. */
import { randomUUIDv7 } from 'node:crypto';
import { canonicalJson } from '../../../shared/json.ts';
import type { Audit, Events } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { hashOf, noHash } from './chain.ts';

export function createAudit(now: () => number, events: Events): Audit {
  return {
    async record(tx, by, action, about) {
      await lockSchool(tx, by.schoolId);
      const last = await tx
        .selectFrom('audit')
        .select(['number', 'hash'])
        .where('school_id', '=', by.schoolId)
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst();
      const row = {
        id: randomUUIDv7(),
        school_id: by.schoolId,
        number: (last?.number ?? 0) + 1,
        at: now(),
        actor: by.id,
        actor_name: by.name,
        action,
        subject: about.subject ?? null,
        facts: canonicalJson(about.facts ?? {}),
        previous_hash: last?.hash ?? noHash,
      };
      await tx
        .insertInto('audit')
        .values({ ...row, hash: hashOf(row) })
        .execute();
      events.nudge(by.schoolId, ['audit']);
    },
  };
}
