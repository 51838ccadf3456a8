/** macOS runs nothing from what is plugged in, and never did since Mac OS X: only that it is macOS has to be seen. */
import type { Observation } from '../../../../shared/controls/autorun/observation.ts';
import { commandOutput } from '../../system/command-output.ts';
import { type Backend, ProbeError } from '../control.ts';

const source = 'sw_vers';

export const macos: Backend<Observation> = {
  source,
  async observe(machine, signal) {
    const version = await commandOutput(machine, 'sw_vers', ['-productVersion'], signal);
    if (!/^1\d(\.\d+){1,2}\s*$|^[2-9]\d(\.\d+){0,2}\s*$/.test(version))
      throw new ProbeError('unrecognised_output', 'no version of macOS', source);
    return { system: 'macos', surfaces: [], noDesktop: false };
  },
};
