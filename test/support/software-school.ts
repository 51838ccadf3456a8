/** A school whose devices list software, without sockets: for the catalogue and for what matches it. */
import { createHash, randomUUIDv7 } from 'node:crypto';
import type { Db } from '../../console/server/database/index.ts';
import { canonicalJson } from '../../shared/json.ts';
import type { SoftwareItem, System } from '../../shared/protocol/inventory.ts';
import { softwareText } from '../../shared/protocol/transcript.ts';
import { aReportingSchool } from './reporting-school.ts';

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

const systems: Record<string, Pick<System, 'platform' | 'name' | 'version'>> = {
  'Debian:11': { platform: 'linux', name: 'Debian GNU/Linux', version: '11 (bullseye)' },
  'Debian:12': { platform: 'linux', name: 'Debian GNU/Linux', version: '12 (bookworm)' },
  'windows 10 pro': { platform: 'windows', name: 'Windows 10 Pro', version: '10.0.19045' },
  mac: { platform: 'macos', name: 'macOS', version: '13.6.1' },
  windows: { platform: 'windows', name: 'Windows 11 Education', version: '10.0.26100' },
};

export const deb = (name: string, version: string, origin?: SoftwareItem['origin']): SoftwareItem => ({
  name,
  version,
  publisher: null,
  source: 'dpkg',
  ...(origin && { origin }),
});
export const program = (name: string, version: string, publisher = 'A maker'): SoftwareItem => ({
  name,
  version,
  publisher,
  source: 'registry',
});

export async function aSoftwareSchool(db: Db) {
  const school = await aReportingSchool(db);
  let seq = 0;
  const next = () => {
    seq += 1;
    return { id: randomUUIDv7(), seq, at: 1 };
  };

  /** The device says which system it has. */
  async function is(deviceId: string, release: keyof typeof systems): Promise<void> {
    const body: System = {
      platform: 'linux',
      name: '',
      version: null,
      build: null,
      kernel: null,
      architecture: 'x64',
      hostName: 'x',
      virtual: null,
      ...systems[release],
    };
    const section = { name: 'system' as const, body };
    const record = { ...next(), type: 'section' as const, hash: hashOf(canonicalJson(body)), section };
    await school.ingest.submit(school.from(deviceId), [record]);
  }

  /** The device says everything that it has now. */
  async function has(deviceId: string, items: SoftwareItem[]): Promise<void> {
    const record = {
      ...next(),
      type: 'software' as const,
      hash: hashOf(softwareText(items)),
      base: null,
      put: items,
      removed: [],
    };
    await school.ingest.submit(school.from(deviceId), [record]);
  }

  async function aDeviceWith(release: keyof typeof systems, items: SoftwareItem[], name = 'Laptop') {
    const id = await school.aDevice(name);
    await is(id, release);
    await has(id, items);
    return id;
  }

  return { ...school, is, has, aDeviceWith };
}
