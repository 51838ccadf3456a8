/** `/neighbours`: other devices on the school's networks. */
import * as z from 'zod';
import * as api from '../../../shared/protocol/api/neighbours.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { decide } from './decide.ts';
import { importNeighbours } from './import.ts';
import { listNeighbours, readNeighbour } from './list.ts';
import { neighbourSheet } from './sheet.ts';

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, neighbourSheet, {
      method: 'get',
      path: '/neighbours',
      summary: 'Other devices that were seen on the school’s networks, the last seen first',
      permission: 'neighbours.read',
      query: api.neighbourQuery,
      response: api.neighbourList,
      handle: ({ caller, query }) => listNeighbours(db, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/neighbours/{id}/decision',
      summary: 'Say whose device it is; said again, it is taken back',
      permission: 'neighbours.edit',
      params: z.object({ id: z.string().max(60) }),
      body: api.neighbourDecide,
      response: api.neighbour,
      async handle({ caller, params: { id }, body }) {
        await decide(context, caller, id, body);
        return readNeighbour(db, caller.schoolId, id);
      },
    }),
    route({
      method: 'post',
      path: '/neighbours/import',
      summary:
        'Bring a list of DHCP leases, a table of neighbours or CSV; without `apply` it only says what would happen',
      permission: 'neighbours.edit',
      body: api.neighbourImportInput,
      response: api.neighbourImported,
      handle: ({ caller, body }) => importNeighbours(context, caller, body),
    }),
  ];
}
