/**
 * Spoils everything that any test of a control let its hands read, and puts every recorded sample in the place of every
 * answer: cut off at some byte, or with one of its numbers changed. Nothing may crash, and nothing may become *met* by it.
 * And lets one source at a time fail: nothing may stay *met* on the strength of what it did not see.
 */
import type { Backend, CommandResult } from '../../../agent/service/controls/control.ts';
import { type Random, randomFrom } from '../../../agent/service/controls/fake.ts';
import type { ControlMeaning } from '../../../shared/controls/control.ts';
import { controls } from '../../../shared/controls/index.ts';
import { type Script, scriptedMachine } from '../scripted-machine.ts';
import type { Look } from './hooks.ts';

export interface Fault {
  kind: 'crash' | 'met_when_cut' | 'met_by_number' | 'met_without';
  control: string;
  system: string;
  /** The command or the file that was spoiled. */
  entry: string;
  /** Where the spoiled text came from, what it was before, and its end: for whoever mends it. */
  what: string;
}

type Spoil = (text: string) => string;
/** `any_number`: may make a new truth, and so may be met; only a crash is a fault. */
type Way = [kind: 'met_when_cut' | 'met_by_number' | 'any_number' | 'met_without', spoil: Spoil];

/** Of the bytes, not of the letters: half a letter is possible. */
function cutting(at: number): Spoil {
  return text => {
    const bytes = Buffer.from(text);
    return bytes.subarray(0, Math.floor(at * bytes.length)).toString('utf8');
  };
}

/** Numbers that mean something to one parser or another, and such as mean nothing to any. */
const telling = [0, 1, 2, 3, 5, 7, 16, 255, 4096, 266240, 397568];
const senseless = [4294967295, 99999999999, 1e21];

const oneOf = (random: Random, list: readonly number[]) => list[Math.floor(random() * list.length)] ?? 0;

function renumbering(random: Random, to: number): Spoil {
  const which = random();
  return text => {
    const places = [...text.matchAll(/\d+/g)];
    const place = places[Math.floor(which * places.length)];
    if (place === undefined) return text;
    return `${text.slice(0, place.index)}${to}${text.slice(place.index + place[0].length)}`;
  };
}

function ways(random: Random, cuts: number, numbers: number): Way[] {
  return [
    ...Array.from({ length: cuts }, (): Way => ['met_when_cut', cutting(random())]),
    ...Array.from({ length: numbers }, (): Way => {
      const to = random() < 0.5 ? oneOf(random, telling) : Math.floor(random() * 1e6);
      return ['any_number', renumbering(random, to)];
    }),
    ...Array.from(
      { length: numbers },
      (): Way => ['met_by_number', renumbering(random, oneOf(random, senseless))],
    ),
  ];
}

const isCommand = ({ commands = {} }: Script, entry: string) => Object.hasOwn(commands, entry);

/** The same machine with the text of one command's answers, or of one file, as `spoil` makes it. */
function spoiled(script: Script, entry: string, spoil: Spoil): Script {
  const { commands = {}, files = {} } = script;
  const own = commands[entry];
  const other = (result: CommandResult) => ({ ...result, stdout: spoil(result.stdout) });
  if (own !== undefined) {
    const answer = typeof own === 'function' ? (args: readonly string[]) => other(own(args)) : other(own);
    return { ...script, commands: { ...commands, [entry]: answer } };
  }
  const text = files[entry];
  return typeof text === 'string' ? { ...script, files: { ...files, [entry]: spoil(text) } } : script;
}

const entriesOf = ({ commands = {}, files = {} }: Script): string[] => [
  ...Object.keys(commands),
  ...Object.keys(files).filter(path => typeof files[path] === 'string'),
];

const never = new AbortController().signal;
const meanings = new Map<string, ControlMeaning>(controls.map(control => [control.key, control]));

interface Outcome {
  seen: string;
  state: string;
}
type Looked = Pick<Look, 'control' | 'system' | 'policy'> & { backend: Backend<unknown> };

/** Null for a look that said honestly that it could not. Throws only what is a crash. */
async function outcomeOf({ control, backend, policy }: Looked, script: Script): Promise<Outcome | null> {
  const meaning = meanings.get(control);
  if (meaning === undefined) return null;
  const machine = scriptedMachine(script);
  const asked = policy ?? meaning.policy.parse({});
  let seen: unknown;
  try {
    seen = await backend.observe(machine, never, asked);
  } catch (error) {
    if (isHonest(error)) return null;
    throw error;
  }
  const checked = meaning.observation.safeParse(seen);
  if (!checked.success) return null;
  const { state } = meaning.evaluate(checked.data, asked, machine.now());
  return { seen: JSON.stringify(checked.data), state };
}

/** A failed look, a text that is no JSON or of another shape, or what a file system says. */
function isHonest(error: unknown): boolean {
  const { reason, name, code } = error as { reason?: string; name?: string; code?: string };
  return (
    reason !== undefined || name === 'SyntaxError' || name === 'ZodError' || /^E[A-Z]+$/.test(code ?? '')
  );
}

let spoiledSoFar = 0;
export const spoiledLooks = () => spoiledSoFar;

/** What one spoiled text led to. `may` says whether it may be met. */
async function faultOf(
  look: Looked,
  script: Script,
  [kind]: Way,
  about: { entry: string; from: string; text(): string },
  may: (after: Outcome) => boolean,
): Promise<Fault | undefined> {
  const { control, system } = look;
  const { entry, from } = about;
  spoiledSoFar += 1;
  const end = () => JSON.stringify(about.text().slice(-200));
  try {
    const after = await outcomeOf(look, script);
    if (after?.state !== 'met' || kind === 'any_number' || may(after)) return undefined;
    return { kind, control, system, entry, what: `${from}: ${end()}` };
  } catch (error) {
    return { kind: 'crash', control, system, entry, what: `${from}: ${(error as Error).stack} ${end()}` };
  }
}

export interface Spoiling {
  cuts: number;
  numbers: number;
  seed: number;
}

/**
 * Every text of one look. A file is a truth of its own: where a setting's line is missing, the setting is not set. So
 * only what a program answers may not become met; no text at all may crash.
 */
export async function spoilLook(look: Look, { cuts, numbers, seed }: Spoiling): Promise<Fault[]> {
  const whole = await outcomeOf(look, look.script).catch(() => null);
  const random = randomFrom(seed);
  const faults: (Fault | undefined)[] = [];
  for (const entry of entriesOf(look.script)) {
    const free = !isCommand(look.script, entry) || whole?.state === 'met';
    for (const way of ways(random, cuts, numbers)) {
      let read = '';
      const script = spoiled(look.script, entry, text => {
        read = way[1](text);
        return read;
      });
      const from = `“${look.title}”, ${whole?.state ?? 'not known'} when whole`;
      faults.push(await faultOf(look, script, way, { entry, from, text: () => read }, () => free));
    }
  }
  return faults.filter(fault => fault !== undefined);
}

const failures: CommandResult[] = [
  { exit: 1, signal: null, timedOut: false, missing: false, stdout: '', stderr: 'it failed' },
  { exit: null, signal: 'SIGKILL', timedOut: true, missing: false, stdout: '', stderr: '' },
];

/** The error numbers that Windows gives in the place of what was asked for: refused, and one for anything else. */
const errorCodes = [0x80070005, 4294967295];

/** PowerShell's answer once for each of its parts, without that one: as `Part` writes an error, empty, or a number of an error. */
function* partsFailing(text: string): Generator<{ at: string; text: string }> {
  let told: { answer?: unknown };
  try {
    told = JSON.parse(text);
  } catch {
    return;
  }
  if (typeof told?.answer !== 'object' || told.answer === null) return;
  yield* failingIn(told.answer, '', answer => JSON.stringify({ ...told, answer }));
}

function* failingIn(
  whole: object,
  path: string,
  write: (whole: unknown) => string,
): Generator<{ at: string; text: string }> {
  const list = Array.isArray(whole);
  for (const [name, value] of Object.entries(whole)) {
    const at = list ? `${path}[]` : `${path}.${name}`;
    const put = (other: unknown) =>
      write(list ? whole.with(Number(name), other) : { ...whole, [name]: other });
    if (!list) yield { at, text: put(null) };
    if (typeof value === 'number') for (const code of errorCodes) yield { at: `${at}#`, text: put(code) };
    if (typeof value !== 'object' || value === null) continue;
    if ('rows' in value) yield { at, text: put({ error: '0x80070005' }) };
    yield* failingIn(value, at, put);
  }
}

/** The same machine, which notes in `read` what it is asked for, and in `told` what its programs answered. */
function noting(
  { commands = {}, files = {}, ...rest }: Script,
  read: Set<string>,
  told: Map<string, Set<string>>,
): Script {
  const note = <T extends object>(all: T): T =>
    new Proxy(all, {
      get(_all, name) {
        if (Object.hasOwn(all, name)) read.add(String(name));
        return Reflect.get(all, name);
      },
    });
  const answering = Object.fromEntries(
    Object.entries(commands).map(([name, own]) => [
      name,
      (args: readonly string[]) => {
        const result = typeof own === 'function' ? own(args) : own;
        told.set(name, (told.get(name) ?? new Set()).add(result.stdout));
        return result;
      },
    ]),
  );
  return { ...rest, commands: note(answering), files: note(files) };
}

/** The same machine, on which one command of these fails, or one file or folder cannot be read. */
function* without(
  script: Script,
  read: ReadonlySet<string>,
  told: ReadonlyMap<string, ReadonlySet<string>>,
): Generator<{ entry: string; script: Script }> {
  const { commands = {}, files = {} } = script;
  for (const entry of Object.keys(commands).filter(name => read.has(name)))
    for (const failure of failures)
      yield { entry, script: { ...script, commands: { ...commands, [entry]: failure } } };
  for (const entry of Object.keys(files).filter(name => read.has(name)))
    yield { entry, script: { ...script, files: { ...files, [entry]: { code: 'EACCES' } } } };
  for (const [entry, texts] of told)
    for (const whole of texts)
      for (const { at, text } of partsFailing(whole))
        yield {
          entry: `${entry} ${at}`,
          script: spoiled(script, entry, one => (one === whole ? text : one)),
        };
}

/** Each source of a machine on which all is well fails alone. Nothing may stay met, wherever that source told anything. */
export async function failOneByOne(look: Look): Promise<Fault[]> {
  const read = new Set<string>();
  const told = new Map<string, Set<string>>();
  const well = await outcomeOf(look, noting(look.script, read, told)).catch(() => null);
  if (well?.state !== 'met') return [];
  const faults: (Fault | undefined)[] = [];
  for (const { entry, script } of without(look.script, read, told)) {
    const about = { entry, from: `“${look.title}”`, text: () => '' };
    faults.push(await faultOf(look, script, ['met_without', text => text], about, () => false));
  }
  return faults.filter(fault => fault !== undefined);
}

/**
 * A recorded sample instead of each text of a machine on which all is well. It may be met only where that text does not
 * matter, or where the whole sample says so too.
 */
export async function spoilSample(
  look: Look,
  sample: { name: string; text: string },
  { cuts, numbers, seed }: Spoiling,
): Promise<Fault[]> {
  const well = await outcomeOf(look, look.script).catch(() => null);
  const random = randomFrom(seed);
  const faults: (Fault | undefined)[] = [];
  for (const entry of entriesOf(look.script)) {
    const command = isCommand(look.script, entry);
    const whole = await outcomeOf(
      look,
      spoiled(look.script, entry, () => sample.text),
    ).catch(() => null);
    for (const way of ways(random, cuts, numbers)) {
      const text = way[1](sample.text);
      const may = ({ seen }: Outcome) => !command || whole?.state === 'met' || seen === well?.seen;
      const script = spoiled(look.script, entry, () => text);
      faults.push(await faultOf(look, script, way, { entry, from: sample.name, text: () => text }, may));
    }
  }
  return faults.filter(fault => fault !== undefined);
}

/** A machine on which every program answers with the sample and every file holds it. */
export async function nothingButSample(
  looked: Looked,
  sample: { name: string; text: string },
  { cuts, numbers, seed }: Spoiling,
): Promise<Fault[]> {
  const machine = (text: string): Script => ({
    commands: new Proxy({}, { get: () => result(text), getOwnPropertyDescriptor: () => undefined }),
    files: new Proxy({}, { get: () => text }),
  });
  const whole = await outcomeOf(looked, machine(sample.text)).catch(() => null);
  const faults: (Fault | undefined)[] = [];
  for (const way of ways(randomFrom(seed), cuts, numbers)) {
    const text = way[1](sample.text);
    const about = { entry: 'everything', from: sample.name, text: () => text };
    faults.push(await faultOf(looked, machine(text), way, about, () => whole?.state === 'met'));
  }
  return faults.filter(fault => fault !== undefined);
}

const result = (stdout: string): CommandResult => ({
  exit: 0,
  signal: null,
  timedOut: false,
  missing: false,
  stdout,
  stderr: stdout,
});
