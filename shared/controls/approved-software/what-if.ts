/** What the catalogue would have stopped, and would newly let run, of what people ran here: said before it is enforced. */
import { canonicalJson } from '../../json.ts';
import type { Beside, WouldHave } from '../control.ts';
import { decide } from './decide.ts';
import type { Observation } from './observation.ts';
import type { Policy, Rule } from './policy.ts';
import { programLabel } from './program.ts';

/** As long as a device keeps what it saw run (agent/service/controls/approved-software/learned.ts). */
const seenWithin = 'in the last 28 days';

/** What is written down of each start is what the rules of that time would stop: of what they let run there is no record. */
function stopsMore(before: Policy, after: Policy): boolean {
  const means = ({ decision, by, value, publisher, system }: Rule) =>
    canonicalJson({ decision, by, value, publisher, system });
  const [was, is] = [new Set(before.rules.map(means)), new Set(after.rules.map(means))];
  return (
    before.rules.some(rule => rule.decision === 'allow' && !is.has(means(rule))) ||
    after.rules.some(rule => rule.decision === 'deny' && !was.has(means(rule))) ||
    (before.ownScripts && !after.ownScripts)
  );
}

export function wouldHave(
  { programs, system }: Observation,
  policy: Policy,
  _beside: Beside,
  was: { observation: Observation; policy: Policy },
): WouldHave[] {
  const stopped = programs.filter(program => !decide(policy, program, system).allowed);
  const freed = was.observation.programs.filter(
    program => !decide(was.policy, program, system).allowed && decide(policy, program, system).allowed,
  );
  const stop = `that people ran ${seenWithin} would have been stopped${
    was.observation.seenBy === 'samples' || stopsMore(was.policy, policy)
      ? ', where not every start is seen,'
      : ''
  }`;
  return [
    {
      one: `program ${stop}`,
      many: `programs ${stop}`,
      names: [...new Set(stopped.map(programLabel))],
    },
    {
      one: 'program that is not approved now would run',
      many: 'programs that are not approved now would run',
      names: [...new Set(freed.map(programLabel))],
    },
  ];
}
