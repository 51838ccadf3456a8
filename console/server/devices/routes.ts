/** Devices, their software and their history. */
import * as z from 'zod';
import {
  device,
  deviceList,
  devicePatch,
  deviceQuery,
  historyList,
  historyQuery,
  softwareList,
  softwareQuery,
} from '../../../shared/protocol/api/devices.ts';
import { assetsOf } from '../assets/index.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { findDevice, listSoftware, readDevice } from './detail.ts';
import { changeDevice } from './edit.ts';
import { readHistory } from './history.ts';
import { listDevices } from './list.ts';
import { exceptionEnds, presentRow, reasonsOf } from './present.ts';
import { deviceSheet, deviceSoftwareSheet, historySheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, deviceSheet, {
      method: 'get',
      path: '/devices',
      summary: 'Devices: paged by cursor, sorted, filtered and searched',
      permission: 'devices.read',
      query: deviceQuery,
      response: deviceList,
      async handle({ caller, query }) {
        const { rows, next, total } = await listDevices(db, caller.schoolId, query);
        const ids = rows.map(row => row.id);
        const reasons = await reasonsOf(db, ids);
        const excepted = await exceptionEnds(db, caller.schoolId, context.now(), ids);
        const assets = await assetsOf(db, ids);
        const items = rows.map(row =>
          presentRow(row, {
            ...{ reasons: reasons.get(row.id), connected: context.presence.isConnected(row.id) },
            ...{ excepted: excepted.get(row.id), asset: assets.get(row.id) },
          }),
        );
        return { items, next, total };
      },
    }),
    route({
      method: 'get',
      path: '/devices/{id}',
      summary: 'One device with its findings, hardware and system',
      permission: 'devices.read',
      params,
      response: device,
      handle: ({ caller, params: { id } }) => readDevice(context, caller.schoolId, id),
    }),
    route({
      method: 'patch',
      path: '/devices/{id}',
      summary: 'Rename a device or move it to another group',
      permission: 'devices.edit',
      params,
      body: devicePatch,
      response: device,
      async handle({ caller, params: { id }, body }) {
        await changeDevice(context, caller, id, body);
        return readDevice(context, caller.schoolId, id);
      },
    }),
    ...withSheet(context, deviceSoftwareSheet, {
      method: 'get',
      path: '/devices/{id}/software',
      summary: 'Software installed on a device',
      permission: 'devices.read',
      params,
      query: softwareQuery,
      response: softwareList,
      async handle({ caller, params: { id }, query }) {
        await findDevice(db, caller.schoolId, id);
        return listSoftware(db, id, query);
      },
    }),
    ...withSheet(context, historySheet, {
      method: 'get',
      path: '/devices/{id}/history',
      summary:
        'What changed on a device and what it did, newest first; with a day, as it was known at its end',
      permission: 'devices.read',
      params,
      query: historyQuery,
      response: historyList,
      async handle({ caller, params: { id }, query }) {
        await findDevice(db, caller.schoolId, id);
        return readHistory(db, caller.schoolId, id, query);
      },
    }),
  ];
}
