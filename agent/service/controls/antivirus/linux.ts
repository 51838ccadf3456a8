/** Linux: looks in every place where a known antivirus program would be, and asks those it understands. */
import type { Observation, Product } from '../../../../shared/controls/antivirus/observation.ts';
import { namesIn } from '../../system/presence.ts';
import type { Backend, Machine } from '../control.ts';
import { clamav } from './acts/clamav.ts';
import { AntivirusGuard } from './acts/guard.ts';
import { mdatp } from './acts/mdatp.ts';
import { type ClamavEdges, observeClamav, usualClamav } from './clamav.ts';
import { askClamd } from './clamd-socket.ts';
import { clamavLog } from './detections/clamav-log.ts';
import { linuxDetections } from './detections/linux.ts';
import { tellingFinds } from './detections/told.ts';
import { observeMdatp } from './mdatp.ts';
import { linuxTampering } from './tampering/linux.ts';

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

const has = ({ programs, services }: Places, name: string) =>
  Boolean(programs?.includes(name) || services?.includes(name));
const hasClamd = (places: Places) => has(places, 'clamd');
const hasMdatp = (places: Places) => has(places, 'mdatp') || Boolean(places.opt?.includes('microsoft'));

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
      const others = [...new Set((places.opt ?? []).flatMap(folder => otherProducts[folder] ?? []))];
      const products = await Promise.all([
        ...(hasClamd(places) ? [observeClamav(machine, edges, signal)] : []),
        ...(hasMdatp(places) ? [observeMdatp(machine, signal)] : []),
        ...others.map(notUnderstood),
      ]);
      const followed = (await clamavLog(machine, edges.configurations)) === null ? [] : ['ClamAV'];
      const seen = { products, searchedAll: searchedAll(places), realTimeUsual: false };
      return tellingFinds(seen, followed);
    },
    guard: guarded =>
      new AntivirusGuard(guarded, {
        detections: linuxDetections(guarded, edges.configurations),
        tampering: linuxTampering(guarded),
        async performers() {
          const places = await look(guarded.machine);
          return [...(hasClamd(places) ? [clamav(edges)] : []), ...(hasMdatp(places) ? [mdatp] : [])];
        },
      }),
  };
}

export const linux = linuxWith({ ...usualClamav, ask: askClamd });
