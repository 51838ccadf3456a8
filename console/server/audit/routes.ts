/** The log as people read it, newest first. */
import * as z from 'zod';
import { auditList } from '../../../shared/protocol/api/accounts.ts';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import { type RouteSpec, route } from '../route.ts';
import type { AuditRow } from './chain.ts';
import { sentenceOf } from './words.ts';

const place = z.tuple([z.number().int()]);

export function routes({ db }: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/audit-log',
      summary: 'What was done and by whom, newest first',
      permission: 'audit.read',
      query: pageQuery,
      response: auditList,
      async handle({ caller, query }) {
        const before = readCursor(query.cursor, place)?.[0] ?? Number.MAX_SAFE_INTEGER;
        const rows = await db
          .selectFrom('audit')
          .selectAll()
          .where('school_id', '=', caller.schoolId)
          .where('number', '<', before)
          .orderBy('number', 'desc')
          .limit(query.limit + 1)
          .execute();
        return pageOf(rows, query.limit, present, row => [row.number]);
      },
    }),
  ];
}

function present(row: AuditRow) {
  return {
    id: row.id,
    number: row.number,
    at: row.at,
    actor: row.actor_name,
    action: row.action,
    sentence: sentenceOf(row.action, row.facts, row.subject),
  };
}
