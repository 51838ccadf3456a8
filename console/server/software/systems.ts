/** The systems of the fleet with until when their makers mend them: Windows and macOS by build, Linux by release. */
import { sql } from 'kysely';
import {
  endOfMacos,
  endOfWindows,
  macosRelease,
  windowsRelease,
} from '../../../shared/support-ends/maker-releases.ts';
import { type SupportTable, supportOfRelease } from '../../../shared/support-ends/table.ts';
import { isPostgres, type Tx } from '../database/index.ts';
import { releasesInFleet } from './due.ts';

export interface FleetSystem {
  release: string;
  /** As the system calls itself, for those that are told by builds. */
  name: string | null;
  devices: number;
  endsOn: string | null;
  source: string | null;
}

const pages = {
  windows: 'https://learn.microsoft.com/windows/release-health/',
  macos: 'https://support.apple.com/en-us/100100',
};

export async function systemsInFleet(tx: Tx, schoolId: string, table: SupportTable): Promise<FleetSystem[]> {
  const fleet = await releasesInFleet(tx, schoolId);
  const plain = fleet.filter(({ release }) => release !== 'windows' && release !== 'macos');
  const told = fleet.length === plain.length ? [] : await builds(tx, schoolId);
  return [
    ...told,
    ...plain.map(one => ({ ...one, name: null, endsOn: undefined as string | undefined, source: null })),
  ].map(one => {
    const found = supportOfRelease(table, one.release);
    return {
      ...one,
      endsOn: found?.endsOn ?? one.endsOn ?? null,
      source: found?.source ?? (one.endsOn === undefined ? null : one.source),
    };
  });
}

/** One a build and edition, the most widespread first. */
async function builds(tx: Tx, schoolId: string) {
  const part = (name: string) =>
    isPostgres(tx)
      ? sql<string | null>`device_section.body::jsonb ->> ${sql.lit(name)}`
      : sql<string | null>`device_section.body ->> ${sql.lit(`$.${name}`)}`;
  const found = await tx
    .selectFrom('software_counted')
    .innerJoin('device_section', join =>
      join
        .onRef('device_section.device_id', '=', 'software_counted.device_id')
        .on('device_section.name', '=', 'system'),
    )
    .select(eb => [
      part('name').as('called'),
      part('version').as('version'),
      part('build').as('build'),
      'release',
      eb.fn.countAll<number>().as('devices'),
    ])
    .where('software_counted.school_id', '=', schoolId)
    .where('release', 'in', ['windows', 'macos'])
    .groupBy(['called', 'version', 'build', 'release'])
    .execute();
  const systems = new Map<string, Omit<FleetSystem, 'endsOn'> & { endsOn: string | undefined }>();
  for (const row of found) {
    const system = row.release === 'macos' ? macOf(row) : windowsOf(row);
    const before = systems.get(`${system.release} ${system.name}`);
    const devices = Number(row.devices) + (before?.devices ?? 0);
    systems.set(`${system.release} ${system.name}`, { ...system, devices });
  }
  return [...systems.values()].sort((a, b) => b.devices - a.devices);
}

interface Told {
  called: string | null;
  version: string | null;
  build: string | null;
}

function windowsOf({ called, version, build }: Told) {
  // `10.0.26100`, `26100.4652` or `26100`.
  const [, number] = /(?:^|\.)(\d{4,5})(?:\.|$)/.exec(build ?? version ?? '') ?? [];
  const name = called || 'Windows';
  if (number === undefined) return { release: 'windows', name, endsOn: undefined, source: null };
  const windows = { build: Number(number), server: /Server/.test(name), edition: editionIn(name) };
  return {
    release: windowsRelease(windows),
    name: `${name}, build ${number}`,
    endsOn: endOfWindows(windows),
    source: pages.windows,
  };
}

/** `EditionID` out of what people read: what is not told is taken for the edition that is mended longer. */
function editionIn(name: string): string {
  if (/LTS[CB]/.test(name)) return /IoT/.test(name) ? 'IoTEnterpriseS' : 'EnterpriseS';
  return /\b(Home|Pro)\b/.test(name) ? 'Professional' : 'Education';
}

function macOf({ called, version }: Told) {
  const name = [called || 'macOS', version].filter(Boolean).join(' ');
  if (version === null) return { release: 'macos', name, endsOn: undefined, source: null };
  return { release: macosRelease(version), name, endsOn: endOfMacos(version), source: pages.macos };
}
