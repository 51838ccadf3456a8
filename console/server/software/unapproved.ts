/** What runs without approval, as a list, and each with what approving it takes. */
import { type RawBuilder, sql } from 'kysely';
import * as z from 'zod';
import { decide } from '../../../shared/controls/approved-software/decide.ts';
import { type Policy, policy as policySchema } from '../../../shared/controls/approved-software/policy.ts';
import {
  organisationOf,
  type PathClass,
  pathClasses,
} from '../../../shared/controls/approved-software/program.ts';
import type { OwnSettings } from '../../../shared/policies/settings.ts';
import type {
  ApprovalWay,
  Unapproved,
  UnapprovedDetail,
  unapprovedQuery,
} from '../../../shared/protocol/api/unapproved.ts';
import { likeText, pageOf, readCursor, saysAll, type Tx, totalOf } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { placesOfGroups, settingsNow } from '../policies/index.ts';

type Query = z.output<typeof unapprovedQuery>;

interface Row {
  program_id: string;
  name: string;
  publisher: string | null;
  product: string | null;
  package: string | null;
  hash: string | null;
  place: string;
  /** Empty for what nobody decided about. */
  rule: string;
  devices: number;
  stopped: number;
  first_seen_at: number;
}

const control = 'approved-software';
export const rulesOf = { control, field: 'rules' } as const;
const place = z.tuple([z.number(), z.string()]);

/** Those on most devices first. */
export async function listUnapproved(db: Tx, schoolId: string, query: Query) {
  const after = readCursor(query.cursor, place);
  const all = programsHere(schoolId, await narrowing(db, schoolId, query));
  const beyond =
    after === undefined
      ? sql``
      : sql`where devices < ${after[0]} or (devices = ${after[0]} and program_id > ${after[1]})`;
  const { rows: found } = await sql<Row>`select * from (${all}) as here ${beyond}
    order by devices desc, program_id limit ${query.limit + 1}`.execute(db);
  const total = await totalOf(found, query, async () => {
    const counted = await sql<{ all: number }>`select count(*) as "all" from (${all}) as here`.execute(db);
    return Number(counted.rows[0]?.all ?? 0);
  });
  const rules = await readRules(db, schoolId);
  const page = pageOf(
    found,
    query.limit,
    row => present(row, rules),
    row => [Number(row.devices), row.program_id],
  );
  return { ...page, total };
}

/**
 * One a program. What is kept counts removed devices too, because they may come back; there are few of them, and they
 * are taken away again here. A program that a rule refuses on some only is as on the others.
 */
const programsHere = (schoolId: string, narrowed: RawBuilder<unknown>) => sql`
  select program_id, max(name) as name, max(publisher) as publisher, max(product) as product,
    max(package) as package, max(hash) as hash, max(place) as place, min(coalesce(rule, '')) as rule,
    sum(devices) as devices, sum(stopped) as stopped, min(first_seen_at) as first_seen_at
  from (select kept.program_id, kept.name, kept.publisher, kept.product, kept.package, kept.hash, kept.place,
      kept.rule, kept.first_seen_at, kept.devices - coalesce(gone.devices, 0) as devices,
      kept.stopped - coalesce(gone.stopped, 0) as stopped
    from unapproved_count as kept
    left join (select program_id, case when rule is null then 0 else 1 end as refused, count(*) as devices,
        sum(stopped) as stopped
      from device join unapproved_program as told on told.device_id = device.id
      where device.school_id = ${schoolId} and device.status <> 'approved'
      group by program_id, case when rule is null then 0 else 1 end) as gone
    on gone.program_id = kept.program_id and gone.refused = kept.refused
    where kept.school_id = ${schoolId} and ${narrowed}) as each
  where devices > 0 group by program_id`;

async function narrowing(db: Tx, schoolId: string, { search, show, title }: Query) {
  const conditions: RawBuilder<unknown>[] = [];
  if (show !== 'all') conditions.push(sql`kept.refused = ${show === 'refused' ? 1 : 0}`);
  if (title !== undefined) conditions.push(await ofTitle(db, schoolId, title));
  conditions.push(saysAll(search, sql`kept.search_text`));
  return sql`${sql.join(conditions, sql` and `)}`;
}

/** Catalogue and what ran are told by different parts of a system: only names tie them. */
async function ofTitle(db: Tx, schoolId: string, id: string): Promise<RawBuilder<unknown>> {
  const title = await db
    .selectFrom('catalogue_title')
    .select(['name', 'publisher'])
    .where('software_id', '=', id)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (title === undefined) throw notFound('title');
  const name = title.name.toLowerCase();
  // "Mozilla Firefox (x64 en-GB)" is the product "Firefox" of Mozilla: as a word of its own, by the same maker.
  const product = sql`lower(kept.product)`;
  const word = sql`(' ' || ${name} || ' ') like ('% ' || ${product} || ' %')`;
  const maker = title.publisher?.toLowerCase() ?? null;
  const same =
    maker === null
      ? sql`1 = 0`
      : sql`kept.search_text like ${`%${likeText(maker.split(/[ ,.]/)[0] ?? '')}%`} escape '!'`;
  return sql`(lower(kept.package) = ${name} or ${product} = ${name} or (${word} and ${same}))`;
}

/** The school's own list, and what waits for a second person: devices tell later what it made of them. */
async function readRules(db: Tx, schoolId: string) {
  const { current, waiting } = await settingsNow(db, schoolId, 'school');
  return { current: rulesIn(current), waiting: waiting === null ? null : rulesIn(waiting) };
}

function rulesIn({ controls }: OwnSettings): Policy['rules'] {
  const read = policySchema.safeParse(controls[control] ?? {});
  return read.success ? read.data.rules : [];
}

function present(row: Row, rules: { current: Policy['rules']; waiting: Policy['rules'] | null }): Unapproved {
  const { publisher, product, hash } = row;
  const program = { publisher, product, package: row.package, hash, stopped: 'no' as const };
  const lies = { ...program, pathClass: row.place as PathClass };
  const allowedBy = (list: Policy['rules'] | null) =>
    list !== null && (['windows', 'macos', 'linux'] as const).some(system => byRule(list, lies, system));
  return {
    id: row.program_id,
    name: row.name,
    ...{ publisher, maker: publisher === null ? null : organisationOf(publisher), product, hash },
    package: row.package,
    place: pathClasses.find(one => one === row.place) ?? '',
    devices: Number(row.devices),
    stopped: Number(row.stopped),
    firstSeenAt: Number(row.first_seen_at),
    standing: allowedBy(rules.current)
      ? 'approved'
      : row.rule !== ''
        ? 'refused'
        : allowedBy(rules.waiting)
          ? 'waiting'
          : 'undecided',
    ways: waysOf(row),
  };
}

const byRule = (
  rules: Policy['rules'],
  ...[program, system]: [Parameters<typeof decide>[1], 'windows' | 'macos' | 'linux']
) => {
  const said = decide({ rules }, program, system);
  return said.allowed && said.by === 'rule';
};

/** A product without its publisher would be whatever calls itself so. */
export const waysOf = ({
  publisher,
  product,
  package: from,
  hash,
}: Pick<Row, 'publisher' | 'product' | 'package' | 'hash'>): ApprovalWay[] => [
  ...(product !== null && publisher !== null ? ['product' as const] : []),
  ...(publisher !== null ? ['publisher' as const] : []),
  ...(from !== null ? ['package' as const] : []),
  ...(hash !== null ? ['version' as const] : []),
];

/** Throws `program.not_found`: no device tells of it any more. */
export async function readUnapproved(db: Tx, schoolId: string, id: string): Promise<UnapprovedDetail> {
  const { rows } = await sql<Row>`${programsHere(schoolId, sql`kept.program_id = ${id}`)}`.execute(db);
  const [row] = rows;
  if (row === undefined) throw notFound('program');
  const on = await db
    .selectFrom('unapproved_program')
    .innerJoin('device', 'device.id', 'unapproved_program.device_id')
    .innerJoin('device_group', 'device_group.id', 'device.group_id')
    .select(['device.id', 'device.name', 'device.group_id', 'device_group.name as group_name'])
    .select(['first_seen_at', 'stopped'])
    .where('unapproved_program.school_id', '=', schoolId)
    .where('program_id', '=', id)
    .where('device.status', '=', 'approved')
    .orderBy('device.name_order')
    .orderBy('device.id')
    .execute();
  const groups = new Map([...Map.groupBy(on, one => one.group_id)].map(([group, of]) => [group, of.length]));
  return {
    ...present(row, await readRules(db, schoolId)),
    on: on.slice(0, 100).map(one => ({
      ...{ id: one.id, name: one.name, group: one.group_name, since: one.first_seen_at },
      stopped: one.stopped === 1,
    })),
    places: await placesOfGroups(db, schoolId, groups, rulesOf),
  };
}
