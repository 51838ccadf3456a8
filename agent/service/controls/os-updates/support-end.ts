/** Until when a system gets security updates: as it says itself, else as the table that this device goes by. */
import type { Observation } from '../../../../shared/controls/os-updates/observation.ts';
import { momentOf } from '../../../../shared/support-ends/maker-releases.ts';
import { supportTableHere } from '../../system/support-ends.ts';
import type { Memory } from '../control.ts';

const families: Record<string, string> = { debian: 'Debian', ubuntu: 'Ubuntu' };

const read = (osRelease: string, key: string) =>
  new RegExp(`^${key}="?([^"\\n]*)"?$`, 'm').exec(osRelease)?.[1];

/** Only what names itself exactly so: what is made from Debian has its own makers and its own dates. */
function releaseIn(osRelease: string): string | undefined {
  const family = families[read(osRelease, 'ID') ?? ''];
  return family === undefined ? undefined : `${family}:${read(osRelease, 'VERSION_ID') ?? ''}`;
}

type SupportEnd = Required<Pick<Observation, 'supportEndsAt' | 'supportTable'>>;

/** UTC milliseconds of the end of that day, null where neither says anything; and the table, where one was asked. */
export async function supportEndIn(osRelease: string, memory: Memory, key?: string): Promise<SupportEnd> {
  const said = /^\d{4}-\d{2}-\d{2}$/.exec(read(osRelease, 'SUPPORT_END') ?? '')?.[0] ?? '';
  if (!Number.isNaN(Date.parse(said))) return { supportEndsAt: Date.parse(said), supportTable: null };
  const release = releaseIn(osRelease);
  return release === undefined ? untold : byTable(release, memory, key);
}

const untold: SupportEnd = { supportEndsAt: null, supportTable: null };

/** For makers whose releases this program knows itself: a row of the table counts before its own day. */
export async function supportEndOf(
  release: string,
  ownDay: string | undefined,
  memory: Memory,
  key?: string,
): Promise<SupportEnd> {
  const told = await byTable(release, memory, key);
  return told.supportEndsAt === null ? { ...untold, supportEndsAt: momentOf(ownDay) } : told;
}

async function byTable(release: string, memory: Memory, key?: string): Promise<SupportEnd> {
  const { number, issuedOn, systems } = await supportTableHere(memory, key);
  const listed = systems.find(row => row.release === release)?.endsOn;
  return { supportEndsAt: momentOf(listed), supportTable: { number, issuedAt: Date.parse(issuedOn) } };
}
