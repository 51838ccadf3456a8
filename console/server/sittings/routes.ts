/** Times of sign-ins at one device. Whoever looks is in the audit log. No file is given: in it they would outlive their days. */
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import { type SittingMoment, sittingList } from '../../../shared/protocol/api/sittings.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor } from '../database/index.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { notFound } from '../errors.ts';
import { keptDays } from '../retention/index.ts';
import { type RouteSpec, route } from '../route.ts';

const params = z.object({ id: z.string().max(60) });
const place = z.tuple([z.int(), z.string().max(60)]);
/** A page that refreshes itself is one look. */
const lookMs = 3600_000;

export function routes(context: Context): RouteSpec[] {
  const { db, now, audit } = context;
  const looks = new Map<string, number>();
  const isNewLook = (who: string, deviceId: string) => {
    const key = `${who} ${deviceId}`;
    for (const [old, at] of looks) if (now() - at >= lookMs) looks.delete(old);
    if (looks.has(key)) return false;
    looks.set(key, now());
    return true;
  };
  return [
    route({
      method: 'get',
      path: '/devices/{id}/sittings',
      summary: 'When people signed in, locked, unlocked and signed out, newest first and without names',
      permission: 'sittings.read',
      params,
      query: pageQuery,
      response: sittingList,
      async handle({ caller, params: { id }, query }) {
        const device = await findDeviceRecord(db, id);
        if (device === undefined || device.school_id !== caller.schoolId) throw notFound('device');
        const before = readCursor(query.cursor, place);
        const found = await db
          .selectFrom('sitting_moment')
          .selectAll()
          .where('device_id', '=', id)
          .$if(before !== undefined, select =>
            select.where(eb =>
              eb(eb.refTuple('at', 'id'), '<', eb.tuple(before?.[0] ?? 0, before?.[1] ?? '')),
            ),
          )
          .orderBy('at', 'desc')
          .orderBy('id', 'desc')
          .limit(query.limit + 1)
          .execute();
        if (found.length > 0 && isNewLook(caller.id, id)) {
          const entry = { subject: id, facts: { name: device.name } };
          await db.transaction().execute(tx => audit.record(tx, caller, 'sittings.seen', entry));
        }
        const page = pageOf(found, query.limit, present, row => [row.at, row.id]);
        return { ...page, keptDays: await keptDays(db, caller.schoolId, 'sittings', now()) };
      },
    }),
  ];
}

interface Row extends Omit<SittingMoment, 'what' | 'exact' | 'kind' | 'account'> {
  what: string;
  exact: number;
  kind: string;
  account: string;
}

/** Each was checked when it came. */
function present({ id, sitting, what, at, exact, kind, account, person }: Row): SittingMoment {
  return { id, sitting, what, at, exact: exact === 1, kind, account, person } as SittingMoment;
}
