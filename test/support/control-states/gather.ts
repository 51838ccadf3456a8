/**
 * Runs the tests of the controls and writes what they showed, as JSON, for test/integration/control-states.test.ts:
 * `node gather.ts FILE [SEED [TIMES]]`. A process of its own, because the modules are loaded with something added to them.
 */
import { globSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Look, listener, type Shown, type System } from './hooks.ts';
import type { Fault, Spoiling } from './mutations.ts';

const { default: Mocha } = await import('mocha');
const { failOneByOne, nothingButSample, spoiledLooks, spoilLook, spoilSample } = await import(
  './mutations.ts'
);
const { controls } = await import('../../../shared/controls/index.ts');
const { recorded, recordedAreMissing } = await import('../recorded.ts');

const checkout = join(import.meta.dirname, '..', '..', '..');
const recordings = join(checkout, '..', 'shared', 'data', 'recorded');
/** The same each time: a fault that is found today is found again after it was mended. */
const seed = Number(process.argv[3] ?? 20261122);
const [, , output = ''] = process.argv;
/** By hand: so many times as many cuts and numbers. */
const times = Number(process.argv[4] ?? 1);

export interface Gathered {
  seed: number;
  shown: Shown[];
  faults: Fault[];
  counts: { looks: number; samples: number; machines: number; spoiled: number };
}

/** A guard lives between rounds and shows no state by itself. */
const files = globSync('{shared,agent/service}/controls/**/*.test.ts', { cwd: checkout })
  .filter(path => !/\/guard[/.-]|\/fapolicyd\/|\/process\/|\/detections\//.test(path))
  .sort();

/** The tests that passed. */
async function runTests(): Promise<Set<object>> {
  const mocha = new Mocha({ timeout: 60_000, reporter: 'min' });
  for (const file of files) mocha.addFile(join(checkout, file));
  const listening = new Map<object, object>();
  mocha.rootHooks({
    beforeEach(this: Mocha.Context) {
      const test = this.currentTest;
      listener.test = test && { title: test.fullTitle(), file: test.file ?? '' };
      if (test && listener.test) listening.set(test, listener.test);
    },
    afterEach() {
      listener.test = undefined;
    },
  });
  const passed = new Set<object>();
  await mocha.loadFilesAsync();
  await new Promise<void>(resolve => {
    mocha.run(() => resolve()).on('pass', test => passed.add(listening.get(test) ?? {}));
  });
  return passed;
}

/** Looks whose test only looked, and judged nothing by itself, show a state too. */
function judged(looks: readonly Look[]): Shown[] {
  const meanings = new Map<string, (typeof controls)[number]>(controls.map(one => [one.key, one]));
  return looks.flatMap(({ control, system, seen, policy, now, title }) => {
    const meaning = meanings.get(control);
    const checked = meaning?.observation.safeParse(seen);
    if (meaning === undefined || !checked?.success) return [];
    const { state, reason } = meaning.evaluate(checked.data, policy ?? meaning.policy.parse({}), now);
    return [{ control, system, state, reason, title }];
  });
}

/** Some of each test: those that change a text a thousand times over have done so already. */
function someOf(looks: readonly Look[], most: number): Look[] {
  const count = new Map<string, number>();
  return looks.filter(({ control, system, title }) => {
    const key = `${control} ${system} ${title}`;
    count.set(key, (count.get(key) ?? 0) + 1);
    return (count.get(key) ?? 0) <= most;
  });
}

/** For each control and system, the machine on which all is well that has the most to read. */
function machinesInOrder(looks: readonly Look[], shown: readonly Shown[]): Look[] {
  const best = new Map<string, Look>();
  const size = ({ script }: Look) =>
    Object.keys(script.commands ?? {}).length * 100 + Object.keys(script.files ?? {}).length;
  looks.forEach((look, index) => {
    const key = `${look.control} ${look.system}`;
    const before = best.get(key);
    if (shown[index]?.state === 'met' && (before === undefined || size(look) > size(before)))
      best.set(key, look);
  });
  return [...best.values()];
}

function samples(): { system: System; name: string; text: string }[] {
  if (recordedAreMissing !== null) return [];
  return globSync('**/*.*', { cwd: recordings })
    .sort()
    .map(path => ({ system: path.split('/')[0] as System, name: relative('.', path), text: recorded(path) }));
}

async function spoilAll(
  looks: readonly Look[],
  shown: readonly Shown[],
): Promise<Omit<Gathered, 'seed' | 'shown'>> {
  const few: Spoiling = { cuts: 2 * times, numbers: times, seed };
  const some = someOf(looks, 2);
  const well = machinesInOrder(looks, shown);
  const all = samples();
  const faults: Fault[] = [];
  for (const look of some)
    faults.push(...(await spoilLook(look, { cuts: 6 * times, numbers: 2 * times, seed })));
  for (const look of some) faults.push(...(await failOneByOne(look)));
  for (const sample of all) {
    for (const look of well)
      if (look.system === sample.system) faults.push(...(await spoilSample(look, sample, few)));
    for (const [key, backend] of listener.backends) {
      const [control = '', system = ''] = key.split(' ');
      if (system !== sample.system) continue;
      const looked = { control, system: sample.system, backend, policy: undefined };
      faults.push(...(await nothingButSample(looked, sample, { cuts: 4 * times, numbers: times, seed })));
    }
  }
  const counts = { looks: some.length, samples: all.length, machines: well.length, spoiled: spoiledLooks() };
  return { faults, counts };
}

const passed = await runTests();
const direct = listener.shown
  .filter(({ test }) => passed.has(test))
  .map(({ control, system, state, reason, title }): Shown => ({ control, system, state, reason, title }));
const looks = listener.looks.filter(({ title }) => title !== '');
const each = looks.map(look => judged([look])[0]);
const gathered: Gathered = {
  seed,
  shown: [...direct, ...each.filter(one => one !== undefined)],
  ...(await spoilAll(looks, each as Shown[])),
};
writeFileSync(output, JSON.stringify(gathered));
process.exit(0);
