/** The promises page, as it is and as it was. */
import {
  behindDay,
  behindDayParams,
  behindDayQuery,
  pastPromise,
  pastPromiseParams,
  promiseDay,
  promiseDayParams,
  promiseDays,
  promiseDetail,
  promiseParams,
  promises,
  promiseWeek,
} from '../../../shared/protocol/api/overview.ts';
import { recordDetail, recordParams } from '../../../shared/protocol/api/promise-records.ts';
import { recordLook, recordLookInput, recordLookParams } from '../../../shared/protocol/api/record-looks.ts';
import {
  undertaking,
  undertakingInput,
  undertakingParams,
} from '../../../shared/protocol/api/undertakings.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { readBehind } from './behind.ts';
import { listDays, readDay } from './days.ts';
import { readPastPromise, readPromise, readRecord } from './detail.ts';
import { takeLookBack, writeLook } from './look-at-record.ts';
import { readPromises } from './service.ts';
import { takeUndertakingBack, writeUndertaking } from './undertake.ts';
import { isForgotten } from './verify.ts';
import { markVisit } from './visits.ts';
import { readWeek } from './week.ts';

const permission = 'promises.read';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      ...{ method: 'get', path: '/promises', permission, response: promises },
      summary: 'The school’s promises about its computers, and on how many each holds',
      handle: ({ caller }) => readPromises(context, caller),
    }),
    route({
      ...{ method: 'post', path: '/promises/visit', permission, response: null },
      summary: 'Mark that you opened the promises: the next time on a later day they tell what changed since',
      handle: ({ caller }) => markVisit(context, caller),
    }),
    route({
      ...{ method: 'get', path: '/promises/days', permission, response: promiseDays },
      summary: 'The past days whose promises page was kept, newest first',
      handle: async ({ caller }) => ({ items: await listDays(context.db, caller.schoolId), next: null }),
    }),
    route({
      ...{ method: 'get', path: '/promises/days/{day}', permission },
      ...{ params: promiseDayParams, response: promiseDay },
      summary: 'The promises page as it stood on one past day, with the seal that shows it was not changed',
      handle: async ({ caller: { schoolId }, params: { day } }) => ({
        ...(await readDay(context.db, schoolId, day, context.now())),
        forgotten: await isForgotten(context.db, schoolId, day),
      }),
    }),
    route({
      ...{ method: 'get', path: '/promises/days/{day}/promises/{key}', permission },
      ...{ params: pastPromiseParams, response: pastPromise },
      summary: 'One promise as it stood on a past day: how it went until then, and who was let off',
      handle: ({ caller, params }) => readPastPromise(context, caller, params),
    }),
    route({
      ...{ method: 'get', path: '/promises/days/{day}/checks/{control}', permission: 'devices.read' },
      ...{ params: behindDayParams, query: behindDayQuery, response: behindDay },
      summary:
        'The computers behind a figure of a past day: what the check had said of each, when, and by which source',
      handle: ({ caller, params, query }) => readBehind(context.db, caller.schoolId, params, query),
    }),
    route({
      ...{ method: 'get', path: '/promises/week', permission, response: promiseWeek },
      summary: 'The headteacher’s week in five lines',
      handle: ({ caller }) => readWeek(context, caller),
    }),
    route({
      ...{ method: 'get', path: '/promises/records/{line}', permission },
      ...{ params: recordParams, response: recordDetail },
      summary:
        'A promise that records show: how it stands and went, and the things behind it for whom those records are',
      handle: ({ caller, params }) => readRecord(context, caller, params.line),
    }),
    route({
      ...{ method: 'post', path: '/promises/{key}/undertakings', permission: 'clauses.edit', status: 201 },
      ...{ params: promiseParams, body: undertakingInput, response: undertaking },
      summary: 'Write down who sees to a promise that does not hold or is not known, and by when',
      handle: ({ caller, params, body }) => writeUndertaking(context, caller, params.key, body),
    }),
    route({
      ...{ method: 'post', path: '/promises/undertakings/{id}/withdrawal', permission: 'clauses.edit' },
      ...{ params: undertakingParams, response: undertaking },
      summary: 'Take back who sees to a promise: it stays in the list, and the one before counts again',
      handle: ({ caller, params }) => takeUndertakingBack(context, caller, params.id),
    }),
    route({
      ...{ method: 'post', path: '/promises/{key}/looks', permission: 'clauses.edit', status: 201 },
      ...{ params: promiseParams, body: recordLookInput, response: recordLook },
      summary: 'Write down that somebody looked whether a promise holds, or what checks do not show of it',
      handle: ({ caller, params, body }) => writeLook(context, caller, params.key, body),
    }),
    route({
      ...{ method: 'post', path: '/promises/looks/{id}/withdrawal', permission: 'clauses.edit' },
      ...{ params: recordLookParams, response: recordLook },
      summary: 'Take back that somebody looked: it stays in the list, and the one before counts again',
      handle: ({ caller, params }) => takeLookBack(context, caller, params.id),
    }),
    route({
      ...{ method: 'get', path: '/promises/{key}', permission },
      ...{ params: promiseParams, response: promiseDetail },
      summary: 'One promise: what proves it, who is let off, which standards it serves, and how it went',
      handle: ({ caller, params }) => readPromise(context, caller, params.key),
    }),
  ];
}
