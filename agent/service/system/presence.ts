/** Reads that tell "is not there" from "could not be looked at". */
import type { Machine } from '../controls/control.ts';

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
const absent = (error: unknown) => codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';

/** The names in a folder, none when there is no such folder; null when it could not be read. */
export async function namesIn(machine: Machine, path: string): Promise<string[] | null> {
  return machine.readDirectory(path).catch(error => (absent(error) ? [] : null));
}

/** The text of a file, undefined when there is no such file; null when it could not be read. */
export async function textOf(
  machine: Machine,
  path: string,
  maxBytes?: number,
): Promise<string | undefined | null> {
  return machine.readFile(path, maxBytes).catch(error => (absent(error) ? undefined : null));
}

/** When the newest of these was modified, in UTC milliseconds; null when none of them could be seen. */
export async function newestOf(machine: Machine, paths: readonly string[]): Promise<number | null> {
  const times = await Promise.all(paths.map(path => machine.modifiedAt(path).catch(() => 0)));
  const newest = Math.floor(Math.max(0, ...times));
  return newest > 0 ? newest : null;
}
