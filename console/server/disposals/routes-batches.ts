/** `/disposals/batches` and `/disposals/contractors`: who collects what, and the papers of it. */
import * as z from 'zod';
import {
  batchInput,
  batchPatch,
  certificateInput,
  contractorInput,
  freedInput,
  handoverInput,
  paidInput,
  paperInput,
  whyInput,
} from '../../../shared/protocol/api/disposal-inputs.ts';
import { batch, contractorList, uploaded } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import { findFile, readBytes } from '../files/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { cancelBatch, changeBatch, createBatch } from './batches.ts';
import { endContractor, listContractors, saveContractor } from './contractors.ts';
import { sayFreed, sayPaid } from './freed.ts';
import { signHandover } from './handover.ts';
import { takeFile } from './kept-files.ts';
import { manifestFile, packFile, receiptFile } from './pack.ts';
import { addCertificate, addPaper, closeBatch } from './papers.ts';
import { presentBatch } from './present.ts';
import { acceptPaper, withdrawCertificate } from './put-right.ts';
import { contractorSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function batchRoutes(context: Context): RouteSpec[] {
  return [...contractors(context), ...making(context), ...evidence(context), ...files(context)];
}

function contractors(context: Context): RouteSpec[] {
  const list = async (schoolId: string) => ({ items: await listContractors(context, schoolId), next: null });
  return [
    ...withSheet(context, contractorSheet, {
      method: 'get',
      path: '/disposals/contractors',
      summary: 'Companies that collect, with what has run out or soon will',
      permission: 'disposals.read',
      response: contractorList,
      handle: ({ caller }) => list(caller.schoolId),
    }),
    route({
      method: 'post',
      path: '/disposals/contractors',
      summary: 'Enter a company that collects',
      permission: 'disposals.edit',
      body: contractorInput,
      response: contractorList,
      status: 201,
      async handle({ caller, body }) {
        await saveContractor(context, caller, null, body);
        return list(caller.schoolId);
      },
    }),
    route({
      method: 'put',
      path: '/disposals/contractors/{id}',
      summary: 'Enter what is new about a company',
      permission: 'disposals.edit',
      params,
      body: contractorInput,
      response: contractorList,
      async handle({ caller, params: { id }, body }) {
        await saveContractor(context, caller, id, body);
        return list(caller.schoolId);
      },
    }),
    route({
      method: 'post',
      path: '/disposals/contractors/{id}/end',
      summary: 'Give nothing to this company any more',
      permission: 'disposals.edit',
      params,
      response: contractorList,
      async handle({ caller, params: { id } }) {
        await endContractor(context, caller, id);
        return list(caller.schoolId);
      },
    }),
  ];
}

function making(context: Context): RouteSpec[] {
  const changing = { permission: 'disposals.edit', params, response: batch } as const;
  return [
    route({
      method: 'post',
      path: '/disposals/batches',
      summary: 'Plan what leaves: with a company whose papers are in date, sold, or given away',
      permission: 'disposals.edit',
      body: batchInput,
      response: batch,
      status: 201,
      async handle({ caller, body }) {
        return presentBatch(context, caller.schoolId, await createBatch(context, caller, body));
      },
    }),
    route({
      method: 'get',
      path: '/disposals/batches/{id}',
      summary: 'One collection, thing by thing, with what is missing',
      permission: 'disposals.read',
      params,
      response: batch,
      handle: ({ caller, params: { id } }) => presentBatch(context, caller.schoolId, id),
    }),
    route({
      ...changing,
      method: 'patch',
      path: '/disposals/batches/{id}',
      summary: 'Change who collects, when, or what',
      body: batchPatch,
      async handle({ caller, params: { id }, body }) {
        await changeBatch(context, caller, id, body);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/batches/{id}/cancel',
      summary: 'Cancel a collection; its things can go with another',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        await cancelBatch(context, caller, id, body.reason);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/batches/{id}/hand-over',
      summary: 'Sign at the van: receipt and acceptance of responsibility, frozen with a SHA-256',
      body: handoverInput,
      async handle({ caller, params: { id }, body }) {
        await signHandover(context, caller, id, body);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...changing,
      method: 'post',
      path: '/disposals/batches/{id}/close',
      summary: 'Close for good; refused while anything is missing',
      async handle({ caller, params: { id } }) {
        await closeBatch(context, caller, id);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
  ];
}

function evidence(context: Context): RouteSpec[] {
  const adding = { method: 'post', permission: 'disposals.edit', params, response: batch } as const;
  return [
    route({
      ...adding,
      path: '/disposals/batches/{id}/papers',
      summary: 'Enter a waste transfer or consignment note',
      body: paperInput,
      async handle({ caller, params: { id }, body }) {
        await addPaper(context, caller, id, body);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...adding,
      path: '/disposals/batches/{id}/freed',
      summary:
        'Say of things that licences are given back, accounts and device entries removed; frees their seats',
      body: freedInput,
      async handle({ caller, params: { id }, body }) {
        await sayFreed(context, caller, id, body);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...adding,
      path: '/disposals/batches/{id}/paid',
      summary: 'Enter how what was sold is paid for',
      body: paidInput,
      async handle({ caller, params: { id }, body }) {
        await sayPaid(context, caller, id, body.note);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...adding,
      path: '/disposals/batches/{id}/certificates',
      summary:
        'Enter a certificate whose file was sent; its serials are matched with this collection’s storage',
      body: certificateInput,
      async handle({ caller, params: { id }, body }) {
        await addCertificate(context, caller, id, body);
        return presentBatch(context, caller.schoolId, id);
      },
    }),
    route({
      ...adding,
      path: '/disposals/papers/{id}/accept',
      summary: 'Accept a waste paper that does not fit the collection, and say why',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        const batchId = await acceptPaper(context, caller, id, body.reason);
        return presentBatch(context, caller.schoolId, batchId);
      },
    }),
    route({
      ...adding,
      path: '/disposals/certificates/{id}/withdraw',
      summary: 'Say that a certificate is wrong: it stays to be read and proves nothing any more',
      body: whyInput,
      async handle({ caller, params: { id }, body }) {
        const batchId = await withdrawCertificate(context, caller, id, body.reason);
        return presentBatch(context, caller.schoolId, batchId);
      },
    }),
  ];
}

const named = z.strictObject({ name: z.string().min(1, 'Give the file a name').max(200) });

function files(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/disposals/files',
      summary: 'Send the file of a certificate or note: PDF, PNG, JPEG or text, at most 15 MB',
      permission: 'disposals.edit',
      query: named,
      takes: 'file',
      response: uploaded,
      status: 201,
      handle: ({ caller, query, upload }) => takeFile(context, caller, query.name, upload),
    }),
    route({
      method: 'get',
      path: '/disposals/files/{id}',
      summary: 'A kept file, as it came',
      permission: 'disposals.read',
      params,
      response: null,
      gives: 'file',
      async handle({ caller, params: { id } }) {
        const row = await findFile(context.db, caller.schoolId, 'disposals', id);
        return { name: row.name, type: row.type, bytes: await readBytes(context, row) };
      },
    }),
    route({
      method: 'get',
      path: '/disposals/batches/{id}/pack',
      summary: 'The disposal pack: one page a device with each certificate behind it',
      permission: 'disposals.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => packFile(context, caller, id),
    }),
    route({
      method: 'get',
      path: '/disposals/batches/{id}/receipt',
      summary: 'The receipt as it was signed, for whoever took the things',
      permission: 'disposals.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => receiptFile(context, caller, id),
    }),
    route({
      method: 'get',
      path: '/disposals/batches/{id}/manifest',
      summary: 'The same for programs, with the SHA-256 of every file',
      permission: 'disposals.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => manifestFile(context, caller, id),
    }),
  ];
}
