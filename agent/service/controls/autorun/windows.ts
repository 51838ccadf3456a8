/** Windows: AutoRun (programs) and AutoPlay (windows that ask), by the machine's own policy. */
import * as z from 'zod';
import type { Observation } from '../../../../shared/controls/autorun/observation.ts';
import { policy as schema } from '../../../../shared/controls/autorun/policy.ts';
import { askPowershell, parseAnswer } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import type { Wanted } from '../plan.ts';
import { windowsScript } from './windows-script.ts';

const source = 'AutoPlay policies (powershell)';
const explorer = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer';
const policies = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Explorer';
/** A bit for each kind of drive. */
const everyDrive = 0xff;

/** `build` is the proof that the registry was read at all: no policy is an honest answer, no answer is none. */
const answer = z.object({
  build: z.int().positive(),
  values: z.object({
    NoDriveTypeAutoRun: z.int().optional(),
    NoAutorun: z.int().optional(),
    NoAutoplayfornonVolume: z.int().optional(),
  }),
});

/** Throws ProbeError. */
function parseWindows(stdout: string): Observation {
  const { values } = parseAnswer(stdout, answer, source);
  const mask = values.NoDriveTypeAutoRun;
  const noDrive = mask !== undefined && (mask & everyDrive) === everyDrive;
  return {
    system: 'windows',
    noDesktop: false,
    surfaces: [
      {
        name: 'Windows',
        understood: true,
        runs: !(noDrive || values.NoAutorun === 1),
        opens: !(noDrive && values.NoAutoplayfornonVolume === 1),
        fixed: noDrive || values.NoAutorun === 1,
        detail: mask === undefined ? 'no policy for drives' : null,
      },
    ],
  };
}

const dword = (key: string, name: string, data: number): Wanted => ({
  setting: { kind: 'registry', key, name },
  value: { kind: 'registry', type: 'dword', data },
});

export const windows: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    return parseWindows(await askPowershell(machine, windowsScript, signal));
  },
  async plan(_machine, policy) {
    const { allowPrompts } = schema.parse(policy);
    return {
      wanted: [
        dword(explorer, 'NoAutorun', 1),
        ...(allowPrompts
          ? []
          : [
              dword(explorer, 'NoDriveTypeAutoRun', everyDrive),
              dword(policies, 'NoAutoplayfornonVolume', 1),
            ]),
      ],
      how: 'enforced',
    };
  },
};
