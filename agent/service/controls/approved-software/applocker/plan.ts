/**
 * What is set on Windows: one file with the whole policy, which a script of ours gives to AppLocker and, once the file is
 * taken away again, empties in the only safe order. The ledger keeps the file; AppLocker keeps nothing that is not in it.
 */
import { decide, refusedRules, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { hasLearned, watchedDays } from '../../../../../shared/controls/approved-software/evaluate.ts';
import {
  type Policy,
  policy as policySchema,
} from '../../../../../shared/controls/approved-software/policy.ts';
import { type Program, programLabel } from '../../../../../shared/controls/approved-software/program.ts';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { askPowershell } from '../../../system/powershell.ts';
import type { Machine } from '../../control.ts';
import { type Plan, PlanRefused, type RegistryValue, type Step, type Wanted } from '../../plan.ts';
import { refusedAddressesLine } from '../firefox.ts';
import { type Learned, recall } from '../learned.ts';
import { onlyWatches } from '../only-watches.ts';
import { parseWindows } from '../parse-windows.ts';
import { stoppedSince } from '../stopped.ts';
import { windowsScript } from '../windows-script.ts';
import { parsePolicy } from './parse-policy.ts';
import { appLockerPolicy, type EnforcementMode } from './policy-xml.ts';
import { wrongWithPolicy } from './schema.ts';
import { tryOut } from './simulate.ts';

const policyFile = 'C:\\ProgramData\\Caretaker\\applocker.xml';

const powershell = (body: string): Step => ({
  command: 'powershell',
  args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', body],
});

/** Windows' own reading of the candidate, over programs without which nobody can sign in. */
const check = powershell(`
$ErrorActionPreference = 'Stop'
$policy = '{candidate}'
$vital = @('explorer.exe', 'System32\\cmd.exe', 'System32\\svchost.exe', 'System32\\winlogon.exe', 'System32\\userinit.exe', 'System32\\LogonUI.exe', 'System32\\dwm.exe', 'System32\\rundll32.exe', 'System32\\Utilman.exe', 'System32\\osk.exe', 'System32\\Narrator.exe', 'System32\\Magnify.exe') |
  ForEach-Object { "$env:SystemRoot\\$_" } | Where-Object { Test-Path -LiteralPath $_ }
$denied = @(Test-AppLockerPolicy -XmlPolicy $policy -Path $vital -User 'S-1-1-0' | Where-Object { "$($_.PolicyDecision)" -ne 'Allowed' })
if ($vital.Count -eq 0 -or $denied.Count -gt 0) { exit 1 }
exit 0
`);

/**
 * Both ways. Emptying: empty collections first, then event 8001 that says they are in force, and only then the service:
 * stopped before, it would leave the old rules enforced. Its start type cannot be set back by the usual tool.
 */
export const applyScript = `
$ErrorActionPreference = 'Stop'
$file = '${policyFile}'
$since = Get-Date
function Await8001 {
  foreach ($try in 1..60) {
    $filter = @{ LogName = 'Microsoft-Windows-AppLocker/EXE and DLL'; Id = 8001; StartTime = $since }
    if (@(Get-WinEvent -FilterHashtable $filter -MaxEvents 1 -ErrorAction SilentlyContinue).Count -gt 0) { return $true }
    Start-Sleep -Seconds 1
  }
  return $false
}
if (Test-Path -LiteralPath $file) {
  & "$env:SystemRoot\\System32\\sc.exe" config appidsvc start= auto | Out-Null
  Start-Service -Name AppIDSvc
  Set-AppLockerPolicy -XmlPolicy $file
  if (-not (Await8001)) { exit 2 }
} else {
  $empty = "$env:TEMP\\caretaker-empty-applocker.xml"
  Set-Content -LiteralPath $empty -Value '<AppLockerPolicy Version="1" />'
  try { Set-AppLockerPolicy -XmlPolicy $empty } finally { Remove-Item -LiteralPath $empty -Force }
  if (-not (Await8001)) { exit 2 }
  Stop-Service -Name AppIDSvc -Force -ErrorAction SilentlyContinue
}
exit 0
`;

/** Throws PlanRefused for a text that AppLocker would not read, or that would stop what must always run. */
function tried(text: string, policy: Policy, known: readonly Program[]): string | null {
  const wrong = wrongWithPolicy(text);
  const collections = parsePolicy(text);
  if (wrong !== null || collections === undefined) throw new PlanRefused('bad_rules', wrong ?? 'no policy');
  const { vital, allowed } = tryOut(collections, policy, known);
  if (vital.length > 0)
    throw new PlanRefused('would_deny_protected', `AppLocker would stop ${vital.join(', ')}`.slice(0, 300));
  return allowed[0] === undefined ? null : `AppLocker would stop ${allowed[0]}, which is allowed`;
}

function held(policy: Policy, learned: Learned, stopped: readonly Program[], now: number): string | null {
  if (policy.mode !== 'enforce') return onlyWatches;
  const { since, boots, users } = learned;
  const seen = { learned: { since, boots: boots.length, users: users.length } };
  if (!hasLearned(seen, policy, now))
    return `it watches first: ${watchedDays(seen, now) ?? 0} of ${policy.watchDays} days, ${boots.length} of ${policy.minBoots} starts, ${users.length} of ${policy.minUsers} people`;
  if (learned.proved === null)
    return 'AppLocker watches with these rules for a whole day before it stops anything';
  const wrong = stopped.find(one => one.stopped === 'would_be' && decide(policy, one, 'windows').allowed);
  return wrong === undefined ? null : `AppLocker would stop ${programLabel(wrong)}, which is allowed`;
}

function refuse(policy: Policy, known: readonly Program[]): void {
  const refused = refusedRules(policy.rules, known);
  if (refused.length === 0) return;
  const said = refused.map(({ rule, denies }) => `“${rule}” would deny ${denies}`).join('; ');
  throw new PlanRefused('would_deny_protected', said.slice(0, 300));
}

const policies = 'HKLM\\SOFTWARE\\Policies';
const registry = (key: string, name: string, value: RegistryValue): Wanted => ({
  setting: { kind: 'registry', key, name },
  value,
});
const refuseDownloads = (key: string) =>
  registry(key, 'DownloadRestrictions', { kind: 'registry', type: 'dword', data: 1 });

const browserSettings: Record<string, Wanted> = {
  Chrome: refuseDownloads(`${policies}\\Google\\Chrome`),
  Edge: refuseDownloads(`${policies}\\Microsoft\\Edge`),
  Firefox: registry(`${policies}\\Mozilla\\Firefox`, 'WebsiteFilter', {
    ...{ kind: 'registry', type: 'sz', data: refusedAddressesLine },
  }),
};

/** Throws PlanRefused or ProbeError. */
export async function windowsPlan(
  machine: Machine,
  asked: ControlPolicy,
  signal: AbortSignal,
): Promise<Plan> {
  const policy = policySchema.parse(asked);
  const learned = await recall(machine);
  const now = machine.now();
  const stopped = await stoppedSince(machine, 0);
  const known = [...Object.values(learned.programs).map(({ program }) => program), ...stopped];
  refuse(policy, known);
  const never = windowsScript({ after: [2 ** 52, 2 ** 52, 2 ** 52], search: false, canary: false });
  const { mechanism, settable } = parseWindows(await askPowershell(machine, never, signal));
  if (mechanism.owner === 'other')
    throw new PlanRefused(
      'managed_elsewhere',
      'AppLocker has rules here that Caretaker did not write. They are left alone.',
    );
  const rules = rulesFor(policy.rules, 'windows', known);
  const written = (mode: EnforcementMode) => appLockerPolicy(rules, mode, { known, open: learned.open });
  const wrong = tried(written('Enabled'), policy, known);
  const why = held(policy, learned, await stoppedSince(machine, learned.watching ?? now), now) ?? wrong;
  const text = written(why === null ? 'Enabled' : 'AuditOnly');
  const file: Wanted = {
    setting: { kind: 'file', path: policyFile },
    value: { kind: 'file', text, mode: 0o600 },
    check,
    then: [powershell(applyScript)],
  };
  if (why !== null) return { wanted: [file], how: 'detective', detail: why };
  const browsers = policy.restrictDownloads ? settable.flatMap(name => browserSettings[name] ?? []) : [];
  return { wanted: [file, ...browsers], how: 'enforced' };
}
