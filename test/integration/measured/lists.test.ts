/**
 * Every list page and every search at the server, in a school with 5,000 devices and a year behind it, on both engines.
 * Prints p50 and p99 of each (the slowest, of whoever is far from its bound), and what the slow ones' plans scan.
 */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { CompiledQuery, type KyselyPlugin, type RootOperationNode, sql } from 'kysely';
import { type Database, type Db, isPostgres } from '../../../console/server/database/index.ts';
import { allRoutes } from '../../../console/server/main-rooms.ts';
import type { RouteSpec } from '../../../console/server/route.ts';
import { askRoutes } from '../../support/ask-routes.ts';
import type { TestContext } from '../../support/console-context.ts';
import { forEachDatabase } from '../../support/databases.ts';
import { aLargeSchool } from '../../support/large-school.ts';

const devices = 5000;
const incidents = 20_000;
const auditLines = 50_000;
/** Of each kind of entry in the newer lists. */
const written = 10_000;
/** Whoever needed less than half of what is allowed every time of these is far from it; the others are asked more often. */
const fewRounds = 25;
const rounds = 100;
const mostListMs = 25;
const mostSearchMs = 50;
/** Adds up all that the school owns, so it is no list. */
const mostUpkeepMs = 200;
const dayMs = 24 * 3600_000;

const titles = [
  'Virus found on',
  'Password shared at',
  'Stick refused at',
  'Lost laptop',
  'Screen left open at',
];

/** A year of incidents: most are closed, some are open. */
async function incidentsOfAYear({ db, schoolId, now }: TestContext): Promise<void> {
  const rows = Array.from({ length: incidents }, (_, at) => {
    const title = `${titles[at % titles.length]} Trolley ${at % devices}`;
    const noticed = now() - Math.floor((at / incidents) * 365 * dayMs);
    const open = at % 50 === 0;
    return {
      ...{ id: randomUUIDv7(), school_id: schoolId, number: at + 1, revision: 1 },
      ...{ category: 'other', title, detail: `What was seen in lesson ${at}, in some sentences. `.repeat(5) },
      ...{ matter: null, device_id: null, device_name: `Trolley ${at % devices}`, source: 'console' },
      ...{
        reporter: 'Tara Tech',
        noticed_at: noticed,
        reported_at: noticed,
        answered_at: open ? null : noticed,
      },
      ...{ status: open ? 'open' : 'closed', due_at: null, done_at: null, closed_at: open ? null : noticed },
      ...{ closed_by: open ? null : 'Tara Tech', outcome: open ? '' : 'Mended and tested.' },
      search_text: `${at + 1} ${title} trolley ${at % devices} tara tech`.toLowerCase(),
    };
  });
  for (let from = 0; from < rows.length; from += 500)
    await db
      .insertInto('incident')
      .values(rows.slice(from, from + 500))
      .execute();
}

async function auditOfAYear({ db, schoolId, now }: TestContext): Promise<void> {
  const last = await db
    .selectFrom('audit')
    .select(eb => eb.fn.max('number').as('n'))
    .executeTakeFirst();
  const first = Number(last?.n ?? 0) + 1;
  const rows = Array.from({ length: auditLines }, (_, at) => ({
    ...{
      id: randomUUIDv7(),
      school_id: schoolId,
      number: first + at,
      at: now() - (auditLines - at) * 600_000,
    },
    ...{ actor: 'person:1', actor_name: 'Tara Tech', action: 'session.started', subject: null },
    ...{ facts: '{"how":"a password"}', previous_hash: String(at), hash: String(at + 1) },
  }));
  for (let from = 0; from < rows.length; from += 1000)
    await db
      .insertInto('audit')
      .values(rows.slice(from, from + 1000))
      .execute();
}

/** What is written down, kept as evidence, sent and removed, so many of each. */
async function writtenDown({ db, schoolId, now }: TestContext): Promise<void> {
  const school_id = schoolId;
  const at = (one: number) => now() - one * 3600_000;
  const day = (one: number) => new Date(at(one * 8)).toISOString().slice(0, 10);
  const many = <T>(count: number, make: (one: number) => T): T[] =>
    Array.from({ length: count }, (_, one) => make(one));
  const fill = async (table: keyof Database, rows: readonly object[]) => {
    for (let from = 0; from < rows.length; from += 500)
      await db
        .insertInto(table)
        .values(rows.slice(from, from + 500) as never)
        .execute();
  };
  const by = 'Tara Tech';
  const of = (rows: { id: string }[]) => (one: number) => rows[one % rows.length]?.id ?? '';
  const device = of(await db.selectFrom('device').select('id').execute());
  const asset = of(await db.selectFrom('asset').select('id').execute());
  const kept = { revision: 1, owner: by, changed_at: now(), changed_by: by, ended_on: null, school_id };
  const reviews = many(50, one => ({
    ...{ ...kept, id: `review-${one}`, kind: 'systems', what: `System ${one}`, version: '', asked: 'Logs' },
    every_months: 1,
  }));
  await fill('review', reviews);
  const backups = many(20, one => ({
    ...{ ...kept, id: `backup-${one}`, what: `Server ${one}`, method: 'disk', away: 1 },
    ...{ every_days: 1, test_months: 6 },
  }));
  await fill('backup', backups);
  const noted = (one: number) => ({
    ...{ id: randomUUIDv7(), school_id, done_on: day(one), done_by: by, note: 'As it should be' },
    ...{ noted_at: at(one), noted_by: by },
  });
  await fill(
    'review_entry',
    many(written, one => ({ ...noted(one), review_id: reviews[one % 50]?.id, in_order: 1 })),
  );
  await fill(
    'backup_entry',
    many(written, one => ({
      ...{ ...noted(one), backup_id: backups[one % 20]?.id, good: one % 50 === 0 ? 0 : 1 },
      kind: one % 30 < 20 ? 'made' : 'restored',
    })),
  );
  await fill(
    'asset_check',
    many(written, one => ({
      ...{
        id: randomUUIDv7(),
        school_id,
        asset_id: asset(one),
        kind: 'pat',
        done_on: day(one),
        next_on: day(-one),
      },
      ...{ result: 'passed', done_by: by, note: null, noted_at: at(one), noted_by: by },
      is_last: one < devices ? 1 : 0,
    })),
  );
  const order = (one: number) => ({
    ...{
      id: `order-${one}`,
      school_id,
      device_id: device(one),
      kind: 'quarantine',
      payload: '{}',
      signature: '',
    },
    ...{ reason: 'Strange files', state: 'done', detail: 'It is kept.', created_at: at(one), created_by: by },
    ...{ expires_at: now(), sent_at: at(one), ended_at: at(one), answered: 1 },
  });
  await fill('device_order', many(written, order));
  await fill(
    'quarantine',
    many(written, one => ({
      ...{
        id: `kept-${one}`,
        school_id,
        device_id: device(one),
        device_name: `Trolley ${one}`,
        message: 'Ask',
      },
      ...{ reason: 'Strange files', cut_until: null, since: at(one), by_name: by, order_id: `order-${one}` },
      ...{ network_cut: null, network_detail: '', network_at: null, ended_because: null },
      ...{ ended_at: one % 100 === 0 ? null : at(one), ended_by: one % 100 === 0 ? null : by },
    })),
  );
  await fill(
    'delivery',
    many(written, one => ({
      ...{
        id: randomUUIDv7(),
        school_id,
        way: 'webhook',
        target: 'gone',
        key: `key-${one}`,
        what: 'An alert',
      },
      ...{
        body: '{}',
        state: 'sent',
        attempts: 1,
        next_at: 0,
        created_at: at(one),
        ended_at: at(one),
        error: '',
      },
    })),
  );
  // Somebody agrees that they have left: few wait at a time.
  const gone = (one: number) => ({ device_id: device(one), school_id, name: `Trolley ${one}` });
  await fill(
    'departure',
    many(50, one => ({ ...gone(one), states: '{}', removed_at: at(one), removed_by: by })),
  );
  await fill(
    'asset_custody',
    many(written, one => ({
      ...{ id: randomUUIDv7(), school_id, asset_id: asset(one % 25), happened_at: at(one), held_by: by },
      ...{ place: 'Safe', seal: '4711', note: null, noted_at: at(one), noted_by: by },
    })),
  );
}

const takes = ({ query }: RouteSpec, given: object): boolean => query?.safeParse(given).success === true;

/** Keeps what is asked of the database, so that it can be asked how it would do so. */
function recorder(): { plugin: KyselyPlugin; asked: RootOperationNode[] } {
  const asked: RootOperationNode[] = [];
  const transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => {
    asked.push(node);
    return node;
  };
  return { plugin: { transformQuery, transformResult: async ({ result }) => result }, asked };
}

/** Which tables are read whole, or an index of them from end to end. */
async function scansOf(db: Db, asked: readonly RootOperationNode[]): Promise<string[]> {
  const [how, scan] = isPostgres(db)
    ? ['explain', /(?:Seq|Index Only) Scan.* on (\w+)/]
    : ['explain query plan', /^SCAN (\w+)/];
  const found = new Set<string>();
  for (const node of asked) {
    const query = db.getExecutor().compileQuery(node, { queryId: 'explained' });
    const { rows } = await db.executeQuery<Record<string, unknown>>(
      CompiledQuery.raw(`${how} ${query.sql}`, [...query.parameters]),
    );
    for (const row of rows) {
      const table = scan.exec(String(row.detail ?? row['QUERY PLAN']))?.[1];
      if (table !== undefined) found.add(table);
    }
  }
  return [...found].sort();
}

interface Question {
  path: string;
  params?: object;
  query: object;
  most: number;
}

/** Read whole, without a page. */
const whole = ['/upkeep', '/reviews', '/backups', '/departures', '/suppliers', '/licences', '/stock-takes'];

/** Lists page by cursor or answer `items`; searches are whatever takes `search`, and the search over everything. */
function questionsOf(routes: RouteSpec[]): Question[] {
  return routes
    .filter(({ method, path, gives }) => method === 'get' && !path.includes('{') && gives !== 'file')
    .flatMap((spec): Question[] => {
      const page = takes(spec, { limit: 50 }) ? { limit: 50 } : {};
      const found = (words: string) => ({
        path: spec.path,
        query: { ...page, search: words },
        most: mostSearchMs,
      });
      if (spec.path === '/search')
        return ['trolley', 'nothing is called so', 'a', '4711'].map(q => ({
          path: spec.path,
          query: { q },
          most: mostSearchMs,
        }));
      const all = takes(spec, { ...page, status: 'all' })
        ? [{ path: spec.path, query: { ...page, status: 'all' }, most: mostListMs }]
        : [];
      const ended = takes(spec, { ...page, status: 'ended' })
        ? [{ path: spec.path, query: { ...page, status: 'ended' }, most: mostListMs }]
        : [];
      const searches = takes(spec, { search: 'x' })
        ? ['trolley', 'nothing is called so', '4711'].map(found)
        : [];
      if (!('limit' in page) && searches.length === 0 && !whole.includes(spec.path)) return [];
      return [
        { path: spec.path, query: page, most: spec.path === '/upkeep' ? mostUpkeepMs : mostListMs },
        ...all,
        ...ended,
        ...searches,
        ...(all.length > 0 && searches.length > 0
          ? searches.map(one => ({ ...one, query: { ...one.query, status: 'all' } }))
          : []),
      ];
    });
}

/**
 * In milliseconds: what 99 of 100 stay within, or all of the few where those are far below `most`. A minute in which the
 * machine is shared is no fault of a list's: whoever is slow is asked three times.
 */
async function timed(once: () => Promise<unknown>, most: number): Promise<{ within: number; said: string }> {
  const took: number[] = [];
  const far = () => took.length === fewRounds && Math.max(...took) < most / 2;
  while (took.length < rounds && !far()) {
    const began = performance.now();
    await once();
    took.push(performance.now() - began);
  }
  took.sort((a, b) => a - b);
  const at = (part: number) => took[Math.floor((took.length - 1) * part)] ?? Number.POSITIVE_INFINITY;
  const [within, name] = far() ? [at(1), `slowest of ${fewRounds}`] : [at(0.99), 'p99'];
  return { within, said: `p50 ${at(0.5).toFixed(1)} ms, ${name} ${within.toFixed(1)} ms` };
}

forEachDatabase((_engine, open) => {
  describe(`lists of a school with ${devices} devices and a year behind it`, () => {
    it(`answer 99 of 100 times in under ${mostListMs} ms, searches in under ${mostSearchMs} ms`, async function () {
      this.timeout(400_000);
      const context = await aLargeSchool(await open(), devices);
      await incidentsOfAYear(context);
      await auditOfAYear(context);
      await writtenDown(context);
      const { db } = context;
      if (isPostgres(db)) await sql`vacuum analyze`.execute(db);
      const { plugin, asked } = recorder();
      const recording = { ...context, db: db.withPlugin(plugin) };
      const routes = allRoutes(recording, '1');
      const ask = askRoutes(context, () => routes);
      const { asset_id: id } = await db
        .selectFrom('asset_custody')
        .select('asset_id')
        .executeTakeFirstOrThrow();
      const custody = { path: '/assets/{id}/custody', params: { id }, query: {}, most: mostListMs };
      const slow: string[] = [];
      for (const { path, params = {}, query, most } of [...questionsOf(routes), custody]) {
        const once = () => ask('get', path, { params, query, as: { ...context.by, role: 'technician' } });
        asked.length = 0;
        await once();
        const scans = await scansOf(db, asked);
        const through = scans.length === 0 ? '' : `; reads through ${scans.join(', ')}`;
        const tries: number[] = [];
        while (tries.length < 3 && !tries.some(ms => ms <= most)) {
          const { within, said } = await timed(once, most);
          tries.push(within);
          process.stdout.write(`      ${path} ${JSON.stringify(query)}: ${said}${through}\n`);
        }
        if (Math.min(...tries) > most) slow.push(`${path} ${JSON.stringify(query)}: ${tries.join(', ')} ms`);
      }
      expect(slow).to.deep.equal([]);
    });
  });
});
