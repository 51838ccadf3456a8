/**
 * Accounts that a computer keeps itself: from which day on nobody can sign in. Linux keeps that day beside the password
 * (shadow(5)), so the system closes the account by itself, also while nothing of ours runs. Windows has a switch.
 */
import * as z from 'zod';
import type { Machine } from '../../controls/control.ts';
import type { AccountValue, Setting } from '../../controls/plan.ts';
import { parseShadow } from '../../system/account-files.ts';
import { runOutside } from '../../system/outside.ts';
import { parseAnswer, quoted, rowsOf, script } from '../../system/powershell.ts';
import type { Held } from '../held.ts';
import { PlaceRefused, type Prepared } from './place.ts';

type Runner = Pick<Machine, 'run'>;
type AccountSetting = Extract<Setting, { kind: 'account' }>;

/** What Windows calls disabled. */
const closed = 1;
/** As getent says that there is no such row. */
const notFound = 2;

export async function readAccount(machine: Runner, setting: AccountSetting): Promise<Held> {
  return setting.kept === 'shadow' ? readShadow(machine, setting.name) : readWindows(machine, setting.name);
}

/** Only the file of this computer is asked, never a directory. Of its row nothing but the day leaves here. */
async function readShadow(machine: Runner, name: string): Promise<Held> {
  const { exit, missing, stdout } = await machine.run('getent', ['-s', 'files', 'shadow', name]);
  if (missing) throw new PlaceRefused('tool_missing', 'getent is not installed');
  if (exit === notFound) return null;
  const row = exit === 0 ? parseShadow(stdout).get(name) : undefined;
  if (row === undefined) throw new PlaceRefused('no_access', `the account ${name} could not be looked at`);
  return { kind: 'account', ends: row.endsOnDay };
}

const find = (name: string) => `
  $one = ConvertFrom-Json '${quoted({ name })}'
  $found = @(Get-LocalUser | Where-Object { $_.Name -eq $one.name })
`;
/** Made when it is asked for: most computers never are, and schemas are large. */
const told = () => z.object({ accounts: rowsOf(z.object({ enabled: z.boolean() })) });

async function askWindows(machine: Runner, name: string, act: string): Promise<Held> {
  const body = `${find(name)} ${act}
  @{ accounts = Part { Get-LocalUser | Where-Object { $_.Name -eq $one.name } | ForEach-Object { @{ enabled = [bool]$_.Enabled } } } }`;
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', script(body)];
  const { stdout } = await machine.run('powershell', args, { timeoutMs: 60_000 });
  const { accounts } = parseAnswer(stdout, told(), 'Get-LocalUser');
  if ('error' in accounts)
    throw new PlaceRefused('no_access', `Windows answered ${accounts.error} for the account ${name}`);
  const [row] = accounts.rows;
  return row === undefined ? null : { kind: 'account', ends: row.enabled ? null : closed };
}

const readWindows = (machine: Runner, name: string) => askWindows(machine, name, '');

async function writeShadow(machine: Runner, name: string, { ends }: AccountValue): Promise<void> {
  const { exit, missing, stderr } = await runOutside(machine, 'chage', ['-E', String(ends ?? -1), name]);
  if (missing) throw new PlaceRefused('tool_missing', 'chage is not installed');
  if (exit === 0) return;
  const why = stderr.trim().split('\n')[0]?.slice(0, 160) || 'no reason given';
  throw new PlaceRefused('write_failed', `the account ${name} was not changed: ${why}`);
}

export async function prepareAccount(
  machine: Runner,
  setting: AccountSetting,
  value: Held,
): Promise<Prepared> {
  if (value !== null && value.kind !== 'account') throw new Error(`a ${value.kind} value for an account`);
  const { name, kept } = setting;
  return {
    discard() {},
    async commit() {
      const now = await readAccount(machine, setting);
      if (value === null && now === null) return;
      if (value === null || now === null)
        throw new PlaceRefused(
          'write_failed',
          `there is no account ${name}; accounts are not made or removed`,
        );
      if (kept === 'shadow') return writeShadow(machine, name, value);
      const verb = value.ends === null ? 'Enable-LocalUser' : 'Disable-LocalUser';
      const after = await askWindows(machine, name, `$found | ${verb}`);
      if (after?.kind !== 'account' || after.ends !== value.ends)
        throw new PlaceRefused('write_failed', `Windows did not change the account ${name}`);
    },
  };
}
