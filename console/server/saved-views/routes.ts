/** `/saved-views`: everybody has their own. What a link to one opens needs no saving. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import {
  type SavedView,
  savedView,
  savedViewInput,
  savedViewList,
} from '../../../shared/protocol/api/saved-views.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { savedViewSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });
const most = 30;

export function routes(context: Context): RouteSpec[] {
  const { db, now } = context;
  return [
    ...withSheet(context, savedViewSheet, {
      method: 'get',
      path: '/saved-views',
      summary: 'Your own views of lists, by name',
      permission: 'session.own',
      response: savedViewList,
      handle: async ({ caller }) => ({ items: await listViews(db, caller), next: null }),
    }),
    route({
      method: 'post',
      path: '/saved-views',
      summary: 'Keep a view of a list under a name, or write that name anew',
      permission: 'session.own',
      body: savedViewInput,
      response: savedView,
      status: 201,
      handle: ({ caller, body }) => db.transaction().execute(tx => saveView(tx, caller, body, now())),
    }),
    route({
      method: 'delete',
      path: '/saved-views/{id}',
      summary: 'Forget one of your views',
      permission: 'session.own',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        const gone = await db
          .deleteFrom('saved_view')
          .where('school_id', '=', caller.schoolId)
          .where('owner', '=', caller.id)
          .where('id', '=', id)
          .executeTakeFirst();
        if (Number(gone.numDeletedRows) === 0) throw notFound('view');
      },
    }),
  ];
}

const listViews = async (db: Tx, { schoolId, id }: Caller): Promise<SavedView[]> => {
  const found = await db
    .selectFrom('saved_view')
    .select(['id', 'list', 'name', 'query'])
    .where('school_id', '=', schoolId)
    .where('owner', '=', id)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return found.flatMap(row => savedView.safeParse(row).data ?? []);
};

/** Throws `view.too_many`. */
async function saveView(
  tx: Tx,
  caller: Caller,
  { list, name, query }: z.output<typeof savedViewInput>,
  at: number,
): Promise<SavedView> {
  await lockSchool(tx, caller.schoolId);
  const mine = (await listViews(tx, caller)).filter(one => one.list === list);
  const same = mine.find(one => one.name === name);
  if (same !== undefined) {
    await tx.updateTable('saved_view').set({ query }).where('id', '=', same.id).execute();
    return { ...same, query };
  }
  if (mine.length >= most)
    throw conflict(
      'view.too_many',
      `You have ${most} views of this list, which is the most. Forget one of them first.`,
    );
  const id = randomUUIDv7();
  const { schoolId: school_id, id: owner } = caller;
  await tx
    .insertInto('saved_view')
    .values({ id, school_id, owner, list, name, query, created_at: at })
    .execute();
  return { id, list, name, query };
}
