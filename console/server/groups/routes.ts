/** Groups of devices: what a policy and an enrolment code are for. */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import { group, groupInput, groupList } from '../../../shared/protocol/api/devices.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import type { Caller, RouteSpec } from '../route.ts';
import { route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { groupSheet } from './sheet.ts';
import { changeGroup, deleteGroup, findGroup, insertGroup, listGroups } from './store.ts';

const params = z.object({ id: z.string().max(60) });
const place = z.tuple([z.string(), z.string()]);

export function routes(context: Context): RouteSpec[] {
  const { db, audit, events, now } = context;
  const told = (caller: Caller) => events.nudge(caller.schoolId, ['groups', 'devices', 'software']);
  return [
    ...withSheet(context, groupSheet, {
      method: 'get',
      path: '/groups',
      summary: 'Groups with how many devices each has',
      permission: 'groups.read',
      query: pageQuery,
      response: groupList,
      async handle({ caller, query }) {
        const found = await listGroups(db, caller.schoolId, {
          after: readCursor(query.cursor, place),
          limit: query.limit + 1,
        });
        return pageOf(
          found,
          query.limit,
          row => row,
          row => [row.name, row.id],
        );
      },
    }),
    route({
      method: 'post',
      path: '/groups',
      summary: 'Make a group',
      permission: 'groups.edit',
      body: groupInput,
      response: group,
      status: 201,
      async handle({ caller, body }) {
        const id = randomUUIDv7();
        await db.transaction().execute(async tx => {
          await insertGroup(tx, { id, schoolId: caller.schoolId, ...body, at: now() });
          await audit.record(tx, caller, 'group.created', {
            subject: id,
            facts: { name: body.name },
          });
        });
        told(caller);
        return findGroup(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'patch',
      path: '/groups/{id}',
      summary: 'Rename a group, or say whose its computers are',
      permission: 'groups.edit',
      params,
      body: groupInput,
      response: group,
      async handle({ caller, params: { id }, body }) {
        await db.transaction().execute(async tx => {
          const before = await findGroup(tx, caller.schoolId, id);
          const { name, ownDevices = before.ownDevices } = body;
          await changeGroup(tx, caller.schoolId, id, body);
          if (name !== before.name)
            await audit.record(tx, caller, 'group.renamed', {
              subject: id,
              facts: { name, before: before.name },
            });
          if (ownDevices !== before.ownDevices)
            await audit.record(tx, caller, 'group.owner_changed', {
              subject: id,
              facts: { name, whose: ownDevices ? 'people’s own' : 'the school’s' },
            });
        });
        told(caller);
        return findGroup(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'delete',
      path: '/groups/{id}',
      summary: 'Delete a group that has no devices',
      permission: 'groups.edit',
      params,
      response: null,
      async handle({ caller, params: { id } }) {
        await db.transaction().execute(async tx => {
          const before = await findGroup(tx, caller.schoolId, id);
          await deleteGroup(tx, caller.schoolId, before, now());
          await audit.record(tx, caller, 'group.deleted', { subject: id, facts: { name: before.name } });
        });
        told(caller);
      },
    }),
  ];
}
