/** The commands of a plan: what checks a candidate, and what makes the system read a setting again. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Machine } from '../controls/control.ts';
import { PlanRefused, type Step, type Wanted } from '../controls/plan.ts';

type Runner = Pick<Machine, 'run'>;

const checkMs = 60_000;
const stepMs = 120_000;

/** Checks one wanted file before it may replace anything. Throws PlanRefused when the tool objects or is missing. */
export async function checkCandidate(machine: Runner, folder: string, wanted: Wanted): Promise<void> {
  const { check, value, setting } = wanted;
  if (check === undefined || value?.kind !== 'file' || setting.kind !== 'file') return;
  const candidate = join(folder, basename(setting.path));
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    rmSync(candidate, { force: true });
    writeFileSync(candidate, value.text, { mode: 0o600, flag: 'wx' });
    const args = check.args.map(part => part.replaceAll('{candidate}', candidate));
    const result = await machine.run(check.command, args, { timeoutMs: checkMs });
    if (result.exit === 0) return;
    if (result.missing)
      throw new PlanRefused(
        'tool_missing',
        `${check.command}, which checks ${basename(setting.path)}, is not installed`,
      );
    throw new PlanRefused(
      'check_failed',
      `${check.command} refuses the new ${basename(setting.path)}: ${firstLine(result.stderr || result.stdout)}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Undefined when it was done, otherwise what went wrong. */
export async function runStep(machine: Runner, { command, args }: Step): Promise<string | undefined> {
  const result = await machine.run(command, args, { timeoutMs: stepMs });
  if (result.exit === 0) return undefined;
  const said = [command, ...args].join(' ');
  if (result.missing) return `${command} is not installed`;
  return `“${said}” failed: ${result.timedOut ? 'it did not end in time' : firstLine(result.stderr || result.stdout)}`;
}

const firstLine = (text: string) => text.trim().split('\n')[0]?.slice(0, 160) || 'no reason given';
