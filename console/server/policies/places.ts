/** Which version of which place is in force where: the one thing from which every group's document is made. */
import type { Selectable } from 'kysely';
import * as z from 'zod';
import { type Layer, nothingSet, type OwnSettings, ownSettings } from '../../../shared/policies/settings.ts';
import type { Scope } from '../../../shared/protocol/api/policies.ts';
import type { Database, Tx } from '../database/index.ts';
import { noMedia, type RegisteredMedia, readRegisteredMedia, withRegistered } from './registered-media.ts';

export type VersionRow = Selectable<Database['policy_version']>;
export type RolloutRow = Selectable<Database['policy_rollout']>;

/** `groupIds` null: every group that no earlier ring has. */
const ringSchema = z.object({ groupIds: z.array(z.string()).nullable(), waitMinutes: z.number() });
export type Ring = z.infer<typeof ringSchema>;
export const readRings = (text: string): Ring[] => z.array(ringSchema).parse(JSON.parse(text));

export const settingsOf = (row: Pick<VersionRow, 'settings'>): OwnSettings =>
  ownSettings.parse(JSON.parse(row.settings));

/** True when the rings up to the one that is running hold this group. */
export function covers(rings: readonly Ring[], ring: number, groupId: string): boolean {
  return rings.slice(0, ring + 1).some(one => one.groupIds === null || one.groupIds.includes(groupId));
}

interface Held {
  inForce: OwnSettings | undefined;
  /** On its way out: for the groups that its rings have reached. */
  coming: { settings: OwnSettings; rings: Ring[]; ring: number } | undefined;
}

const keyOf = (scope: Scope, scopeId: string) => `${scope}.${scopeId}`;

export class Places {
  readonly #held: ReadonlyMap<string, Held>;
  readonly #media: RegisteredMedia;

  constructor(held: ReadonlyMap<string, Held>, media: RegisteredMedia = noMedia) {
    this.#held = held;
    this.#media = media;
  }

  /** What this place sets for itself, as it holds for the devices of this group. */
  own(scope: Scope, scopeId: string, groupId: string): OwnSettings {
    const held = this.#held.get(keyOf(scope, scopeId));
    const coming = held?.coming;
    if (coming !== undefined && covers(coming.rings, coming.ring, groupId)) return coming.settings;
    return held?.inForce ?? nothingSet;
  }

  /** What a group's devices are asked, the register of school media with it, or with `deviceId` one of them. */
  layers(schoolId: string, groupId: string, deviceId?: string): Layer[] {
    const school = this.own('school', schoolId, groupId);
    const layers: Layer[] = [
      { from: 'school', settings: { ...school, controls: withRegistered(school.controls, this.#media) } },
      { from: 'group', settings: this.own('group', groupId, groupId) },
    ];
    if (deviceId !== undefined)
      layers.push({ from: 'device', settings: this.own('device', deviceId, groupId) });
    return layers;
  }

  /** Devices that set something of their own. */
  deviceIds(): string[] {
    return [...this.#held.keys()].filter(key => key.startsWith('device.')).map(key => key.slice(7));
  }

  /** As it would be with these settings in force for one place, everywhere. */
  with(scope: Scope, scopeId: string, settings: OwnSettings): Places {
    const held = new Map(this.#held);
    held.set(keyOf(scope, scopeId), { inForce: settings, coming: undefined });
    return new Places(held, this.#media);
  }
}

export async function readPlaces(tx: Tx, schoolId: string): Promise<Places> {
  const versions = await tx
    .selectFrom('policy_version')
    .leftJoin('policy_rollout', join =>
      join
        .onRef('policy_rollout.version_id', '=', 'policy_version.id')
        .on('policy_rollout.status', 'in', ['running', 'halted']),
    )
    .select(['scope', 'scope_id', 'policy_version.status', 'settings'])
    .select(['policy_rollout.rings', 'policy_rollout.ring'])
    .where('policy_version.school_id', '=', schoolId)
    .where('policy_version.status', 'in', ['in_force', 'rolling_out'])
    .execute();
  const held = new Map<string, Held>();
  for (const row of versions) {
    const key = keyOf(row.scope as Scope, row.scope_id);
    const one = held.get(key) ?? { inForce: undefined, coming: undefined };
    if (row.status === 'in_force') one.inForce = settingsOf(row);
    else if (row.rings !== null && row.ring !== null)
      one.coming = { settings: settingsOf(row), rings: readRings(row.rings), ring: row.ring };
    held.set(key, one);
  }
  return new Places(held, await readRegisteredMedia(tx, schoolId));
}
