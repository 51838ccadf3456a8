/** When what is asked of some checks was changed, where, how and by whom: from the versions that came into force. */
import { controls as known } from '../../../shared/controls/index.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { alters, difference, type Line } from '../../../shared/policies/difference.ts';
import { type Layer, nothingSet, type OwnSettings } from '../../../shared/policies/settings.ts';
import type { Scope } from '../../../shared/protocol/api/policies.ts';
import type { Tx } from '../database/index.ts';
import { keyOf } from './decide.ts';
import { settingsOf } from './places.ts';
import { placeNames } from './versions.ts';

export interface SettingChange {
  /** UTC milliseconds: when it was in force everywhere that it is for. */
  at: number;
  /** "the whole school", or the name of a group or computer. */
  place: string;
  scope: string;
  askedBy: string;
  /** Null where nobody else had to agree. */
  agreedBy: string | null;
  /** Which of the checks. */
  controls: string[];
  /** Each setting of theirs with what it was and what it is, beside what was inherited then. Empty where that is the same. */
  lines: Line[];
}

/** Those that changed one of these checks since that moment, oldest first. A version that says the same of them is none. */
export async function settingChanges(
  tx: Tx,
  schoolId: string,
  controls: readonly string[],
  since: number,
): Promise<SettingChange[]> {
  const versions = await tx
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('in_force_at', 'is not', null)
    // Of one moment, as they were begun.
    .orderBy('id')
    .execute();
  const names = await placeNames(tx, versions);
  const groups = await groupsOf(tx, versions);
  const before = new Map<string, OwnSettings>();
  const changes = versions
    .toSorted((a, b) => Number(a.in_force_at) - Number(b.in_force_at))
    .flatMap(row => {
      const place = keyOf(row);
      const now = settingsOf(row);
      const was = before.get(place) ?? nothingSet;
      before.set(place, now);
      const changed = controls.filter(
        key => canonicalJson(now.controls[key] ?? {}) !== canonicalJson(was.controls[key] ?? {}),
      );
      const at = Number(row.in_force_at);
      if (changed.length === 0 || at < since) return [];
      const from = row.scope as Scope;
      const above = (['school', 'group'] as const).slice(0, ['school', 'group', 'device'].indexOf(from));
      const outer = above.map((scope): Layer => {
        const id = scope === 'school' ? schoolId : groups.get(row.scope_id);
        return { from: scope, settings: before.get(keyOf({ scope, scope_id: id ?? '' })) ?? nothingSet };
      });
      const meant = known.filter(one => changed.includes(one.key));
      const lines = difference(meant, outer, from, was, now).filter(
        line => line.control !== null && alters(line),
      );
      return [
        {
          ...{ at, place: names.get(place) ?? 'a place that is gone', scope: row.scope },
          ...{ controls: changed, lines },
          ...{ askedBy: row.asked_by ?? row.updated_by, agreedBy: row.decided_by },
        },
      ];
    });
  return changes;
}

/** Of computers that have settings of their own: the group that each is in now, which it need not have been in then. */
async function groupsOf(
  tx: Tx,
  versions: readonly { scope: string; scope_id: string }[],
): Promise<Map<string, string>> {
  const ids = versions.filter(one => one.scope === 'device').map(one => one.scope_id);
  if (ids.length === 0) return new Map();
  const found = await tx.selectFrom('device').select(['id', 'group_id']).where('id', 'in', ids).execute();
  return new Map(found.map(one => [one.id, one.group_id]));
}
