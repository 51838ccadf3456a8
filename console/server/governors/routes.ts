/** `/governors-reports`: what would be kept, what was kept, and both as a PDF. */
import {
  governorsInput,
  governorsParams,
  governorsQuery,
  governorsReport,
  governorsReports,
  keptGovernorsReport,
} from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { draftReport } from './draft.ts';
import { draftPdf, keptPdf } from './pdf.ts';
import { keepReport, listReports, readReport } from './store.ts';

const permission = 'promises.read';
const path = '/governors-reports';

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      ...{ method: 'get', path, permission: 'reports.read', response: governorsReports },
      summary: 'The reports to the governors that were kept, newest first',
      handle: async ({ caller }) => ({ items: await listReports(db, caller.schoolId), next: null }),
    }),
    route({
      ...{ method: 'post', path, permission: 'governors.keep', status: 201 },
      ...{ body: governorsInput, response: keptGovernorsReport },
      summary: 'Keep the report of one kept day for good, with the headteacher’s comment',
      handle: async ({ caller, body }) => {
        const report = await draftReport(context, caller.schoolId, body.day, body.comment);
        return keepReport(context, caller, report);
      },
    }),
    route({
      ...{ method: 'get', path: `${path}/preview`, permission, query: governorsQuery },
      response: governorsReport,
      summary: 'The report of one kept day as it would be kept: no person, no computer, no number under five',
      handle: ({ caller, query }) => draftReport(context, caller.schoolId, query.day),
    }),
    route({
      ...{ method: 'get', path: `${path}/preview/pdf`, permission, query: governorsQuery },
      ...{ response: null, gives: 'file' },
      summary: 'The same as a PDF, marked as a draft',
      handle: async ({ caller, query }) => draftPdf(await draftReport(context, caller.schoolId, query.day)),
    }),
    route({
      ...{ method: 'get', path: `${path}/{number}/pdf`, permission: 'reports.read', params: governorsParams },
      ...{ response: null, gives: 'file' },
      summary: 'A kept report as a PDF of one to four pages',
      handle: async ({ caller, params }) =>
        keptPdf(context, caller.schoolId, await readReport(db, caller.schoolId, params.number)),
    }),
  ];
}
