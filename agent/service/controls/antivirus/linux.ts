/** Linux: looks in every place where a known antivirus program would be, and asks those it understands. */
import type { Observation, Product } from '../../../../shared/controls/antivirus/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { namesIn } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { type ClamavEdges, observeClamav, usualClamav } from './clamav.ts';
import { askClamd } from './clamd-socket.ts';
import { mdatpHealth } from './parse-clamav.ts';

/** Folders in /opt of products that are found but cannot be asked yet. */
const otherProducts: Record<string, string> = {
  sentinelone: 'SentinelOne',
  traps: 'Cortex XDR',
  'sophos-spl': 'Sophos',
  'sophos-av': 'Sophos',
  eset: 'ESET',
  CrowdStrike: 'CrowdStrike Falcon',
  ds_agent: 'Trend Micro',
  'bitdefender-security-tools': 'Bitdefender',
  kaspersky: 'Kaspersky',
  'f-secure': 'F-Secure',
  withsecure: 'WithSecure',
  drweb: 'Dr.Web',
  McAfee: 'Trellix',
};

/** Null stands for a folder that could not be read. */
interface Places {
  programs: string[] | null;
  services: string[] | null;
  opt: string[] | null;
}

async function look(machine: Machine): Promise<Places> {
  const [programs, services, opt] = await Promise.all(
    ['/usr/bin', '/usr/sbin', '/opt'].map(path => namesIn(machine, path)),
  );
  return { programs: programs ?? null, services: services ?? null, opt: opt ?? null };
}

/** A Linux machine without programs in /usr/bin does not exist: an empty listing is a failed look. */
const searchedAll = ({ programs, services, opt }: Places) =>
  Boolean(programs?.length) && Boolean(services?.length) && opt !== null;

async function observeMdatp(machine: Machine, signal: AbortSignal): Promise<Product> {
  const base = { name: 'Microsoft Defender', version: null, realTime: null } as const;
  try {
    const text = await commandOutput(machine, 'mdatp', ['health', '--output', 'json'], signal, 20_000);
    const health = mdatpHealth.parse(JSON.parse(text));
    const at = health.definitionsUpdated;
    return {
      name: base.name,
      running: health.healthy,
      realTime: health.realTimeProtectionEnabled && health.passiveModeEnabled !== true,
      version: health.appVersion ?? null,
      signatures:
        at === undefined
          ? { kind: 'not_known' }
          : { kind: 'dated', at, version: health.definitionsVersion ?? null },
      detail: health.passiveModeEnabled
        ? 'in passive mode'
        : health.healthy
          ? null
          : 'says of itself that it is not healthy',
    };
  } catch (error) {
    const why = error instanceof ProbeError ? error.message : 'mdatp health gave an unknown answer';
    return { ...base, running: null, signatures: { kind: 'not_known' }, detail: why.slice(0, 200) };
  }
}

const notUnderstood = (name: string): Product => ({
  name,
  running: null,
  realTime: null,
  version: null,
  signatures: { kind: 'not_known' },
  detail: 'installed; Caretaker cannot ask this product yet',
});

/** `edges` stand for ClamAV's socket and files, so that a test can put its own behind them. */
export function linuxWith(edges: ClamavEdges): Backend<Observation> {
  return {
    source: 'clamd, mdatp and the places where antivirus programs are kept',
    async observe(machine, signal) {
      const places = await look(machine);
      const has = (name: string) =>
        Boolean(places.programs?.includes(name) || places.services?.includes(name));
      const others = [...new Set((places.opt ?? []).flatMap(folder => otherProducts[folder] ?? []))];
      const products = await Promise.all([
        ...(has('clamd') ? [observeClamav(machine, edges, signal)] : []),
        ...(has('mdatp') || places.opt?.includes('microsoft') ? [observeMdatp(machine, signal)] : []),
        ...others.map(notUnderstood),
      ]);
      return { products, searchedAll: searchedAll(places), realTimeUsual: false };
    },
  };
}

export const linux = linuxWith({ ...usualClamav, ask: askClamd });
