/** Reading the inbox, with what helps to decide. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod';
import type { RequestView, requestQuery } from '../../../shared/protocol/api/requests.ts';
import { type Request, request as requestSchema } from '../../../shared/protocol/request.ts';
import type { Context } from '../context.ts';
import { type Database, pageOf, readCursor, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { refusersAmong } from '../notices/index.ts';
import { readSchool } from '../schools/index.ts';
import { outcomeOf, whatCame, whyItStands } from './outcome.ts';
import { factsOf, titleOf } from './words.ts';

export type RequestRow = Selectable<Database['request']>;

const place = z.tuple([z.int(), z.string()]);
const mostBefore = 3;

export const bodyOf = (row: Pick<RequestRow, 'body'>): Request => requestSchema.parse(JSON.parse(row.body));

/** Throws `request.not_found`. */
export async function findRequest(tx: Tx, schoolId: string, id: string): Promise<RequestRow> {
  const row = await tx
    .selectFrom('request')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('request');
  return row;
}

/** What waits comes oldest first, what was decided newest first. */
export async function listRequests(context: Context, schoolId: string, query: z.output<typeof requestQuery>) {
  const { db } = context;
  const after = readCursor(query.cursor, place);
  const waiting = query.state === 'waiting';
  const at = sql<number>`${sql.ref(waiting ? 'made_at' : 'decided_at')}`;
  const sign = sql.raw(waiting ? '>' : '<');
  const found = await db
    .selectFrom('request')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', waiting ? '=' : '!=', 'waiting')
    .$if(query.kind !== undefined, some => some.where('kind', '=', query.kind ?? ''))
    .$if(after !== undefined, some =>
      some.where(sql<boolean>`(${at}, id) ${sign} (${after?.[0]}, ${after?.[1]})`),
    )
    .orderBy(at, waiting ? 'asc' : 'desc')
    .orderBy('id', waiting ? 'asc' : 'desc')
    .limit(query.limit + 1)
    .execute();
  const shown = await present(context, schoolId, found);
  return {
    ...pageOf(
      found,
      query.limit,
      row => shown.get(row.id) as RequestView,
      row => [(waiting ? row.made_at : row.decided_at) ?? 0, row.id],
    ),
    waiting: await countWaiting(db, schoolId),
  };
}

export async function countWaiting(tx: Tx, schoolId: string): Promise<number> {
  const { all } = await tx
    .selectFrom('request')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(all);
}

/** Throws `request.not_found`. */
export async function readRequest(context: Context, schoolId: string, id: string): Promise<RequestView> {
  const row = await findRequest(context.db, schoolId, id);
  return (await present(context, schoolId, [row])).get(id) as RequestView;
}

async function present(
  { db, presence, now }: Context,
  schoolId: string,
  rows: readonly RequestRow[],
): Promise<Map<string, RequestView>> {
  const helps = await gather(db, schoolId, rows);
  const came = await whatCame(db, rows);
  const saidNoTo = await refusersAmong(
    db,
    schoolId,
    now(),
    rows.map(row => row.person),
  );
  return new Map(
    rows.map(row => {
      const body = bodyOf(row);
      const device = helps.devices.get(row.device_id ?? '');
      const hash = body.kind === 'media' ? body.media.serialHash : null;
      const view: RequestView = {
        id: row.id,
        kind: body.kind,
        title: titleOf(body),
        person: row.person,
        reason: row.reason,
        device:
          device === undefined
            ? null
            : {
                id: device.id,
                name: device.name,
                group: device.groupName,
                connected: presence.isConnected(device.id),
              },
        facts: [...factsOf(body, helps.registered.get(hash ?? '')), ...rulesFact(saidNoTo(row.person))],
        before: beforeOf(row, helps),
        state: row.status as RequestView['state'],
        madeAt: row.made_at,
        madeBy: row.made_by,
        decidedAt: row.decided_at,
        decidedBy: row.decided_by,
        answer: row.answer,
        outcome: outcomeOf(row, came),
        canTakeBack: whyItStands(row, came, now()) === null,
        stick:
          body.kind === 'media'
            ? { ...body.media, serial: body.serial, access: body.access, minutes: body.minutes }
            : null,
      };
      return [row.id, view];
    }),
  );
}

/** What whoever asks said of the school's rules decides nothing by itself: who answers is to know it. */
const rulesFact = (title: string | undefined): RequestView['facts'] =>
  title === undefined ? [] : [{ name: 'Rules', value: `said no to “${title}”`, caution: true }];

interface Helps {
  devices: Map<string, { id: string; name: string; groupName: string }>;
  registered: Map<string, { label: string; state: string }>;
  earlier: RequestRow[];
  timeZone: string;
}

async function gather(db: Tx, schoolId: string, rows: readonly RequestRow[]): Promise<Helps> {
  const some = (ids: (string | null)[]) => [...new Set(['', ...ids.filter(id => id !== null)])];
  const devices = await db
    .selectFrom('device')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device_group.name as groupName'])
    .where('device.id', 'in', some(rows.map(row => row.device_id)))
    .execute();
  const hashes = rows.map(bodyOf).map(body => (body.kind === 'media' ? body.media.serialHash : null));
  const registered = await db
    .selectFrom('school_medium')
    .select(['serial_hash', 'label', 'state'])
    .where('school_id', '=', schoolId)
    .where('serial_hash', 'in', some(hashes))
    .execute();
  const earlier = await db
    .selectFrom('request')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'waiting')
    .where(eb =>
      eb.or([
        eb('about', 'in', some(rows.map(row => row.about))),
        eb('person', 'in', some(rows.map(row => row.person))),
      ]),
    )
    .orderBy('decided_at', 'desc')
    .limit(300)
    .execute();
  return {
    devices: new Map(devices.map(one => [one.id, one])),
    registered: new Map(registered.map(one => [one.serial_hash, one])),
    earlier,
    timeZone: (await readSchool(db, schoolId)).timeZone,
  };
}

/** Of this stick or title first, then of this person. */
function beforeOf(row: RequestRow, { earlier, timeZone }: Helps): string[] {
  const others = earlier.filter(
    one => one.id !== row.id && (one.decided_at ?? 0) <= (row.decided_at ?? Infinity),
  );
  const same = others.filter(one => one.about === row.about);
  const person = others.filter(
    one => one.about !== row.about && one.person === row.person && row.person !== '',
  );
  const say = (one: RequestRow, what: string) => {
    const day = new Date(one.decided_at ?? 0).toLocaleDateString('en-GB', {
      ...{ timeZone, day: 'numeric', month: 'short', year: 'numeric' },
    });
    const yes = one.status === 'approved' ? 'approved' : `refused: “${one.answer}”`;
    return `${what}, ${day}: ${yes}`;
  };
  const thing = row.kind === 'media' ? 'This stick' : 'This program';
  return [
    ...same.map(one => say(one, `${thing}, for ${one.person || 'somebody'}`)),
    ...person.map(one => say(one, `${row.person}, ${titleOf(bodyOf(one))}`)),
  ].slice(0, mostBefore);
}

const mostAtOne = 20;

/** What was asked for at one computer since then, newest first: what it is and what became of it, without who asked. */
export async function askedAt(db: Tx, schoolId: string, deviceId: string, since: number) {
  const rows = await db
    .selectFrom('request')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('device_id', '=', deviceId)
    .where('made_at', '>=', since)
    .orderBy('made_at', 'desc')
    .orderBy('id')
    .limit(mostAtOne)
    .execute();
  return rows.map(row => ({
    ...{ id: row.id, title: titleOf(bodyOf(row)), madeAt: row.made_at, answer: row.answer },
    state: row.status as RequestView['state'],
  }));
}
