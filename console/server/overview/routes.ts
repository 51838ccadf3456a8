/** The technician's first page, and the figures that everybody may read. */
import { overview, summary } from '../../../shared/protocol/api/overview.ts';
import { approvalsWaiting } from '../approvals/index.ts';
import { calendarEnding } from '../calendar/index.ts';
import type { Context } from '../context.ts';
import { departed } from '../departures/index.ts';
import { disposalMatters } from '../disposals/index.ts';
import { countOpen } from '../incidents/index.ts';
import { loanMatters } from '../loans/index.ts';
import { countUndecided } from '../neighbours/index.ts';
import { refusedRounds } from '../notices/index.ts';
import { policyMatters } from '../policies/index.ts';
import { countWaiting } from '../requests/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { overviewUpkeep } from '../upkeep/index.ts';
import { calendarNeeds } from './calendar-needs.ts';
import { changedSince } from './changed.ts';
import { readSummary, withDeparted } from './figures.ts';
import { incidentNeeds } from './incident-needs.ts';
import { needsOf, overviewSentence } from './needs.ts';
import { neighbourNeeds } from './neighbour-needs.ts';
import { noticeNeeds } from './notice-needs.ts';
import { inProgress } from './progress.ts';
import { startOfDay } from './words.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/summary',
      summary: 'How many devices there are and how they stand',
      permission: 'summary.read',
      response: summary,
      async handle({ caller }) {
        const { summary: now } = await readSummary(context, caller.schoolId);
        return withDeparted(now, await departed(context.db, caller.schoolId));
      },
    }),
    route({
      method: 'get',
      path: '/overview',
      summary: 'What needs a technician now, what is in progress, and what changed since yesterday',
      permission: 'overview.read',
      response: overview,
      async handle({ caller }) {
        const read = await readSummary(context, caller.schoolId);
        const policies = await policyMatters(context.db, caller.schoolId, context.now());
        const approvals = await approvalsWaiting(context.db, caller, context.now());
        const loans = await loanMatters(context, caller.schoolId);
        const disposals = await disposalMatters(context, caller.schoolId);
        const requests = await countWaiting(context.db, caller.schoolId);
        const needs = needsOf(read.figures, read.summary, policies, approvals, loans, disposals, requests);
        needs.unshift(...incidentNeeds(await countOpen(context.db, caller, context.now())));
        needs.push(...(await overviewUpkeep(context, caller.schoolId)));
        needs.push(...calendarNeeds(await calendarEnding(context.db, caller.schoolId, context.now())));
        needs.push(...neighbourNeeds(await countUndecided(context.db, caller.schoolId)));
        needs.push(...noticeNeeds(await refusedRounds(context.db, caller.schoolId, context.now())));
        // Whatever room it is of: red ones stand first, each in the order above.
        needs.sort((a, b) => Number(b.serious) - Number(a.serious));
        const { timeZone } = await readSchool(context.db, caller.schoolId);
        const yesterday = startOfDay(startOfDay(read.summary.at, timeZone) - 1, timeZone);
        return {
          at: read.summary.at,
          sentence: overviewSentence(read.summary, needs.length),
          summary: read.summary,
          needs,
          progress: await inProgress(context, caller.schoolId),
          changed: await changedSince(context.db, caller.schoolId, yesterday),
        };
      },
    }),
  ];
}
