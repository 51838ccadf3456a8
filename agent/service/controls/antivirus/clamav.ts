/** ClamAV as it stands: the program, whether clamd answers, how old its list is, whether it checks on access. */
import type { Product } from '../../../../shared/controls/antivirus/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { namesIn, textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import type { AskClamd } from './clamd-socket.ts';
import {
  type ClamdVersion,
  parseClamdVersion,
  parseDatabaseHeader,
  parseLocalSocket,
} from './parse-clamav.ts';

/** When a scan that was ordered last came to its end: ClamAV itself keeps no record of one. */
export const lastScanName = 'antivirus-clamav-scan';

export interface ClamavEdges {
  ask: AskClamd;
  /** Tried after the one that the configuration names. */
  sockets: readonly string[];
  configurations: readonly string[];
  databases: readonly string[];
}

export const usualClamav: Omit<ClamavEdges, 'ask'> = {
  sockets: ['/run/clamav/clamd.ctl', '/run/clamd.scan/clamd.sock', '/run/clamav/clamd.sock'],
  configurations: ['/etc/clamav/clamd.conf', '/etc/clamd.d/scan.conf', '/etc/clamd.conf'],
  databases: ['/var/lib/clamav/daily.cvd', '/var/lib/clamav/daily.cld'],
};

type Answer =
  | { kind: 'answered'; version: ClamdVersion | undefined }
  | { kind: 'not_running' }
  | { kind: 'not_known'; why: string };

async function socketPaths(machine: Machine, edges: ClamavEdges): Promise<string[]> {
  const texts = await Promise.all(edges.configurations.map(path => textOf(machine, path, 65_536)));
  const named = texts.flatMap(text => (typeof text === 'string' ? (parseLocalSocket(text) ?? []) : []));
  return [...new Set([...named, ...edges.sockets])];
}

/** Nobody behind any socket is "not running"; a door that is shut to us, or silence, is "not known". */
async function askFirst(paths: readonly string[], edges: ClamavEdges, signal: AbortSignal): Promise<Answer> {
  let doubt: string | undefined;
  for (const path of paths) {
    try {
      const pong = await edges.ask(path, 'PING', signal);
      if (pong.trim() !== 'PONG') throw new Error(`clamd answered “${pong.slice(0, 40)}” to PING`);
      return { kind: 'answered', version: parseClamdVersion(await edges.ask(path, 'VERSION', signal)) };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' && code !== 'ECONNREFUSED') doubt ??= `${path}: ${message}`;
    }
  }
  return doubt ? { kind: 'not_known', why: doubt.slice(0, 200) } : { kind: 'not_running' };
}

export async function databaseOnDisk(machine: Machine, edges: ClamavEdges) {
  const heads = await Promise.all(edges.databases.map(path => textOf(machine, path, 512)));
  const found = heads.flatMap(head => (typeof head === 'string' ? (parseDatabaseHeader(head) ?? []) : []));
  return found.sort((a, b) => b.at - a.at)[0];
}

/** On disk and in clamd's mouth must be the same list; where only one of them speaks of one, nothing is known. */
function signaturesOf(
  answer: Answer,
  onDisk: { version: string; at: number } | undefined,
): Product['signatures'] {
  if (answer.kind !== 'answered') return onDisk ? { kind: 'dated', ...onDisk } : { kind: 'not_known' };
  if (answer.version === undefined) return { kind: 'not_known' };
  const { database } = answer.version;
  if (database === null) return onDisk ? { kind: 'not_known' } : { kind: 'none' };
  return { kind: 'dated', ...(onDisk?.version === database.version ? onDisk : database) };
}

/** Checking on access is a program of its own, `clamonacc`. Null when processes could not be listed. */
async function checksOnAccess(machine: Machine): Promise<boolean | null> {
  const names = await namesIn(machine, '/proc');
  const processes = names?.filter(name => /^\d+$/.test(name)) ?? [];
  if (processes.length === 0) return null;
  const commands = await Promise.all(processes.map(pid => textOf(machine, `/proc/${pid}/comm`, 64)));
  return commands.some(command => command?.trim() === 'clamonacc');
}

/** Debian's unit stays inactive until the first database is there: worth saying. */
async function unitState(machine: Machine, signal: AbortSignal): Promise<string | null> {
  const args = ['show', 'clamav-daemon.service', '--property=ActiveState,ConditionResult'];
  const shown = await commandOutput(machine, 'systemctl', args, signal, 5000).catch(() => null);
  return shown === null ? null : shown.trim().replaceAll('\n', ', ').slice(0, 200);
}

/** Call only where clamd is installed. */
export async function observeClamav(
  machine: Machine,
  edges: ClamavEdges,
  signal: AbortSignal,
): Promise<Product> {
  const answer = await askFirst(await socketPaths(machine, edges), edges, signal);
  const running = { answered: true, not_running: false, not_known: null }[answer.kind];
  const scannedAt = Number((await machine.memory.get(lastScanName)) ?? Number.NaN);
  return {
    name: 'ClamAV',
    running,
    realTime: await checksOnAccess(machine),
    version: answer.kind === 'answered' ? (answer.version?.engine ?? null) : null,
    signatures: signaturesOf(answer, await databaseOnDisk(machine, edges)),
    ...(Number.isInteger(scannedAt) ? { lastScanAt: scannedAt } : {}),
    detail: answer.kind === 'not_known' ? answer.why : running ? null : await unitState(machine, signal),
  };
}
