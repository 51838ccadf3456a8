/** Turns a command's result into its text or into the reason why there is none. */
import { type CommandResult, type Machine, ProbeError } from '../controls/control.ts';

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 200) ?? '';

/** As systemctl, loginctl and busctl say it in containers and on systems with another first process. */
const noSystemd = /not been booted with systemd/;

function failed(command: string, result: CommandResult): ProbeError {
  if (noSystemd.test(result.stderr)) {
    const why = `This computer does not run systemd, which ${command} asks, so this cannot be looked at here.`;
    return new ProbeError('unsupported', why, command);
  }
  const why = result.exit === null ? `ended by ${result.signal ?? 'nobody'}` : `exit ${result.exit}`;
  const said = firstLine(result.stderr);
  return new ProbeError('probe_failed', `${command}: ${why}${said ? `: ${said}` : ''}`, command);
}

/** The result of a command that was found, started and ended in time. Throws ProbeError otherwise. */
export async function commandResult(
  machine: Machine,
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
  timeoutMs?: number,
): Promise<CommandResult & { exit: number }> {
  const result = await machine.run(command, args, { signal, timeoutMs });
  if (result.missing) throw new ProbeError('tool_missing', `${command} is not installed`, command);
  if (result.timedOut) throw new ProbeError('probe_timed_out', `${command} did not answer in time`, command);
  const { exit } = result;
  if (exit === null) throw failed(command, result);
  return { ...result, exit };
}

/** What a command printed, when it ended with exit code 0 and printed something. Throws ProbeError otherwise. */
export async function commandOutput(
  machine: Machine,
  command: string,
  args: readonly string[],
  signal?: AbortSignal,
  timeoutMs?: number,
): Promise<string> {
  const result = await commandResult(machine, command, args, signal, timeoutMs);
  if (result.exit !== 0) throw failed(command, result);
  if (result.stdout.trim() === '')
    throw new ProbeError('unrecognised_output', `${command} printed nothing`, command);
  return result.stdout;
}
