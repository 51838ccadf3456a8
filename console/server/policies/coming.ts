/** Changes that are asked for or on their way out, by the controls whose settings they change: for the headteacher's page. */
import { canonicalJson } from '../../../shared/json.ts';
import type { Scope } from '../../../shared/protocol/api/policies.ts';
import { type OnSchoolDay, onSchoolDays } from '../calendar/index.ts';
import type { Tx } from '../database/index.ts';
import { keyOf } from './decide.ts';
import { readRings, settingsOf } from './places.ts';
import { whenNext } from './ring-waits.ts';

export interface Coming {
  control: string;
  scope: Scope;
  scopeId: string;
  /** Who asked for it, by name. */
  by: string;
  /** Everywhere: asked of all, of which not every device need have it. */
  state: 'waiting' | 'on_its_way' | 'everywhere' | 'stopped';
  /** On its way: when its last ring has it. Everywhere: until when it is watched. Otherwise null. */
  at: number | null;
}

export async function changesComing(tx: Tx, schoolId: string): Promise<Coming[]> {
  const versions = await tx
    .selectFrom('policy_version')
    .leftJoin('policy_rollout', join =>
      join
        .onRef('policy_rollout.version_id', '=', 'policy_version.id')
        .on('policy_rollout.status', 'in', ['running', 'halted']),
    )
    .select(['scope', 'scope_id', 'settings', 'policy_version.status', 'asked_by', 'updated_by'])
    .select(['policy_rollout.status as way', 'policy_rollout.rings', 'ring', 'next_at'])
    .where('policy_version.school_id', '=', schoolId)
    .where('policy_version.status', 'in', ['waiting', 'rolling_out', 'in_force'])
    .orderBy('number')
    .execute();
  const onDay = await onSchoolDays(tx, schoolId);
  const before = new Map(versions.filter(one => one.status === 'in_force').map(one => [keyOf(one), one]));
  return versions.flatMap(row => {
    if (row.status === 'in_force') return [];
    const was = before.get(keyOf(row));
    const [from, to] = [was === undefined ? {} : settingsOf(was).controls, settingsOf(row).controls];
    const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
      control => canonicalJson(from[control] ?? {}) !== canonicalJson(to[control] ?? {}),
    );
    const by = row.asked_by ?? row.updated_by;
    const place = { scope: row.scope as Scope, scopeId: row.scope_id, by };
    return changed.map(control => ({ control, ...place, ...wayOf(row, onDay) }));
  });
}

interface Way {
  status: string;
  way: string | null;
  rings: string | null;
  ring: number | null;
  next_at: number | null;
}

function wayOf({ status, way, rings, ring, next_at }: Way, onDay: OnSchoolDay): Pick<Coming, 'state' | 'at'> {
  if (status === 'waiting') return { state: 'waiting', at: null };
  if (way !== 'running' || rings === null || ring === null) return { state: 'stopped', at: null };
  const after = readRings(rings).slice(ring + 1);
  return {
    state: after.length === 0 ? 'everywhere' : 'on_its_way',
    at: after.slice(0, -1).reduce((at, _, index) => whenNext(after, index, at, onDay), Number(next_at)),
  };
}
