/** `/governors-reports`: what would be kept, what was kept, and both as a PDF. */
import {
  governorLetters,
  governorLettersInput,
  governorsInput,
  governorsParams,
  governorsQuery,
  governorsReport,
  governorsReportKept,
  governorsReports,
  keptGovernorsReport,
} from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { draftReport } from './draft.ts';
import { headKeeps, mayKeep } from './keeper.ts';
import { changeLetters, showLetters } from './letter-settings.ts';
import { draftPdf, keptPdf } from './pdf.ts';
import { sheetOf } from './sheet.ts';
import { keepReport, listReports, readReport } from './store.ts';

const permission = 'promises.read';
const path = '/governors-reports';

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      ...{ method: 'get', path, permission: 'reports.read', response: governorsReports },
      summary: 'The reports to the governors that were kept, newest first',
      handle: async ({ caller }) => ({
        ...{ items: await listReports(db, caller.schoolId), next: null },
        mayKeep: await mayKeep(db, caller),
      }),
    }),
    route({
      ...{ method: 'post', path, permission: 'governors.keep', status: 201 },
      ...{ body: governorsInput, response: keptGovernorsReport },
      summary: 'Keep the report of one kept day for good, with the headteacher’s comment and recommendation',
      handle: ({ caller, body: { day, ...words } }) =>
        keepReport(context, caller, async tx => {
          if (!(await mayKeep(tx, caller))) throw headKeeps();
          return draftReport(tx, caller.schoolId, day, words);
        }),
    }),
    route({
      ...{ method: 'get', path: `${path}/preview`, permission, query: governorsQuery },
      response: governorsReport,
      summary: 'The report of one kept day as it would be kept: no person, no computer, no number under five',
      handle: ({ caller, query }) => draftReport(db, caller.schoolId, query.day),
    }),
    route({
      ...{ method: 'get', path: `${path}/preview/pdf`, permission, query: governorsQuery },
      ...{ response: null, gives: 'file' },
      summary: 'The same as a PDF, marked as a draft',
      handle: async ({ caller, query }) => draftPdf(await draftReport(db, caller.schoolId, query.day)),
    }),
    route({
      ...{ method: 'get', path: `${path}/letters`, permission: 'governors.keep', response: governorLetters },
      summary: 'To whom a kept report and the headteacher’s week go by e-mail, and when',
      handle: ({ caller }) => showLetters(context, caller.schoolId),
    }),
    route({
      ...{ method: 'put', path: `${path}/letters`, permission: 'governors.keep' },
      ...{ body: governorLettersInput, response: governorLetters },
      summary: 'Change to whom a kept report and the headteacher’s week go by e-mail, and when',
      async handle({ caller, body }) {
        await changeLetters(context, caller, body);
        return showLetters(context, caller.schoolId);
      },
    }),
    route({
      ...{ method: 'get', path: `${path}/{number}`, permission: 'reports.read', params: governorsParams },
      response: governorsReportKept,
      summary: 'A kept report as it was kept',
      async handle({ caller, params }) {
        const { head, hash, report } = await readReport(db, caller.schoolId, params.number);
        return { ...head, hash, report };
      },
    }),
    route({
      ...{ method: 'get', path: `${path}/{number}/csv`, permission: 'reports.read', params: governorsParams },
      ...{ response: null, gives: 'file' },
      summary: 'A kept report as CSV, one line a figure',
      handle: async ({ caller, params }) => sheetOf(await readReport(db, caller.schoolId, params.number)),
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
