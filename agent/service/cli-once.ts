/** One round and the inventory of this machine, without a console and without writing anything. */
import { findingLines } from './cli-words.ts';
import { agentName } from './config.ts';
import { inventoryHere, Trouble, watchedHere } from './main.ts';
import { Rounds } from './rounds.ts';
import { systemClock } from './system/clock.ts';
import { thisMachine } from './system/machine.ts';

/** What `caretaker agent --once` prints, by lines. With `control`, only that one is looked at. Throws Trouble. */
export async function lookOnceHere(json: boolean, control?: string): Promise<string[]> {
  const machine = thisMachine();
  const watched = watchedHere().filter(one => control === undefined || one.meaning.key === control);
  if (watched.length === 0) throw new Trouble(`There is no control “${control}”.`);
  const troubles: string[] = [];
  const rounds = new Rounds({
    watched,
    machine,
    clock: systemClock,
    asked: meaning => ({ policy: meaning.policy.parse({}), number: 0, stance: 'hold' }),
    observedBy: agentName,
    onLooked: () => {},
    onTrouble: (control, error) => troubles.push(`${control}: ${String(error)}`),
  });
  const [looked, inventory] = await Promise.all([
    rounds.runAll(),
    control === undefined ? inventoryHere(machine) : undefined,
  ]);
  if (troubles.length > 0) throw new Error(troubles.join('; '));
  const findings = looked.map(one => one.finding);
  if (json) return [JSON.stringify({ agent: agentName, at: machine.now(), findings, ...inventory }, null, 2)];
  if (inventory === undefined) return findings.flatMap(findingLines);
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
