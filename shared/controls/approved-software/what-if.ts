/** What the catalogue would have stopped of what people ran here, for the console to say before it is enforced. */
import type { WouldHave } from '../control.ts';
import { decide } from './decide.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './policy.ts';
import { programLabel } from './program.ts';

export function wouldHave({ programs, system }: Observation, policy: Policy): WouldHave[] {
  const stopped = programs.filter(program => !decide(policy, program, system).allowed);
  return [
    {
      one: 'program that people ran would have been stopped',
      many: 'programs that people ran would have been stopped',
      names: [...new Set(stopped.map(programLabel))],
    },
  ];
}
