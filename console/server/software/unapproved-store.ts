/** Programs that ran and that no rule approves, kept with the report that told of them. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import * as z from 'zod';
import { program, programLabel } from '../../../shared/controls/approved-software/program.ts';
import type { Finding } from '../../../shared/finding.ts';
import { columnList, rows, type Tx } from '../database/index.ts';
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

/** Each list replaces what its device told before; when a program was first told of stays. */
export async function storeUnapproved(tx: Tx, told: readonly Told[]): Promise<void> {
  const list = columnList(columns);
  for (const one of told.filter(({ finding }) => finding.control === 'approved-software')) {
    const values = rowsOf(one);
    const told = rows(tx, columns, values);
    await sql`delete from unapproved_program where device_id = ${one.deviceId}
      and program_id not in (select v.program_id from ${told})`.execute(tx);
    if (values.length === 0) continue;
    await sql`insert into unapproved_program (${list.into}) select ${list.from} from ${told} where true
      on conflict (device_id, program_id) do update
      set rule = excluded.rule, stopped = excluded.stopped, place = excluded.place,
        product = excluded.product, package = excluded.package, hash = excluded.hash`.execute(tx);
  }
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
