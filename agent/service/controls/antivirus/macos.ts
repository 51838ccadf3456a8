/**
 * macOS: XProtect, which every Mac has, whether its data are kept current, and other products by the places
 * where they are kept. Apple brings new data only now and then, so what counts is when this Mac last asked.
 */
import type { Observation, Product } from '../../../../shared/controls/antivirus/observation.ts';
import { commandResult } from '../../system/command-output.ts';
import { parsePlist, plistFileOrNull } from '../../system/plist.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { AntivirusGuard } from './acts/guard.ts';
import { mdatp } from './acts/mdatp.ts';
import { xprotect } from './acts/xprotect.ts';
import { tellingFinds } from './detections/told.ts';
import { observeMdatp } from './mdatp.ts';
import {
  bundle,
  lastAsked,
  parseGatekeeper,
  parseXprotectStatus,
  parseXprotectVersion,
  systemVersion,
  type UpdateSettings,
  updateSettings,
} from './parse-macos.ts';

const versionFile = '/System/Library/CoreServices/SystemVersion.plist';
/** Where it is kept up to macOS 14; later systems keep it under /var/protected and have a tool to ask. */
const olderBundle = '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';
const settingsFile = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const managedFile = '/Library/Managed Preferences/com.apple.SoftwareUpdate.plist';

async function majorVersion(machine: Machine): Promise<number> {
  const text = await textOf(machine, versionFile, 16_384);
  if (typeof text !== 'string')
    throw new ProbeError('probe_failed', 'which macOS this is could not be read', 'XProtect');
  return Number.parseInt((await parsePlist(text, systemVersion, 'XProtect')).ProductVersion, 10);
}

/** What a command printed when it ended well; null for anything else, a missing command included. */
async function said(machine: Machine, command: string, args: readonly string[], signal: AbortSignal) {
  const result = await commandResult(machine, command, args, signal).catch(error => {
    if (error instanceof ProbeError) return null;
    throw error;
  });
  return result?.exit === 0 ? result.stdout : null;
}

interface Data {
  version: string;
  /** When these data came to this Mac; null before macOS 15, which does not tell. */
  at: number | null;
}

async function dataOf(machine: Machine, major: number, signal: AbortSignal): Promise<Data | undefined> {
  if (major >= 15) return parseXprotectVersion((await said(machine, 'xprotect', ['version'], signal)) ?? '');
  const read = await plistFileOrNull(machine, olderBundle, bundle, signal);
  return read ? { version: read.CFBundleShortVersionString, at: null } : undefined;
}

async function checksOnLaunch(machine: Machine, major: number, signal: AbortSignal): Promise<boolean | null> {
  if (major >= 15) return parseXprotectStatus((await said(machine, 'xprotect', ['status'], signal)) ?? '');
  return parseGatekeeper((await said(machine, 'spctl', ['--status'], signal)) ?? '');
}

/** A profile's settings win over those of the Mac. Null when either could not be read. */
async function settingsOf(machine: Machine, signal: AbortSignal): Promise<UpdateSettings | null> {
  const own = await plistFileOrNull(machine, settingsFile, updateSettings, signal);
  const managed = await plistFileOrNull(machine, managedFile, updateSettings, signal);
  return own === null || managed === null || own === undefined ? null : { ...own, ...managed };
}

/** Apple has let some weeks pass between two versions; data older than this while asking are stuck. */
const longestGapMs = 60 * 24 * 3600_000;

/** With automatic data updates off, asking brings nothing: only the day the data came counts then. */
function signaturesOf(data: Data, settings: UpdateSettings | null): Product['signatures'] {
  const { version } = data;
  if (settings === null) return { kind: 'not_known' };
  if (settings.ConfigDataInstall === false || settings.AutomaticCheckEnabled === false)
    return data.at === null ? { kind: 'not_known' } : { kind: 'dated', at: data.at, version };
  const asked = lastAsked(settings);
  const stuck = asked !== null && data.at !== null && asked - data.at > longestGapMs;
  if (asked === null || stuck) return { kind: 'not_known' };
  return { kind: 'checked', at: asked, version };
}

async function observeXprotect(machine: Machine, signal: AbortSignal): Promise<Product> {
  const major = await majorVersion(machine);
  const data = await dataOf(machine, major, signal);
  const onLaunch = await checksOnLaunch(machine, major, signal);
  const settings = await settingsOf(machine, signal);
  const automatic = settings?.ConfigDataInstall !== false && settings?.AutomaticCheckEnabled !== false;
  return {
    name: 'XProtect',
    running: data === undefined ? null : true,
    realTime: onLaunch,
    version: data?.version ?? null,
    signatures: data === undefined ? { kind: 'not_known' } : signaturesOf(data, settings),
    detail:
      data === undefined
        ? 'its version could not be read'
        : automatic
          ? null
          : 'automatic security updates are off',
  };
}

/** Beginnings of names in /Applications and /Library of products that are found but cannot be asked yet. */
const otherProducts: Record<string, string> = {
  Sophos: 'Sophos',
  SentinelOne: 'SentinelOne',
  Sentinel: 'SentinelOne',
  'Cortex XDR': 'Cortex XDR',
  PaloAltoNetworks: 'Cortex XDR',
  ESET: 'ESET',
  Falcon: 'CrowdStrike Falcon',
  CrowdStrike: 'CrowdStrike Falcon',
  Bitdefender: 'Bitdefender',
  Kaspersky: 'Kaspersky',
  Malwarebytes: 'Malwarebytes',
  Norton: 'Norton',
  Avast: 'Avast',
  'Trend Micro': 'Trend Micro',
  Trellix: 'Trellix',
  WithSecure: 'WithSecure',
};

function othersIn(names: readonly string[]): string[] {
  const found = Object.entries(otherProducts).filter(([start]) => names.some(name => name.startsWith(start)));
  return [...new Set(found.map(([, product]) => product))];
}

const notUnderstood = (name: string): Product => ({
  name,
  running: null,
  realTime: null,
  version: null,
  signatures: { kind: 'not_known' },
  detail: 'installed; Caretaker cannot ask this product yet',
});

export const macos: Backend<Observation> = {
  source: 'XProtect, mdatp and the places where antivirus programs are kept',
  async observe(machine, signal) {
    const places = await Promise.all(
      ['/Applications', '/Library/Application Support', '/Library'].map(path => namesIn(machine, path)),
    );
    const names = places.flatMap(found => found ?? []);
    const defender = names.some(name => name.startsWith('Microsoft Defender'));
    const seen = {
      products: [
        await observeXprotect(machine, signal),
        ...(defender ? [await observeMdatp(machine, signal)] : []),
        ...othersIn(names).map(notUnderstood),
      ],
      searchedAll: places.every(found => found !== null),
      realTimeUsual: true,
    };
    return tellingFinds(seen, []);
  },
  guard: edges =>
    new AntivirusGuard(edges, {
      async performers() {
        const names = await namesIn(edges.machine, '/Applications');
        const defender = names?.some(name => name.startsWith('Microsoft Defender'));
        return [...(defender ? [mdatp] : []), xprotect];
      },
    }),
};
