/** Stock-takes over the API. */
import * as z from 'zod';
import {
  finishInput,
  photoInput,
  scanInput,
  scanned,
  stockTake,
  stockTakeInput,
  stockTakeItemQuery,
  stockTakeItems,
  stockTakeList,
  takeNoteInput,
  tickInput,
} from '../../../shared/protocol/api/stock-takes.ts';
import type { Context } from '../context.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { noteItem, photoItem } from './about.ts';
import { beginTake, scanCode, tickItem } from './count.ts';
import { finishTake, reopenTake, signTake, withdrawTake } from './finish.ts';
import { listItems, listTakes, readTake } from './read.ts';
import { takeReport } from './report.ts';
import { stockTakeItemSheet, stockTakeSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });
const nothing = z.strictObject({});

export function routes(context: Context): RouteSpec[] {
  return [...reading(context), ...counting(context), ...ending(context)];
}

function reading(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, stockTakeSheet, {
      method: 'get',
      path: '/stock-takes',
      summary: 'Stock-takes with what they found, newest first',
      permission: 'stock_takes.read',
      response: stockTakeList,
      handle: ({ caller }) => listTakes(db, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/stock-takes/{id}',
      summary: 'One stock-take: counts, people, codes that nothing has',
      permission: 'stock_takes.read',
      params,
      response: stockTake,
      handle: ({ caller, params: { id } }) => readTake(context, db, caller, id),
    }),
    route({
      method: 'get',
      path: '/stock-takes/{id}/report',
      summary: 'The report of a stock-take as a PDF: who counted and signed, then the lists',
      permission: 'stock_takes.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => takeReport(context, caller, id),
    }),
    ...withSheet(context, stockTakeItemSheet, {
      method: 'get',
      path: '/stock-takes/{id}/items',
      summary: 'What is expected, found, missing or there unexpectedly, by tag',
      permission: 'stock_takes.read',
      params,
      query: stockTakeItemQuery,
      response: stockTakeItems,
      handle: ({ caller, params: { id }, query }) => listItems(db, caller.schoolId, id, query),
    }),
  ];
}

function counting(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    route({
      method: 'post',
      path: '/stock-takes',
      summary: 'Begin a stock-take of some places, or of everything',
      permission: 'stock_takes.count',
      body: stockTakeInput,
      response: stockTake,
      status: 201,
      handle: async ({ caller, body }) =>
        readTake(context, db, caller, await beginTake(context, caller, body)),
    }),
    route({
      method: 'post',
      path: '/stock-takes/{id}/scan',
      summary: 'Say that a label was read here',
      permission: 'stock_takes.count',
      params,
      body: scanInput,
      response: scanned,
      handle: ({ caller, params: { id }, body }) => scanCode(context, caller, id, body),
    }),
    route({
      method: 'post',
      path: '/stock-takes/{id}/tick',
      summary: 'Say that a thing was seen, or take that back',
      permission: 'stock_takes.count',
      params,
      body: tickInput,
      response: null,
      async handle({ caller, params: { id }, body }) {
        await tickItem(context, caller, id, body);
      },
    }),
    route({
      method: 'post',
      path: '/stock-takes/{id}/note',
      summary: 'Write something of a thing, until the stock-take is signed; empty takes it back',
      permission: 'stock_takes.count',
      params,
      body: takeNoteInput,
      response: null,
      async handle({ caller, params: { id }, body }) {
        await noteItem(context, caller, id, body);
      },
    }),
    route({
      method: 'post',
      path: '/stock-takes/{id}/photos',
      summary:
        'Add a photo of a thing, until the stock-take is signed: PNG or JPEG, at most 15 MB; it loses where it was taken',
      permission: 'stock_takes.count',
      params,
      query: photoInput,
      takes: 'file',
      response: stockTakeItems,
      status: 201,
      async handle({ caller, params: { id }, query, upload }) {
        await photoItem(context, caller, id, query, upload);
        return listItems(db, caller.schoolId, id, { item: query.itemId, limit: 1 });
      },
    }),
  ];
}

/** Each of these ends in how the stock-take stands then. */
function ending(context: Context): RouteSpec[] {
  const verb = (
    name: string,
    summary: string,
    permission: 'stock_takes.count' | 'stock_takes.sign',
    run: (caller: Caller, id: string) => Promise<void>,
  ) =>
    route({
      method: 'post',
      path: `/stock-takes/{id}/${name}`,
      summary,
      permission,
      params,
      body: nothing,
      response: stockTake,
      async handle({ caller, params: { id } }) {
        await run(caller, id);
        return readTake(context, context.db, caller, id);
      },
    });
  return [
    route({
      method: 'post',
      path: '/stock-takes/{id}/finish',
      summary: 'End the counting: what nobody has seen is missing',
      permission: 'stock_takes.count',
      params,
      body: finishInput,
      response: stockTake,
      async handle({ caller, params: { id }, body }) {
        await finishTake(context, caller, id, body.note);
        return readTake(context, context.db, caller, id);
      },
    }),
    verb('reopen', 'Go on counting, while nobody has signed', 'stock_takes.count', (caller, id) =>
      reopenTake(context, caller, id),
    ),
    verb(
      'withdraw',
      'Withdraw a stock-take; the register stays as it is',
      'stock_takes.count',
      (caller, id) => withdrawTake(context, caller, id),
    ),
    verb(
      'sign',
      'Sign as somebody who did not count; things move to where they were found',
      'stock_takes.sign',
      (caller, id) => signTake(context, caller, id),
    ),
  ];
}
