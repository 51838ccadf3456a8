/** Whatever happens in whatever order: nobody is locked out early, and nobody's screen stays open. */
import fc from 'fast-check';
import { memoryCells } from '../../../../test/support/memory-cells.ts';
import { aGuard } from '../../../../test/support/pretend-guard.ts';
import { PretendLogind, type PretendSession } from '../../../../test/support/pretend-logind.ts';
import type { LockGuard } from './guard.ts';

const minute = 60_000;
const limit = 20 * minute;

type Step =
  | { kind: 'pass' | 'sleep' | 'set_clock'; minutes: number }
  | { kind: 'leave' | 'use' | 'restart' | 'unlock' };

const minutes = (max: number) => fc.integer({ min: 1, max });
const calm = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('pass' as const), minutes: minutes(30) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sleep' as const), minutes: minutes(200) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom('leave', 'use', 'unlock') }) },
) as fc.Arbitrary<Step>;
const clocks = fc.record({
  kind: fc.constant('set_clock' as const),
  minutes: fc.integer({ min: -600, max: 600 }),
}) as fc.Arbitrary<Step>;
const restarts = fc.constant({ kind: 'restart' } as Step);

/** A person at a computer, and the guard with it. */
class Story {
  readonly lab = new PretendLogind();
  readonly session: PretendSession;
  readonly faults: string[] = [];
  readonly #cells = memoryCells();
  #guard: LockGuard;
  #away: number | undefined;

  constructor(type: PretendSession['type']) {
    this.session = this.lab.add({ type, onLock: one => this.#lockAsked(one) });
    this.#guard = this.#start();
  }

  #start(): LockGuard {
    return aGuard({}, { lab: this.lab, cells: this.#cells }).guard;
  }

  #lockAsked(session: PretendSession): void {
    const idleMs = this.#away === undefined ? 0 : this.lab.bootMs - this.#away;
    // The computer's own time has hundredths of a second.
    if (idleMs < limit - 50) this.faults.push(`locked after ${idleMs} ms`);
    this.lab.lock(session);
  }

  async tell(step: Step): Promise<void> {
    const { lab, session } = this;
    if (step.kind === 'pass') await lab.clock.pass(step.minutes * minute);
    else if (step.kind === 'sleep') await lab.sleep(step.minutes * minute);
    else if (step.kind === 'set_clock') lab.clock.setWall(step.minutes * minute);
    else if (step.kind === 'restart') {
      await this.#guard.stop();
      this.#guard = this.#start();
    } else if (step.kind === 'leave') {
      if (this.#away !== undefined) return;
      lab.leave(session);
      this.#away = lab.bootMs;
    } else {
      this.#away = session.type === 'tty' ? lab.bootMs : undefined;
      if (step.kind === 'unlock') lab.unlock(session);
      else lab.use(session);
    }
    // A text console is left with each key.
    if (session.type === 'tty' && this.#away === undefined && session.idleSince !== null)
      this.#away = lab.bootMs;
  }

  /** At last everybody goes home. */
  async end(): Promise<void> {
    const before = this.lab.asked.length;
    await this.tell({ kind: 'unlock' });
    await this.tell({ kind: 'leave' });
    // Of a text console it may not be told whether a key came before or after the clock was set: then it is late.
    const late = this.session.type === 'tty' ? limit : 0;
    await this.lab.clock.pass(limit + minute + late);
    if (this.lab.asked.length === before) this.faults.push('stayed open');
    await this.#guard.stop();
  }
}

async function noFaults(type: PretendSession['type'], steps: readonly Step[]): Promise<boolean> {
  const story = new Story(type);
  for (const step of steps) await story.tell(step);
  await story.end();
  return story.faults.length === 0;
}

describe('the agent’s own lock, always', () => {
  for (const type of ['wayland', 'tty'] as const) {
    it(`on ${type} is neither early nor missing, whoever sets the clock`, async () => {
      const steps = fc.array(fc.oneof({ weight: 4, arbitrary: calm }, { weight: 1, arbitrary: clocks }), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(steps, all => noFaults(type, all)),
        { numRuns: 40 },
      );
    });

    it(`on ${type} is neither early nor missing, however often the service starts again`, async () => {
      const steps = fc.array(fc.oneof({ weight: 4, arbitrary: calm }, { weight: 1, arbitrary: restarts }), {
        maxLength: 12,
      });
      await fc.assert(
        fc.asyncProperty(steps, all => noFaults(type, all)),
        { numRuns: 40 },
      );
    });
  }
});
