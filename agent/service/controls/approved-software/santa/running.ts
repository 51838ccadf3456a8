/** macOS: what people run now, by `ps`, and who signed what does not lie among the installed programs, by `codesign`. */
import type { Program } from '../../../../../shared/controls/approved-software/program.ts';
import { commandOutput } from '../../../system/command-output.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { macosPathClass } from '../path-class.ts';

const source = 'santactl, ps and codesign';
const mostAsked = 20;

interface Running {
  uid: number;
  path: string;
}

/** `  501 /Applications/Firefox.app/Contents/MacOS/firefox`: a uid and a whole path, which may hold spaces. */
export function parsePs(stdout: string): Running[] {
  return [...stdout.matchAll(/^\s*(\d+)\s+(\/.*\S)\s*$/gm)].map(([, uid, path = '']) => ({
    uid: Number(uid),
    path,
  }));
}

/** Only what a valid signature says: the team and the signing id. `not set` is a program that no team signed. */
export function parseCodesign(text: string): Pick<Program, 'publisher' | 'product'> {
  const [, team] = /^TeamIdentifier=(\w{10})$/m.exec(text) ?? [];
  const [, identifier] = /^Identifier=([\w.-]{1,120})$/m.exec(text) ?? [];
  return { publisher: team ?? null, product: team === undefined ? null : (identifier ?? null) };
}

export async function signatureOf(
  machine: Machine,
  path: string,
  signal: AbortSignal,
): Promise<Pick<Program, 'publisher' | 'product'>> {
  const valid = await machine.run('codesign', ['--verify', path], { signal, timeoutMs: 10_000 });
  if (valid.exit !== 0) return { publisher: null, product: null };
  const { stdout, stderr } = await machine.run('codesign', ['-dv', '--verbose=2', path], {
    signal,
    timeoutMs: 10_000,
  });
  return parseCodesign(`${stdout}\n${stderr}`);
}

export interface Seen {
  path: string;
  program: Program;
}

/** Throws ProbeError. `complete` is false when more were running than could be asked about. */
export async function runningOnMac(
  machine: Machine,
  signal: AbortSignal,
): Promise<{ seen: Seen[]; users: number[]; complete: boolean }> {
  const listed = await commandOutput(machine, 'ps', ['-axww', '-o', 'uid=,comm='], signal).catch(error => {
    throw error instanceof ProbeError ? new ProbeError(error.reason, error.message, source) : error;
  });
  const all = parsePs(listed).filter(({ uid }) => uid > 0);
  if (all.length === 0) throw new ProbeError('unrecognised_output', 'ps shows nobody’s programs', source);
  const paths = [...new Set(all.map(({ path }) => path))].filter(path => macosPathClass(path) !== 'system');
  const seen: Seen[] = [];
  for (const path of paths.slice(0, mostAsked)) {
    const signed = await signatureOf(machine, path, signal);
    const program = {
      ...signed,
      package: null,
      hash: null,
      pathClass: macosPathClass(path),
      stopped: 'no' as const,
    };
    seen.push({ path, program });
  }
  const users = [...new Set(all.map(({ uid }) => uid).filter(uid => uid >= 501 && uid < 60_000))];
  return { seen, users, complete: paths.length <= mostAsked };
}
