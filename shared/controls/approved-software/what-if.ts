/** What the catalogue would have stopped of what people ran here, for the console to say before it is enforced. */
import type { WouldHave } from '../control.ts';
import { decide } from './decide.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './policy.ts';
import { programLabel } from './program.ts';

/** As long as a device keeps what it saw run (agent/service/controls/approved-software/learned.ts). */
const seenWithin = 'in the last 28 days';

export function wouldHave({ programs, system, seenBy }: Observation, policy: Policy): WouldHave[] {
  const stopped = programs.filter(program => !decide(policy, program, system).allowed);
  const stop = `that people ran ${seenWithin} would have been stopped${
    seenBy === 'samples' ? ', where not every start is seen,' : ''
  }`;
  return [
    {
      one: `program ${stop}`,
      many: `programs ${stop}`,
      names: [...new Set(stopped.map(programLabel))],
    },
  ];
}
