/** What devices last reported seeing: the record that carried each finding also carried what it was judged on. */
import * as z from 'zod';
import { type Finding, finding } from '../../../shared/finding.ts';
import type { Tx } from '../database/index.ts';

export interface Seen {
  finding: Finding;
  /** How the finding stands now, aged. */
  state: string;
  reason: string;
  /** Undefined when the probe failed or what it saw was too large to send. */
  observation: unknown;
}

const body = z.object({
  findings: z.array(z.object({ finding, observation: z.unknown().optional() })),
});
const batch = 200;

/** By device, then by control; of these controls only. */
export async function readReported(
  tx: Tx,
  deviceIds: readonly string[],
  controlKeys: readonly string[],
): Promise<Map<string, Map<string, Seen>>> {
  const seen = new Map<string, Map<string, Seen>>();
  if (controlKeys.length === 0) return seen;
  for (let from = 0; from < deviceIds.length; from += batch)
    await readSome(tx, deviceIds.slice(from, from + batch), controlKeys, seen);
  return seen;
}

async function readSome(
  tx: Tx,
  ids: readonly string[],
  keys: readonly string[],
  seen: Map<string, Map<string, Seen>>,
): Promise<void> {
  const found = await tx
    .selectFrom('device_finding as f')
    .leftJoin('device_record as r', join =>
      join.onRef('r.device_id', '=', 'f.device_id').onRef('r.seq', '=', 'f.seq').on('r.type', '=', 'report'),
    )
    .select(['f.device_id', 'f.control', 'f.finding', 'f.state', 'f.reason', 'r.id as record_id', 'r.body'])
    .where('f.device_id', 'in', ids)
    .where('f.control', 'in', keys)
    .execute();
  const parsed = new Map<string, z.infer<typeof body>['findings']>();
  for (const row of found) {
    const record = row.record_id === null ? undefined : recordOf(parsed, row.record_id, row.body ?? '');
    const own = record?.find(one => one.finding.control === row.control);
    const of = seen.get(row.device_id) ?? new Map<string, Seen>();
    of.set(row.control, {
      finding: JSON.parse(row.finding) as Finding,
      state: row.state,
      reason: row.reason,
      observation: own?.observation,
    });
    seen.set(row.device_id, of);
  }
}

/** One report carries several findings: it is read once. */
function recordOf(parsed: Map<string, z.infer<typeof body>['findings']>, id: string, text: string) {
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const read = body.safeParse(JSON.parse(text));
  const findings = read.success ? read.data.findings : [];
  parsed.set(id, findings);
  return findings;
}
