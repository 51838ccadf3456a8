/** The school's own details. */
import { schoolInput, session, stateWordsInput } from '../../../shared/protocol/api/accounts.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { readSchool } from './index.ts';
import { changeStateWords } from './state-words.ts';

const view = session.shape.school;

export function routes(context: Context): RouteSpec[] {
  const { db, audit, events } = context;
  return [
    route({
      method: 'get',
      path: '/school',
      summary: 'The school’s name, time zone and how people reach it',
      permission: 'session.own',
      response: view,
      handle: ({ caller }) => readSchool(db, caller.schoolId),
    }),
    route({
      method: 'patch',
      path: '/school',
      summary: 'Change the school’s name, time zone or how people reach it',
      permission: 'school.edit',
      body: schoolInput.partial(),
      response: view,
      async handle({ caller, body }) {
        const school = await db.transaction().execute(async tx => {
          const next = { ...(await readSchool(tx, caller.schoolId)), ...body };
          await tx
            .updateTable('school')
            .set({ name: next.name, time_zone: next.timeZone, contact: next.contact })
            .where('id', '=', caller.schoolId)
            .execute();
          await audit.record(tx, caller, 'school.changed', {
            facts: { name: next.name, timeZone: next.timeZone, contact: next.contact },
          });
          return next;
        });
        events.nudge(caller.schoolId, ['school']);
        return school;
      },
    }),
    route({
      method: 'patch',
      path: '/school/state-words',
      summary:
        'Change what the states of assets are called here; an empty word goes back to the standard one',
      permission: 'school.edit',
      body: stateWordsInput,
      response: view,
      async handle({ caller, body }) {
        await changeStateWords(context, caller, body);
        return readSchool(db, caller.schoolId);
      },
    }),
  ];
}
