/** The answer of a cell that nobody has built yet: a reason, never an empty success. */
import { type Backend, ProbeError } from './control.ts';

/** `why` completes "not seen on this system: …", for a technician. */
export function unsupported(source: string, why: string): Backend<never> {
  return {
    source,
    async observe() {
      throw new ProbeError('unsupported', why, source);
    },
  };
}
