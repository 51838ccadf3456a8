/** `santactl status --json`. Its sentences for people change; the mode's word does not. */
import * as z from 'zod';
import type { Mechanism } from '../../../../../shared/controls/approved-software/observation.ts';
import { ProbeError } from '../../control.ts';

const source = 'santactl';

const status = z.object({
  daemon: z.object({ mode: z.string().min(1) }),
  sync: z.object({ enabled: z.boolean().optional(), server: z.string().nullish() }).optional(),
});

const states: Partial<Record<string, Mechanism['state']>> = {
  monitor: 'watching',
  lockdown: 'enforcing',
  /** Asks the person at the keyboard, who then decides. */
  standalone: 'watching',
};

/** Throws ProbeError. Rules come by a profile or a server of the school's own, so they are never ours to change. */
export function parseSantaStatus(stdout: string): Mechanism {
  let told: z.infer<typeof status>;
  try {
    told = status.parse(JSON.parse(stdout));
  } catch {
    throw new ProbeError('unrecognised_output', 'santactl gave another shape than its JSON', source);
  }
  return {
    name: 'Santa',
    state: states[told.daemon.mode.toLowerCase()] ?? 'not_understood',
    running: true,
    owner: 'other',
    canary: null,
    trust: null,
    detail: told.sync?.server ? 'its rules come from a server' : null,
  };
}
