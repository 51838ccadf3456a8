/** What a computer's findings come to, for whoever has it. */
import type { OwnComputer } from '../../../../shared/protocol/api/own.ts';
import { plural } from '../../time.ts';

/** Only what was looked at is called fine. */
export function sayAnswer(findings: readonly Pick<OwnComputer['findings'][number], 'standing'>[]): string {
  const count = (state: string) => findings.filter(({ standing }) => standing.state === state).length;
  const [broken, unknown] = [count('not_met'), count('unknown')];
  if (findings.length === 0) return 'It has not reported yet: switch it on and connect it to the internet.';
  if (broken > 0)
    return `${plural(broken, 'thing')} to put right. Show this page to the technician if you cannot do it yourself.`;
  if (unknown === findings.length)
    return 'How it stands is not known now. Leave it switched on and connected to the internet for a while; if this stays, tell the technician.';
  if (unknown > 0)
    return `Nothing for you to do that is known; ${plural(unknown, 'thing')} could not be seen.`;
  return 'Nothing for you to do.';
}
