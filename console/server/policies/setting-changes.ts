/** When what is asked of some checks was changed, where and by whom: from the versions that came into force. */
import { canonicalJson } from '../../../shared/json.ts';
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
    .orderBy('number')
    .execute();
  const names = await placeNames(tx, versions);
  const before = new Map<string, ReturnType<typeof settingsOf>['controls']>();
  const changes = versions.flatMap(row => {
    const place = keyOf(row);
    const now = settingsOf(row).controls;
    const was = before.get(place) ?? {};
    before.set(place, now);
    const changed = controls.filter(key => canonicalJson(now[key] ?? {}) !== canonicalJson(was[key] ?? {}));
    const at = Number(row.in_force_at);
    if (changed.length === 0 || at < since) return [];
    return [
      {
        ...{ at, place: names.get(place) ?? 'a place that is gone', scope: row.scope, controls: changed },
        ...{ askedBy: row.asked_by ?? row.updated_by, agreedBy: row.decided_by },
      },
    ];
  });
  return changes.toSorted((a, b) => a.at - b.at);
}
