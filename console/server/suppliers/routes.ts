/** `/suppliers` and their contracts. */
import * as z from 'zod';
import {
  contractInput,
  supplierInput,
  supplierList,
  supplierPaperQuery,
} from '../../../shared/protocol/api/suppliers.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { addPaper, givePaper, removePaper } from './papers.ts';
import { listSuppliers } from './present.ts';
import { changeContract, enterContract, saveSupplier } from './record.ts';
import { supplierSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const list = (schoolId: string) => listSuppliers(context, schoolId);
  const changed = (schoolId: string) => {
    context.events.nudge(schoolId, ['assets']);
    return list(schoolId);
  };
  const changing = { permission: 'suppliers.edit', response: supplierList } as const;
  return [
    ...withSheet(context, supplierSheet, {
      method: 'get',
      path: '/suppliers',
      summary: 'Suppliers with their contracts, and who handles personal data for the school',
      permission: 'suppliers.read',
      response: supplierList,
      handle: ({ caller }) => list(caller.schoolId),
    }),
    route({
      ...changing,
      method: 'post',
      path: '/suppliers',
      summary: 'Enter a supplier',
      body: supplierInput,
      status: 201,
      async handle({ caller, body }) {
        await saveSupplier(context, caller, null, body);
        return changed(caller.schoolId);
      },
    }),
    route({
      ...changing,
      method: 'put',
      path: '/suppliers/{id}',
      summary: 'Change a supplier as the caller last saw it',
      params,
      body: supplierInput,
      async handle({ caller, params: { id }, body }) {
        await saveSupplier(context, caller, id, body);
        return changed(caller.schoolId);
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/suppliers/{id}/contracts',
      summary: 'Enter a contract with a supplier',
      params,
      body: contractInput,
      status: 201,
      async handle({ caller, params: { id }, body }) {
        await enterContract(context, caller, id, body);
        return changed(caller.schoolId);
      },
    }),
    route({
      ...changing,
      method: 'put',
      path: '/contracts/{id}',
      summary: 'Change a contract as the caller last saw it',
      params,
      body: contractInput,
      async handle({ caller, params: { id }, body }) {
        await changeContract(context, caller, id, body);
        return changed(caller.schoolId);
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/suppliers/{id}/papers',
      summary: 'Add a contract, an agreement or another paper: PDF, PNG, JPEG or text, at most 15 MB',
      params,
      query: supplierPaperQuery,
      takes: 'file',
      status: 201,
      async handle({ caller, params: { id }, query, upload }) {
        await addPaper(context, caller, id, query, upload);
        return changed(caller.schoolId);
      },
    }),
    route({
      method: 'get',
      path: '/supplier-papers/{id}',
      summary: 'A paper of a supplier, as it was kept',
      permission: 'suppliers.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => givePaper(context, caller.schoolId, id),
    }),
    route({
      ...changing,
      method: 'delete',
      path: '/supplier-papers/{id}',
      summary: 'Remove a paper of a supplier for good',
      params,
      async handle({ caller, params: { id } }) {
        await removePaper(context, caller, id);
        return changed(caller.schoolId);
      },
    }),
  ];
}
