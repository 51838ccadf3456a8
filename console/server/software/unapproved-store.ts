/** Programs that ran and that no rule approves, kept with the report that told of them. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import * as z from 'zod';
import { program, programLabel } from '../../../shared/controls/approved-software/program.ts';
import type { Finding } from '../../../shared/finding.ts';
import { columnList, type RowOf, rows, type Tx } from '../database/index.ts';
import { clean, cleanOrNull, searchText } from '../devices/index.ts';

export interface Told {
  deviceId: string;
  schoolId: string;
  finding: Finding;
  /** What it was judged on; undefined when that was too large to send. */
  observation?: unknown;
  at: number;
}

const columns = {
  school_id: 'text',
  device_id: 'text',
  program_id: 'text',
  name: 'text',
  search_text: 'text',
  publisher: 'text',
  product: 'text',
  package: 'text',
  hash: 'text',
  place: 'text',
  rule: 'text',
  stopped: 'bigint',
  first_seen_at: 'bigint',
} as const;

const facts = z.object({
  place: z.string(),
  publisher: z.string().nullable(),
  hash: z.string().nullable(),
  rule: z.string().nullable(),
});
const observed = z.object({ programs: z.array(program) });

type Row = RowOf<typeof columns>;

/** Each list replaces what its device told before; when a program was first told of stays. */
export async function storeUnapproved(tx: Tx, told: readonly Told[]): Promise<void> {
  const list = columnList(columns);
  for (const one of told.filter(({ finding }) => finding.control === 'approved-software')) {
    const values = rowsOf(one);
    const before = await tx
      .selectFrom('unapproved_program')
      .select(['program_id', 'rule', 'stopped'])
      .where('device_id', '=', one.deviceId)
      .execute();
    if (before.length === 0 && values.length === 0) continue;
    const told = rows(tx, columns, values);
    await sql`delete from unapproved_program where device_id = ${one.deviceId}
      and program_id not in (select v.program_id from ${told})`.execute(tx);
    await countMoved(tx, one.schoolId, before, values);
    if (values.length === 0) continue;
    await sql`insert into unapproved_program (${list.into}) select ${list.from} from ${told} where true
      on conflict (device_id, program_id) do update
      set rule = excluded.rule, stopped = excluded.stopped, place = excluded.place,
        product = excluded.product, package = excluded.package, hash = excluded.hash`.execute(tx);
  }
}

const { device_id: _, ...ofProgram } = columns;
const countColumns = { ...ofProgram, refused: 'bigint', devices: 'bigint' } as const;
const leftColumns = { program_id: 'text', refused: 'bigint', stopped: 'bigint' } as const;

/** What differs between devices, as which version's file, is as the last of them told it. */
async function countMoved(
  tx: Tx,
  schoolId: string,
  before: readonly Pick<Row, 'program_id' | 'rule' | 'stopped'>[],
  after: readonly Row[],
): Promise<void> {
  const refused = ({ rule }: Pick<Row, 'rule'>) => (rule === null ? 0 : 1);
  const counted = (row: Pick<Row, 'program_id' | 'rule' | 'stopped'>) =>
    `${row.program_id} ${refused(row)} ${row.stopped}`;
  const [was, is] = [new Set(before.map(counted)), new Set(after.map(counted))];
  // In one order everywhere, so that two consoles counting the same programs cannot deadlock.
  const moved = <T extends Pick<Row, 'program_id' | 'rule' | 'stopped'>>(
    all: readonly T[],
    from: Set<string>,
  ) =>
    all
      .filter(row => !from.has(counted(row)))
      .map(row => ({ ...row, refused: refused(row) }))
      .sort((a, b) => (String(a.program_id) < String(b.program_id) ? -1 : 1));
  const [gone, come] = [moved(before, is), moved(after, was)];
  if (gone.length > 0) {
    const left = rows(tx, leftColumns, gone);
    const same = sql`unapproved_count.school_id = ${schoolId} and unapproved_count.program_id = v.program_id
      and unapproved_count.refused = v.refused`;
    await sql`update unapproved_count set devices = devices - 1, stopped = unapproved_count.stopped - v.stopped
      from ${left} where ${same}`.execute(tx);
    await sql`delete from unapproved_count where devices = 0 and exists (select 1 from ${left} where ${same})`.execute(
      tx,
    );
  }
  if (come.length === 0) return;
  const list = columnList(countColumns);
  const values = come.map(row => ({ ...row, devices: 1 }));
  await sql`insert into unapproved_count (${list.into}) select ${list.from} from ${rows(tx, countColumns, values)}
    where true on conflict (school_id, program_id, refused) do update
    set devices = unapproved_count.devices + 1, stopped = unapproved_count.stopped + excluded.stopped,
      rule = excluded.rule, place = excluded.place, hash = coalesce(excluded.hash, unapproved_count.hash),
      product = coalesce(excluded.product, unapproved_count.product),
      package = coalesce(excluded.package, unapproved_count.package)`.execute(tx);
}

function rowsOf({ deviceId, schoolId, finding, observation, at }: Told) {
  const seen = observed.safeParse(observation);
  const byName = new Map(
    (seen.success ? seen.data.programs : []).map(one => [programLabel(one).slice(0, 200), one]),
  );
  const found = finding.evidence.parts.flatMap(part => {
    const told = part.facts === undefined ? undefined : facts.safeParse(part.facts).data;
    if (told === undefined || !['unapproved_ran', 'cannot_run'].includes(part.reason)) return [];
    const name = clean(part.name, 200);
    const publisher = cleanOrNull(told.publisher, 200);
    const program = byName.get(part.name);
    return {
      ...{ school_id: schoolId, device_id: deviceId, program_id: programId(publisher, name), name },
      ...{ search_text: searchText([name, publisher]), place: clean(told.place, 40), publisher },
      product: cleanOrNull(program?.product, 120),
      package: cleanOrNull(program?.package, 120),
      ...{ hash: cleanOrNull(told.hash, 64), rule: cleanOrNull(told.rule, 40) },
      ...{ stopped: part.reason === 'cannot_run' ? 1 : 0, first_seen_at: at },
    };
  });
  // One statement cannot write a row twice.
  return [...new Map(found.map(row => [row.program_id, row])).values()];
}

/** By whose it is and what it is called, so that its versions are one. */
const programId = (publisher: string | null, name: string) =>
  createHash('sha256')
    .update(`${publisher ?? ''}\n${name}`.toUpperCase())
    .digest('base64url')
    .slice(0, 22);
