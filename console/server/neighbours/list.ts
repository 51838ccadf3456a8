/** Reading what was seen. */
import { sql } from 'kysely';
import * as z from 'zod';
import type { Neighbour, neighbourQuery } from '../../../shared/protocol/api/neighbours.ts';
import { type Db, pageOf, readCursor, saysAll, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { askedOfGroups } from '../policies/index.ts';

const place = z.tuple([z.int(), z.string().max(60)]);
const mostNamed = 5;

const shown = (db: Tx, schoolId: string) =>
  db
    .selectFrom('neighbour')
    .leftJoin('device', 'device.id', 'neighbour.device_id')
    .leftJoin('asset', 'asset.id', 'neighbour.asset_id')
    .selectAll('neighbour')
    .select(['device.name as device_name', 'asset.tag as asset_tag'])
    .where('neighbour.school_id', '=', schoolId);
type Shown = Awaited<ReturnType<ReturnType<typeof shown>['executeTakeFirstOrThrow']>>;

const narrowed = {
  todo: sql<boolean>`neighbour.decision in ('open', 'look') and neighbour.device_id is null`,
  ours: sql<boolean>`neighbour.decision = 'ours'`,
  visitor: sql<boolean>`neighbour.decision = 'visitor'`,
  look: sql<boolean>`neighbour.decision = 'look'`,
  managed: sql<boolean>`neighbour.device_id is not null`,
  all: sql<boolean>`1 = 1`,
};

export async function listNeighbours(db: Db, schoolId: string, query: z.output<typeof neighbourQuery>) {
  const before = readCursor(query.cursor, place);
  const kind = narrowed[query.show];
  const said = saysAll(query.search, sql`neighbour.search_text`);
  const found = await shown(db, schoolId)
    .where(kind)
    .where(said)
    .$if(before !== undefined, some =>
      some.where(sql<boolean>`(neighbour.last_seen_at, neighbour.id) < (${before?.[0]}, ${before?.[1]})`),
    )
    .orderBy('neighbour.last_seen_at', 'desc')
    .orderBy('neighbour.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const { all } = await db
    .selectFrom('neighbour')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where(kind)
    .where(said)
    .executeTakeFirstOrThrow();
  const seen = await sightings(
    db,
    found.map(({ id }) => id),
  );
  const assets = await assetsNamed(db, schoolId, found);
  const page = pageOf(
    found,
    query.limit,
    row => present(row, seen.get(row.id) ?? [], assets),
    row => [row.last_seen_at, row.id],
  );
  return { ...page, total: Number(all), watching: await isWatching(db, schoolId) };
}

/** Throws `neighbour.not_found`. */
export async function readNeighbour(db: Tx, schoolId: string, id: string): Promise<Neighbour> {
  const row = await shown(db, schoolId).where('neighbour.id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('neighbour');
  const assets = await assetsNamed(db, schoolId, [row]);
  return present(row, (await sightings(db, [id])).get(id) ?? [], assets);
}

interface Sighting {
  neighbour_id: string;
  device_id: string;
  last_at: number;
  name: string;
}

async function sightings(db: Tx, ids: readonly string[]): Promise<Map<string, Sighting[]>> {
  if (ids.length === 0) return new Map();
  const found = await db
    .selectFrom('neighbour_sighting')
    .innerJoin('device', 'device.id', 'neighbour_sighting.device_id')
    .select(['neighbour_id', 'device_id', 'last_at', 'device.name'])
    .where('neighbour_id', 'in', ids)
    .orderBy('last_at', 'desc')
    .orderBy('device_id')
    .execute();
  return Map.groupBy(found, one => one.neighbour_id);
}

/** Whether any group's policy names a network. */
async function isWatching(db: Tx, schoolId: string): Promise<boolean> {
  const asked = await askedOfGroups(db, schoolId, 'firewall');
  return asked.some(({ policy }) => {
    const { mode, neighbourNetworks } = (policy ?? {}) as { mode?: string; neighbourNetworks?: unknown[] };
    return mode !== 'off' && (neighbourNetworks?.length ?? 0) > 0;
  });
}

/** Those that nobody has decided about yet; what is to be looked into counts among them. */
export async function countUndecided(db: Tx, schoolId: string): Promise<number> {
  const { all } = await db
    .selectFrom('neighbour')
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where(narrowed.todo)
    .executeTakeFirstOrThrow();
  return Number(all);
}

type Named = ReadonlyMap<string, { id: string; tag: string }>;

/** `STAFFROOM-PRINTER.school.lan` is called `staffroom-printer` in the register. */
const calledOf = ({ name }: Pick<Shown, 'name'>) => name?.split('.')[0]?.trim().toLowerCase() || undefined;

const isOpen = (row: Shown) => row.asset_id === null && row.device_id === null && row.decision !== 'visitor';

/** Assets that are called as these are, by tag or by name. */
async function assetsNamed(db: Tx, schoolId: string, rows: readonly Shown[]): Promise<Named> {
  const names = rows.filter(isOpen).flatMap(row => calledOf(row) ?? []);
  if (names.length === 0) return new Map();
  const found = await db
    .selectFrom('asset')
    .select(['id', 'tag', 'name'])
    .where('school_id', '=', schoolId)
    .where('state', 'not in', ['disposed', 'returned_to_owner'])
    .where(eb => eb.or([eb(eb.fn('lower', ['tag']), 'in', names), eb(eb.fn('lower', ['name']), 'in', names)]))
    .orderBy('id')
    .execute();
  const named = new Map<string, { id: string; tag: string }>();
  for (const { id, tag, name } of found)
    for (const called of [name, tag]) if (called !== null) named.set(called.toLowerCase(), { id, tag });
  return named;
}

function present(row: Shown, seen: readonly Sighting[], assets: Named): Neighbour {
  const { id, name, address, maker, note } = row;
  return {
    ...{ id, name, address, maker, note },
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    seenBy: seen.slice(0, mostNamed).map(one => ({ id: one.device_id, name: one.name, at: one.last_at })),
    seenByCount: seen.length,
    device: row.device_id === null ? null : { id: row.device_id, name: row.device_name ?? '' },
    asset: row.asset_id === null ? null : { id: row.asset_id, tag: row.asset_tag ?? '' },
    proposed: (isOpen(row) && assets.get(calledOf(row) ?? '')) || null,
    decision: row.decision as Neighbour['decision'],
    decided:
      row.decided_at === null || row.decided_by === null ? null : { by: row.decided_by, at: row.decided_at },
  };
}
