/** The names of the programs that run now. They never leave the service: a control keeps only those it knows. */
import * as z from 'zod';
import { type Machine, ProbeError } from '../controls/control.ts';
import { commandOutput } from './command-output.ts';
import { allRows, askPowershell, parseTold, rowsOf, script } from './powershell.ts';
import { namesIn, textOf } from './presence.ts';

/** Linux: at most 15 characters each, as the kernel keeps them (proc(5), comm). Null when /proc cannot be read. */
export async function linuxProcesses(machine: Machine): Promise<Set<string> | null> {
  const entries = await namesIn(machine, '/proc');
  const numbers = (entries ?? []).filter(name => /^\d+$/.test(name));
  if (numbers.length === 0) return null;
  const names = new Set<string>();
  for (const number of numbers) {
    const name = await textOf(machine, `/proc/${number}/comm`, 64);
    if (name) names.add(name.trim().toLowerCase());
  }
  // The service itself runs, so no name at all is a look that failed.
  return names.size === 0 ? null : names;
}

export async function macosProcesses(machine: Machine, signal: AbortSignal): Promise<Set<string> | null> {
  const printed = await commandOutput(machine, 'ps', ['-axo', 'comm='], signal).catch(orNull);
  if (printed === null) return null;
  return new Set(printed.split('\n').map(line => (line.trim().split('/').at(-1) ?? '').toLowerCase()));
}

interface Running {
  pid: number;
  parent: number;
  name: string;
}

/** What this service began for its own looks is left out, and what that began. Null where nothing was seen at all. */
function ofOthers(all: readonly Running[], own: number): Set<string> | null {
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isOurs = (pid: number, depth = 0): boolean => {
    if (pid === own) return true;
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && depth < 50 && isOurs(parent, depth + 1);
  };
  const others = all.filter(({ pid }) => !isOurs(pid)).map(({ name }) => name.trim().toLowerCase());
  return all.length === 0 ? null : new Set(others);
}

/** `77 (apt-get) S 1 …` (proc(5), stat): a name may hold brackets of its own. */
const statLine = /^(\d+) \(([\s\S]*)\) \S (\d+) /;

/** The names that others run: a look of ours runs what an update runs, `apt-get` and `softwareupdate`. */
export async function othersOnLinux(machine: Machine, own = process.pid): Promise<Set<string> | null> {
  const entries = await namesIn(machine, '/proc');
  const all: Running[] = [];
  for (const number of (entries ?? []).filter(name => /^\d+$/.test(name))) {
    const [, pid, name, parent] =
      statLine.exec((await textOf(machine, `/proc/${number}/stat`, 512)) ?? '') ?? [];
    if (name !== undefined) all.push({ pid: Number(pid), parent: Number(parent), name });
  }
  return ofOthers(all, own);
}

/** The same by `ps`. */
export async function othersOnMacos(
  machine: Machine,
  signal: AbortSignal,
  own = process.pid,
): Promise<Set<string> | null> {
  const printed = await commandOutput(machine, 'ps', ['-axo', 'pid=,ppid=,comm='], signal).catch(orNull);
  const rows = [...(printed ?? '').matchAll(/^\s*(\d+)\s+(\d+)\s+(\S.*)$/gm)];
  const all = rows.map(([, pid, parent, path = '']) => ({
    ...{ pid: Number(pid), parent: Number(parent) },
    name: path.split('/').at(-1) ?? '',
  }));
  return ofOthers(all, own);
}

const ask = script(
  `@{ names = Part { Get-Process | ForEach-Object { "$($_.ProcessName)" } | Sort-Object -Unique } }`,
);
const answer = z.object({ names: rowsOf(z.string()) });

export async function windowsProcesses(machine: Machine, signal: AbortSignal): Promise<Set<string> | null> {
  try {
    const told = parseTold(await askPowershell(machine, ask, signal), answer, 'Get-Process');
    const names = allRows(told.answer.names, told.language, 'Get-Process');
    return names.length === 0 ? null : new Set(names.map(name => name.toLowerCase()));
  } catch (error) {
    return orNull(error);
  }
}

function orNull(error: unknown): null {
  if (error instanceof ProbeError) return null;
  throw error;
}
