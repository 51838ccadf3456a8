/** What every check finds on a computer that does not exist, judged as a real device judges what it sees. */
import { observe } from '../../agent/service/controls/observe.ts';
import { fakeBackends } from '../../agent/service/controls/registry.ts';
import { noMachine } from '../../agent/simulate/device.ts';
import { controls } from '../../shared/controls/index.ts';
import { judge } from '../../shared/controls/judge.ts';
import type { Finding } from '../../shared/finding.ts';

const carried = { how: null, inPlace: true, facts: {} };

export class MadeUpMachine {
  readonly #now: () => number;
  readonly #backends: ReturnType<typeof fakeBackends>;

  /** The same seed gives the same machine. */
  constructor(seed: number, now: () => number) {
    this.#now = now;
    this.#backends = fakeBackends(seed);
  }

  /** From now on each check finds the one of its situations that has this number, counted round. */
  become(number: number, only?: string): void {
    for (const [control, fake] of this.#backends) {
      const situation = fake.situations[number % fake.situations.length];
      if (situation !== undefined && (only === undefined || only === control)) fake.become(situation);
    }
  }

  /** Of each control, by the policy that it has to begin with. */
  look(): Promise<Finding[]> {
    const machine = noMachine(this.#now);
    return Promise.all(
      controls.flatMap(async meaning => {
        const backend = this.#backends.get(meaning.key);
        if (backend === undefined) throw new Error(`no backend for ${meaning.key}`);
        const policy = meaning.policy.parse({});
        const seen = await observe(meaning, backend, machine, { policy });
        return judge(meaning, seen, policy, 'caretaker 0.1.0', carried);
      }),
    );
  }
}
