/** Whether an account is in one of some groups, as this computer has it: of its own and of a directory. Nothing of it is kept. */
import type { Machine } from '../../control.ts';

/** False also where it could not be looked up: nobody is told of on a guess. */
export async function isInOneOf(machine: Machine, name: string, groups: readonly string[]): Promise<boolean> {
  if (groups.length === 0 || name.startsWith('-')) return false;
  // Names of a directory's groups may hold blanks.
  const { exit, stdout } = await machine.run('id', ['-Gnz', '--', name], { timeoutMs: 10_000 });
  if (exit !== 0) return false;
  const asked = groups.map(group => group.toLowerCase());
  return stdout.split('\0').some(group => asked.includes(group.toLowerCase()));
}
