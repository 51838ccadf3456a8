/** docs/control-states.md, made of what the tests showed: control × system × state, and the test that shows each. */
import { probeFailures } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import { shownInGuest } from './guests.ts';
import type { Shown, System } from './hooks.ts';
import { whyEmpty } from './why-empty.ts';

const systems: readonly System[] = ['linux', 'windows', 'macos'];
const stateOrder = ['met', 'not_met', 'unknown', 'not_applicable'];

export interface Cell {
  kind: 'shown' | 'judged' | 'cannot' | 'empty';
  words: string;
  /** The lab's scenario that shows it in a guest. */
  guest?: string | undefined;
}
export interface Row {
  control: string;
  state: string;
  reason: string;
  cells: Cell[];
}

/** Every reason that a control's evaluator has. */
async function reasonsOf(key: string): Promise<readonly string[]> {
  const { reasons } = await import(`../../../shared/controls/${key}/evaluate.ts`);
  return reasons;
}

/** Tests that change a text a thousand times over. */
const broad = /lives through|any cut|whatever its tools print|no failed look/;
/** Tests of a pretended machine, which says of no computer anything: named only where no other judges that. */
const pretended = /^a fake machine |^the evenings of simulated devices /;

/** A test that shows one thing says more than one that shows a hundred. */
function choose(shown: readonly Shown[], breadth: ReadonlyMap<string, number>): string | undefined {
  const titles = [...new Set(shown.map(({ title }) => title))];
  const wide = (title: string) =>
    (pretended.test(title) ? 2000 : broad.test(title) ? 1000 : 0) + (breadth.get(title) ?? 0);
  return titles.sort((a, b) => wide(a) - wide(b) || a.length - b.length || (a < b ? -1 : 1))[0];
}

function breadthOf(shown: readonly Shown[]): Map<string, number> {
  const kinds = new Map<string, Set<string>>();
  for (const { title, state, reason } of shown)
    kinds.set(title, (kinds.get(title) ?? new Set()).add(`${state} ${reason}`));
  return new Map([...kinds].map(([title, all]) => [title, all.size]));
}

export async function rowsFrom(shown: readonly Shown[]): Promise<Row[]> {
  const breadth = breadthOf(shown);
  const rows: Row[] = [];
  for (const { key } of controls) {
    const own = shown.filter(one => one.control === key);
    const listed = [...(await reasonsOf(key)), ...probeFailures];
    for (const reason of listed) {
      const found = own.filter(one => one.reason === reason);
      const states = [...new Set(found.map(({ state }) => state))];
      for (const state of states.length === 0 ? ['not shown'] : states) {
        const those = found.filter(one => one.state === state);
        rows.push({
          control: key,
          state,
          reason,
          cells: systems.map(system => ({
            ...cellOf(those, key, reason, system),
            guest: system === 'linux' ? shownInGuest(key, state, reason) : undefined,
          })),
        });
      }
    }
  }
  const rank = ({ state }: Row) => stateOrder.indexOf(state);
  return rows.sort((a, b) => (a.control === b.control ? rank(a) - rank(b) : 0));

  function cellOf(those: readonly Shown[], key: string, reason: string, system: System): Cell {
    const here = choose(
      those.filter(one => one.system === system),
      breadth,
    );
    if (here !== undefined) return { kind: 'shown', words: here };
    const why = whyEmpty(key, reason, system);
    if (why !== undefined) return { kind: 'cannot', words: why };
    const judged = choose(
      those.filter(one => one.system === null),
      breadth,
    );
    return judged === undefined ? { kind: 'empty', words: '' } : { kind: 'judged', words: judged };
  }
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

const inCell: Record<Cell['kind'], (words: string) => string> = {
  shown: escaped,
  judged: words => `◦ ${escaped(words)}`,
  cannot: words => `— ${escaped(words)}`,
  empty: () => '**nothing shows this**',
};

const introduction = `# What each control can say, and what shows it

Made by \`test/integration/control-states.test.ts\` from a run of the controls' own tests; not written by hand. A cell names the test whose fixture, composed or recorded, led that system's hands to this state. ◦: no fixture of that system leads there; the test judges a composed observation, the same for every system. —: that system cannot say it, and why. ●: a guest of the lab was in this state, by the scenario in \`test/lab\` that is named; when each last passed is in \`test/lab/README.md\`. Beside these, a control that is off is *not applicable* (\`control_off\`) on every system.`;

export function documentOf(rows: readonly Row[]): string {
  const parts = controls.map(({ key, words }) => {
    const lines = rows
      .filter(row => row.control === key)
      .map(({ state, reason, cells }) => {
        const said = cells.map(
          ({ kind, words: text, guest }) =>
            `${inCell[kind](text)}${guest === undefined ? '' : ` ● ${escaped(guest)}`}`,
        );
        return `| ${state.replace('_', ' ')} | \`${reason}\` | ${said.join(' | ')} |`;
      });
    const head = '| state | reason | Linux | Windows | macOS |\n| --- | --- | --- | --- | --- |';
    return `## ${words.title} (\`${key}\`)\n\n${head}\n${lines.join('\n')}`;
  });
  return `${[introduction, ...parts].join('\n\n')}\n`;
}
