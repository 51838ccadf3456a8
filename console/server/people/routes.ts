/** People over the API. `/people` are accounts; `/persons` are everybody. */
import * as z from 'zod';
import {
  peopleCheck,
  peopleCheckInput,
  peopleImported,
  peopleImportInput,
  person,
  personInput,
  personList,
  personPatch,
  personQuery,
} from '../../../shared/protocol/api/persons.ts';
import { requireProof } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { changesSignIn, createPerson, patchPerson } from './change.ts';
import { checkPeople, importPeople } from './import.ts';
import { listPersons, readPerson } from './list.ts';
import { personSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, personSheet, {
      method: 'get',
      path: '/persons',
      summary: 'Everybody of the school whom something can be lent to',
      permission: 'persons.read',
      query: personQuery,
      response: personList,
      handle: ({ caller, query }) => listPersons(db, caller.schoolId, query),
    }),
    route({
      method: 'get',
      path: '/persons/{id}',
      summary: 'One person',
      permission: 'persons.read',
      params,
      response: person,
      handle: ({ caller, params: { id } }) => readPerson(db, caller.schoolId, id),
    }),
    route({
      method: 'post',
      path: '/persons',
      summary: 'Enter a person, who needs no account',
      permission: 'persons.edit',
      body: personInput,
      response: person,
      status: 201,
      handle: async ({ caller, body }) =>
        readPerson(db, caller.schoolId, await createPerson(context, caller, body)),
    }),
    route({
      method: 'patch',
      path: '/persons/{id}',
      summary: 'Change a person, or say that they have left',
      permission: 'persons.edit',
      params,
      body: personPatch,
      response: person,
      async handle({ caller, params: { id }, body }) {
        if (await changesSignIn(db, caller, id, body)) await requireProof(context, caller);
        await patchPerson(context, caller, id, body);
        return readPerson(db, caller.schoolId, id);
      },
    }),
    ...importing(context),
  ];
}

function importing(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/persons/import/check',
      summary: 'Say what an import of people from CSV would do; changes nothing',
      permission: 'persons.edit',
      body: peopleCheckInput,
      response: peopleCheck,
      handle: ({ caller, body }) => checkPeople(context, caller, body.text),
    }),
    route({
      method: 'post',
      path: '/persons/import',
      summary: 'Import people from a CSV file that was checked, in one transaction',
      permission: 'persons.edit',
      body: peopleImportInput,
      response: peopleImported,
      handle: ({ caller, body }) => importPeople(context, caller, body),
    }),
  ];
}
