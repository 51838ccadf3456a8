/** One round and the inventory of this machine, without a console and without writing anything. */
import { agentName } from './config.ts';
import { systemClock } from './console-link/clock.ts';
import { inventoryHere, watchedHere } from './main.ts';
import { findingLines } from './main-view.ts';
import { Rounds } from './rounds.ts';
import { thisMachine } from './system/machine.ts';

/** What `caretaker agent --once` prints, by lines. */
export async function lookOnceHere(json: boolean): Promise<string[]> {
  const machine = thisMachine();
  const troubles: string[] = [];
  const rounds = new Rounds({
    watched: watchedHere(),
    machine,
    clock: systemClock,
    policyOf: meaning => meaning.policy.parse({}),
    observedBy: agentName,
    onLooked: () => {},
    onTrouble: (control, error) => troubles.push(`${control}: ${String(error)}`),
  });
  const [looked, inventory] = await Promise.all([rounds.runAll(), inventoryHere(machine)]);
  if (troubles.length > 0) throw new Error(troubles.join('; '));
  const findings = looked.map(one => one.finding);
  if (json) return [JSON.stringify({ agent: agentName, at: machine.now(), findings, ...inventory }, null, 2)];
  const { system, hardware, software, errors } = inventory;
  return [
    `${system?.hostName ?? 'This device'}: ${system?.name ?? 'unknown system'} ${system?.version ?? ''}`.trim(),
    [hardware?.manufacturer, hardware?.model].filter(Boolean).join(' ') || 'Maker and model are not known.',
    `${software?.length ?? 'An unknown number of'} titles of software`,
    ...errors.map(({ section, error }) => `Not read: ${section} (${error})`),
    '',
    ...findings.flatMap(findingLines),
  ];
}
