/**
 * What is set on Windows: the limit for the whole computer, the screen saver of everybody who is signed in, and the
 * password after sleep. The limit works by starting the screen saver and is only sure after a restart. Who signs in
 * later gets the screen saver's part at the next round. What another manager holds is left to it.
 */
import * as z from 'zod';
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { allRows, askPowershell, moment, onlyRow, parseTold, rowsOf } from '../../system/powershell.ts';
import { type Machine, ProbeError } from '../control.ts';
import { type Plan, PlanRefused, type RegistryValue, type Wanted } from '../plan.ts';
import { limitInForce, limitOf } from './windows-limit.ts';
import { windowsPlanScript } from './windows-plan-script.ts';

const source = 'the registry and Group Policy’s record';

/** Null: Group Policy's record could not be read. */
const holders = z.object({ groupPolicy: z.boolean().nullable(), management: z.boolean() });
const answer = z.object({
  started: rowsOf(z.object({ at: moment })),
  computer: rowsOf(z.object({ InactivityTimeoutSecs: z.unknown().optional() })),
  limit: rowsOf(holders),
  wake: rowsOf(holders),
  hives: rowsOf(z.object({ person: z.boolean() })),
  people: rowsOf(
    z.object({
      sid: z.string().regex(/^S-1-(5-21|12-1)-[0-9-]{1,180}$/),
      groupPolicy: z.boolean().nullable(),
    }),
  ),
});

interface PlanLook {
  startedAt: number | null;
  limit: number | null;
  limitElsewhere: boolean;
  wakeElsewhere: boolean;
  people: { sid: string; elsewhere: boolean }[];
}

const isElsewhere = ({ groupPolicy, management }: z.infer<typeof holders>) =>
  groupPolicy === true || management;

/** Throws ProbeError where any of it could not be read: then nothing is set. */
export function parsePlanLook(stdout: string): PlanLook {
  const { language, answer: told } = parseTold(stdout, answer, source);
  const hives = allRows(told.hives, language, source);
  const people = allRows(told.people, language, source);
  if (hives.length === 0 || hives.filter(({ person }) => person).length !== people.length)
    throw new ProbeError('unrecognised_output', 'the settings of some who are signed in are missing', source);
  return {
    startedAt: onlyRow(told.started, language, source).at,
    limit: limitOf(onlyRow(told.computer, language, source).InactivityTimeoutSecs),
    limitElsewhere: isElsewhere(onlyRow(told.limit, language, source)),
    wakeElsewhere: isElsewhere(onlyRow(told.wake, language, source)),
    people: people.map(({ sid, groupPolicy }) => ({ sid, elsewhere: groupPolicy === true })),
  };
}

const value = (key: string, name: string, wanted: RegistryValue): Wanted => ({
  setting: { kind: 'registry', key, name },
  value: wanted,
});
const dword = (data: number): RegistryValue => ({ kind: 'registry', type: 'dword', data });
const text = (data: string): RegistryValue => ({ kind: 'registry', type: 'sz', data });

const computerKey = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
const wakeKey =
  'HKLM\\SOFTWARE\\Policies\\Microsoft\\Power\\PowerSettings\\0e796bdb-100d-47d6-a2d5-f7d2daa51f51';
const saverKey = (sid: string) =>
  `HKU\\${sid}\\Software\\Policies\\Microsoft\\Windows\\Control Panel\\Desktop`;

const saver = (sid: string, seconds: number): Wanted[] => [
  value(saverKey(sid), 'ScreenSaveActive', text('1')),
  value(saverKey(sid), 'ScreenSaverIsSecure', text('1')),
  value(saverKey(sid), 'ScreenSaveTimeOut', text(String(seconds))),
  value(saverKey(sid), 'SCRNSAVE.EXE', text('scrnsave.scr')),
];

export function windowsWanted(look: PlanLook, seconds: number): Wanted[] {
  return [
    ...(look.limitElsewhere ? [] : [value(computerKey, 'InactivityTimeoutSecs', dword(seconds))]),
    ...(look.wakeElsewhere
      ? []
      : [value(wakeKey, 'ACSettingIndex', dword(1)), value(wakeKey, 'DCSettingIndex', dword(1))]),
    ...look.people.filter(({ elsewhere }) => !elsewhere).flatMap(({ sid }) => saver(sid, seconds)),
  ];
}

/** Throws PlanRefused where another manager holds the limit, ProbeError when it could not be seen. */
export async function planWindows(
  machine: Machine,
  given: ControlPolicy,
  signal: AbortSignal,
): Promise<Plan> {
  const seconds = policy.parse(given).afterMinutes * 60;
  const look = parsePlanLook(await askPowershell(machine, windowsPlanScript, signal));
  const wanted = windowsWanted(look, seconds);
  if (wanted.length === 0)
    throw new PlanRefused(
      'managed_elsewhere',
      'Group Policy or Intune holds every setting of the screen lock.',
    );
  if (look.limitElsewhere)
    return {
      wanted,
      how: 'managed_elsewhere',
      detail: 'Group Policy or Intune holds the computer’s limit; it stays.',
    };
  const set = look.limit === seconds;
  if (set && (await limitInForce(machine, look))) return { wanted, how: 'enforced' };
  return { wanted, how: 'pending_reboot', detail: 'The computer’s limit is sure after the next restart.' };
}
