/** Whether the services of the system run that Caretaker leans on. By these names only: nothing is listed. */
import * as z from 'zod';
import type { Diagnostics } from '../../../shared/protocol/diagnostics.ts';
import type { Machine } from '../controls/control.ts';
import type { Platform } from '../controls/registry.ts';
import { allRows, askPowershell, parseTold, rowsOf, script } from '../system/powershell.ts';

type Services = Diagnostics['services'];

const timeoutMs = 10_000;
export const units = [
  ...['caretaker-agent', 'systemd-logind', 'dbus', 'polkit', 'usbguard', 'fapolicyd', 'auditd'],
  ...['clamav-daemon', 'clamav-freshclam', 'nftables', 'ufw', 'firewalld', 'unattended-upgrades'],
  ...['apt-daily.timer', 'apt-daily-upgrade.timer', 'packagekit', 'systemd-timesyncd', 'chrony'],
  ...['NetworkManager', 'systemd-resolved'],
];
const windowsNames = [
  'WinDefend',
  'wuauserv',
  'mpssvc',
  'AppIDSvc',
  'BITS',
  'W32Time',
  'Winmgmt',
  'LanmanWorkstation',
];

/** Blocks of `systemctl show`; a unit that is not installed is left out. */
export function parseUnits(stdout: string): NonNullable<Services> {
  return stdout.split(/\n\n+/).flatMap(block => {
    const fields = new Map(
      block.split('\n').flatMap(line => {
        const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
        return name && value !== undefined ? [[name, value] as const] : [];
      }),
    );
    const name = fields.get('Id')?.replace(/\.service$/, '');
    const [active, sub] = [fields.get('ActiveState'), fields.get('SubState')];
    if (!name || !active || fields.get('LoadState') === 'not-found') return [];
    const restarts = Number(fields.get('NRestarts') ?? Number.NaN);
    const result = fields.get('Result') || null;
    return [
      {
        name,
        state: `${active}-${sub ?? ''}`,
        result,
        restarts: Number.isInteger(restarts) ? restarts : null,
      },
    ];
  });
}

const answer = z.object({
  services: rowsOf(z.object({ name: z.string().max(80), state: z.int() })),
});
/** ServiceControllerStatus, by its number. */
const windowsStates = ['', 'stopped', 'starting', 'stopping', 'running', 'continuing', 'pausing', 'paused'];

/** The answer of PowerShell; throws for another shape. */
export function parseWindowsServices(stdout: string): NonNullable<Services> {
  const told = parseTold(stdout, answer, 'Get-Service');
  return allRows(told.answer.services, told.language, 'Get-Service').map(({ name, state }) => ({
    ...{ name, state: windowsStates[state] || 'unknown', result: null, restarts: null },
  }));
}

const names = windowsNames.map(name => `'${name}'`).join(',');
const ask = script(
  `@{ services = Part { Get-Service -Name ${names} -ErrorAction SilentlyContinue | ForEach-Object { @{ name = $_.Name; state = [int]$_.Status } } } }`,
);

/** Null where they could not be asked, and on macOS, whose launchd tells of none by a fixed name. */
export async function servicesOf(machine: Machine, platform: Platform | null): Promise<Services> {
  try {
    if (platform === 'linux') {
      const fields = '--property=Id,LoadState,ActiveState,SubState,Result,NRestarts';
      const { exit, stdout } = await machine.run('systemctl', ['show', ...units, fields], { timeoutMs });
      return exit === 0 ? parseUnits(stdout) : null;
    }
    if (platform !== 'windows') return null;
    return parseWindowsServices(await askPowershell(machine, ask, AbortSignal.timeout(timeoutMs)));
  } catch {
    return null;
  }
}
