/** What a year leaves behind in a school of thousands, written straight into the tables: for what is measured. */
import { randomUUIDv7 } from 'node:crypto';
import type { Database } from '../../console/server/database/index.ts';
import { describe as describeDevice, restand } from '../../console/server/devices/index.ts';
import { renewPolicies } from '../../console/server/policies/index.ts';
import { controls } from '../../shared/controls/index.ts';
import type { State } from '../../shared/finding.ts';
import type { TestContext } from './console-context.ts';
import { aFinding } from './raw-device.ts';

const incidents = 20_000;
const auditLines = 50_000;
/** Of each kind of entry in the newer lists. */
const written = 10_000;
/** What happened happened to one of these. */
const trolleys = 5000;
const dayMs = 24 * 3600_000;
const states: State[] = ['met', 'not_met', 'unknown', 'met', 'met'];

/** What every device found, its incidents, the change log, and what people wrote down. */
export async function aYearBehind(context: TestContext): Promise<void> {
  await findingsOfAll(context);
  await incidentsOfAYear(context);
  await auditOfAYear(context);
  await writtenDown(context);
}

async function findingsOfAll(context: TestContext): Promise<void> {
  await renewPolicies(context);
  const at = context.now();
  const devices = await context.db.selectFrom('device').select('id').orderBy('id').execute();
  for (let from = 0; from < devices.length; from += 500) {
    await context.db.transaction().execute(async tx => {
      const changes = [];
      for (const [nth, { id }] of devices.slice(from, from + 500).entries()) {
        const findings = controls.map(({ key }, n) => ({
          finding: aFinding(key, states[(from + nth + n) % states.length] ?? 'met', { observedAt: at }),
          ...{ seq: 1, observedAt: at },
        }));
        changes.push({ id, findings, set: await describeDevice(tx, id) });
      }
      await restand(tx, at, changes);
    });
  }
}

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
    const title = `${titles[at % titles.length]} Trolley ${at % trolleys}`;
    const noticed = now() - Math.floor((at / incidents) * 365 * dayMs);
    const open = at % 50 === 0;
    return {
      ...{ id: randomUUIDv7(), school_id: schoolId, number: at + 1, revision: 1 },
      ...{ category: 'other', title, detail: `What was seen in lesson ${at}, in some sentences. `.repeat(5) },
      ...{ matter: null, device_id: null, device_name: `Trolley ${at % trolleys}`, source: 'console' },
      ...{
        reporter: 'Tara Tech',
        noticed_at: noticed,
        reported_at: noticed,
        answered_at: open ? null : noticed,
      },
      ...{ status: open ? 'open' : 'closed', due_at: null, done_at: null, closed_at: open ? null : noticed },
      ...{ closed_by: open ? null : 'Tara Tech', outcome: open ? '' : 'Mended and tested.' },
      search_text: `${at + 1} ${title} trolley ${at % trolleys} tara tech`.toLowerCase(),
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
      is_last: one < trolleys ? 1 : 0,
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
