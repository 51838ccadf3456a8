/**
 * Listens to the tests of the controls while they run, without a word in them: to what every system's hands saw, on
 * which machine, and what was made of it. Works by adding a line to the end of the modules concerned as they are loaded.
 */
import { registerHooks } from 'node:module';
import type { Backend, Machine } from '../../../agent/service/controls/control.ts';
import type { ControlPolicy } from '../../../shared/controls/control.ts';
import type { Finding } from '../../../shared/finding.ts';
import type { Script } from '../scripted-machine.ts';

export type System = 'linux' | 'windows' | 'macos';

export interface Look {
  control: string;
  system: System;
  backend: Backend<unknown>;
  script: Script;
  policy: ControlPolicy | undefined;
  seen: unknown;
  now: number;
  title: string;
}

export interface Shown {
  control: string;
  system: System | null;
  state: string;
  reason: string;
  title: string;
}

interface Test {
  title: string;
  file: string;
}

/** What the added lines call. */
class Listener {
  test: Test | undefined;
  readonly shown: (Shown & { test: Test })[] = [];
  readonly looks: Look[] = [];
  readonly backends = new Map<string, Backend<unknown>>();
  readonly #scripts = new WeakMap<Machine, Script>();
  /** Whose hands looked last, and in which test. */
  readonly #turn = new Map<string, { test: Test; system: System }>();

  machine(machine: Machine, script: Script): void {
    this.#scripts.set(machine, script);
  }

  backend(control: string, system: System, backend: Backend<unknown> | undefined): void {
    if (backend?.observe === undefined) return;
    this.backends.set(`${control} ${system}`, { ...backend });
    const observe = backend.observe.bind(backend);
    const original = { ...backend };
    backend.observe = async (machine, signal, policy) => {
      if (this.test !== undefined) this.#turn.set(control, { test: this.test, system });
      try {
        const seen = await observe(machine, signal, policy);
        const script = this.#scripts.get(machine);
        if (script !== undefined)
          this.looks.push({
            control,
            system,
            backend: original,
            script,
            policy,
            seen,
            now: machine.now(),
            title: this.test?.title ?? '',
          });
        return seen;
      } catch (error) {
        const { reason } = error as { reason?: string };
        if (reason !== undefined) this.#show({ control, system, state: 'unknown', reason });
        throw error;
      }
    };
  }

  verdict(control: string, { state, reason }: { state: string; reason: string }): void {
    this.#show({ control, system: this.#systemFor(control), state, reason });
  }

  finding({ control, state, reason }: Finding, ok: boolean): void {
    if (ok) return;
    this.#show({ control, system: this.#systemFor(control), state, reason });
  }

  /** Whose hands looked in this test; where none did, the system that the test's file is about. */
  #systemFor(control: string): System | null {
    const turn = this.#turn.get(control);
    if (turn !== undefined && turn.test === this.test) return turn.system;
    return (/\/(linux|windows|macos)[^/]*\.test\.ts$/.exec(this.test?.file ?? '')?.[1] as System) ?? null;
  }

  #show(shown: Omit<Shown, 'title'>): void {
    if (this.test !== undefined) this.shown.push({ ...shown, title: this.test.title, test: this.test });
  }
}

export const listener = new Listener();
(globalThis as { controlStates?: Listener }).controlStates = listener;

/** By the end of a module's address: what is added to it. A function that is declared may be replaced within its module. */
const additions: [RegExp, (found: RegExpExecArray, source: string) => string][] = [
  [
    /\/shared\/controls\/([a-z-]+)\/evaluate\.ts$/,
    ([, control]) =>
      `{ const own = evaluate; evaluate = (...given) => { const verdict = own(...given); controlStates.verdict('${control}', verdict); return verdict; }; }`,
  ],
  [
    /\/shared\/controls\/judge\.ts$/,
    () =>
      '{ const own = judge; judge = (...given) => { const finding = own(...given); controlStates.finding(finding, given[1].ok); return finding; }; }',
  ],
  [
    /\/agent\/service\/controls\/([a-z-]+)\/(linux|windows|macos)\.ts$/,
    ([, control, system], source) => {
      const made = /export function linuxWith\(/.test(source)
        ? `{ const own = linuxWith; linuxWith = (...given) => { const made = own(...given); controlStates.backend('${control}', 'linux', made); return made; }; }`
        : '';
      return `controlStates.backend('${control}', '${system}', ${system});${made}`;
    },
  ],
  [
    /\/test\/support\/scripted-machine\.ts$/,
    () =>
      '{ const own = scriptedMachine; scriptedMachine = script => { const machine = own(script); controlStates.machine(machine, script); return machine; }; }',
  ],
];

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    for (const [form, add] of additions) {
      const found = form.exec(url);
      if (found === null) continue;
      const source = String(loaded.source);
      return { ...loaded, source: `${source}\n${add(found, source)}\n` };
    }
    return loaded;
  },
});
