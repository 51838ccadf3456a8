/** "Is this the same laptop?" Hints for the person who decides; nothing here ever decides. */
import type { WaitingDevice } from '../../../shared/protocol/api/enrolment.ts';
import type { Tx } from '../database/index.ts';

type Resembling = WaitingDevice['resembles'][number];

/** A serial that so many share is a maker's default ("To be filled by O.E.M."), and says nothing. */
const mostSharing = 5;

export interface Newcomer {
  id: string;
  schoolId: string;
  previousDeviceId: string | null;
}

export async function resembling(db: Tx, newcomers: readonly Newcomer[]): Promise<Map<string, Resembling[]>> {
  const answer = new Map<string, Resembling[]>();
  if (newcomers.length === 0) return answer;
  const shared = await sharedEvidence(
    db,
    newcomers.map(one => one.id),
  );
  const proved = newcomers.flatMap(one => one.previousDeviceId ?? []);
  const others = await named(db, [...new Set([...shared.map(one => one.other), ...proved])]);
  for (const { id, previousDeviceId } of newcomers) {
    const kinds = Map.groupBy(
      shared.filter(one => one.newcomer === id),
      one => one.other,
    );
    if (previousDeviceId !== null && !kinds.has(previousDeviceId)) kinds.set(previousDeviceId, []);
    const found = [...kinds].flatMap(([other, agreeing]) => {
      const row = others.get(other);
      if (row === undefined) return [];
      const agrees = [...new Set(agreeing.map(one => inWords(one.kind)))];
      return {
        id: other,
        name: row.name,
        status: row.status,
        lastSeenAt: row.last_seen_at,
        agrees,
        provedKey: other === previousDeviceId,
      };
    });
    answer.set(
      id,
      found.sort((a, b) => Number(b.provedKey) - Number(a.provedKey) || b.agrees.length - a.agrees.length),
    );
  }
  return answer;
}

/**
 * Records that were removed and whose very machine asks to come in anew: by its own key, main board or installation. A
 * disk alone is too little, because people move disks.
 */
export async function sameMachine(db: Tx, { id, previousDeviceId }: Newcomer): Promise<string[]> {
  const shared = (await sharedEvidence(db, [id])).filter(
    one => one.status === 'removed' && !isDisk(one.kind),
  );
  return [
    ...new Set([...shared.map(one => one.other), ...(previousDeviceId === null ? [] : [previousDeviceId])]),
  ];
}

const isDisk = (kind: string) => /disk|drive/i.test(kind);

async function sharedEvidence(db: Tx, ids: string[]) {
  const found = await db
    .selectFrom('device_evidence as own')
    .innerJoin('device_evidence as theirs', join =>
      join
        .onRef('theirs.school_id', '=', 'own.school_id')
        .onRef('theirs.hash', '=', 'own.hash')
        .onRef('theirs.kind', '=', 'own.kind')
        .onRef('theirs.device_id', '!=', 'own.device_id'),
    )
    .innerJoin('device', 'device.id', 'theirs.device_id')
    .select([
      'own.device_id as newcomer',
      'own.kind as kind',
      'own.hash as hash',
      'theirs.device_id as other',
      'device.status as status',
    ])
    .where('own.device_id', 'in', ids)
    .where('device.status', '!=', 'waiting')
    .execute();
  const sharing = Map.groupBy(found, one => `${one.newcomer} ${one.hash}`);
  return found.filter(one => (sharing.get(`${one.newcomer} ${one.hash}`)?.length ?? 0) <= mostSharing);
}

async function named(db: Tx, ids: string[]) {
  if (ids.length === 0)
    return new Map<string, { name: string; status: string; last_seen_at: number | null }>();
  const found = await db
    .selectFrom('device')
    .select(['id', 'name', 'status', 'last_seen_at'])
    .where('id', 'in', ids)
    .execute();
  return new Map(found.map(row => [row.id, row]));
}

/** "the same main board". Kinds of a newer agent are told by their name. */
function inWords(kind: string): string {
  if (/board/i.test(kind)) return 'the same main board';
  if (isDisk(kind)) return 'the same disk';
  if (/machine|install/i.test(kind)) return 'the same installation';
  return `the same ${kind.replaceAll(/[-_]/g, ' ')}`;
}
