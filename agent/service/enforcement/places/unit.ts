/** systemd's units, through `systemctl`: whether one starts by itself, runs now, or is kept from running. */
import type { Machine } from '../../controls/control.ts';
import type { UnitValue } from '../../controls/plan.ts';
import type { Held } from '../held.ts';
import { PlaceRefused, type Prepared } from './place.ts';

type Runner = Pick<Machine, 'run'>;

const running = new Set(['active', 'activating', 'reloading']);
const stepMs = 60_000;

/** Null where there is no such unit. */
export async function readUnit(machine: Runner, unit: string): Promise<Held> {
  const args = ['show', '--property=LoadState,UnitFileState,ActiveState', '--', unit];
  const { exit, missing, stdout } = await machine.run('systemctl', args);
  if (missing) throw new PlaceRefused('tool_missing', 'systemctl is not installed');
  const field = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(stdout)?.[1]?.trim();
  const loaded = field('LoadState');
  if (exit !== 0 || loaded === undefined)
    throw new PlaceRefused('no_access', `systemctl did not say how ${unit} is`);
  if (loaded === 'not-found') return null;
  const file = field('UnitFileState') ?? '';
  return {
    kind: 'unit',
    enabled: file === 'enabled',
    active: running.has(field('ActiveState') ?? ''),
    masked: loaded === 'masked' || file.startsWith('masked'),
  };
}

export async function prepareUnit(machine: Runner, unit: string, value: Held): Promise<Prepared> {
  if (value !== null && value.kind !== 'unit') throw new Error(`a ${value.kind} value for the unit ${unit}`);
  return {
    discard() {},
    async commit() {
      const now = await readUnit(machine, unit);
      if (value === null && now === null) return;
      if (value === null || now?.kind !== 'unit')
        throw new PlaceRefused('write_failed', `there is no unit ${unit}; units are not made or removed`);
      for (const args of stepsFrom(now, value)) await tellSystemd(machine, [...args, '--', unit]);
    },
  };
}

/** In an order in which each step is allowed: a masked unit can neither start nor change, a running one is stopped first. */
function stepsFrom(now: UnitValue, value: UnitValue): string[][] {
  const steps: string[][] = [];
  if (now.masked && !value.masked) steps.push(['unmask']);
  if (now.active && !value.active) steps.push(['stop']);
  // A link that starts it would outlive the mask, unseen.
  if (!now.masked && value.masked && now.enabled) steps.push(['disable', '--quiet']);
  if (!value.masked && now.enabled !== value.enabled)
    steps.push([value.enabled ? 'enable' : 'disable', '--quiet']);
  if (!now.active && value.active) steps.push(['start']);
  if (!now.masked && value.masked) steps.push(['mask', '--quiet']);
  return steps;
}

async function tellSystemd(machine: Runner, args: string[]): Promise<void> {
  const { exit, timedOut, stderr } = await machine.run('systemctl', args, { timeoutMs: stepMs });
  if (exit === 0) return;
  const why = timedOut ? 'it took more than a minute' : stderr.trim().split('\n')[0]?.slice(0, 160);
  throw new PlaceRefused(
    'write_failed',
    `systemctl ${args[0]} ${args.at(-1)} failed: ${why || 'no reason given'}`,
  );
}
