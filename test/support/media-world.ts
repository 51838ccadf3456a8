/** For tests: a computer with sticks, two clocks and a power switch, on which a guard can be cut off at any moment. */

import type { GuardEdges, Machine } from '../../agent/service/controls/control.ts';
import { MediaGuard } from '../../agent/service/controls/removable-media/guard/guard.ts';
import {
  type Closed,
  type Hands,
  NothingInIt,
  type Opening,
  type ScanProgress,
  type ScanResult,
  type Seen,
  type Session,
} from '../../agent/service/controls/removable-media/guard/hands.ts';
import { hashSerial, type Stick } from '../../agent/service/controls/removable-media/guard/stick.ts';
import type { Cell } from '../../agent/service/state.ts';
import { fleetingMemory } from '../../agent/service/system/memory.ts';
import { policy as schema } from '../../shared/controls/removable-media/policy.ts';
import type { MediaGrant, Order } from '../../shared/protocol/order.ts';
import { clean, key, stickOf } from './media-sticks.ts';

export { clean, key, stickOf };

interface Open extends Opening {
  wall: number;
  monotonic: number;
}

const settled = () => new Promise(resolve => setImmediate(resolve));

export class FakeWorld {
  wall = Date.UTC(2026, 10, 21, 9);
  monotonic = 10_000;
  asleep = 0;
  boot = 1;
  plugs = 0;
  /** Whether the system shuts a stick in time without us, as a systemd timer does. */
  deadMan = true;
  cannotGrant: string | null = null;
  /** Whether the system's own rules stop what this guard did not let in. */
  blocks = true;
  /** Null until the first look has shown it. */
  runsFromUsb: boolean | null = false;
  /** What the next look shows of that. */
  showsFromUsb: boolean | undefined;
  /** Files are open in what was left open: only force shuts it. */
  leftoversBusy = false;
  sticks = new Map<string, Stick>();
  open = new Map<string, Open>();
  admitted = new Set<string>();
  unlockable = new Set<string>();
  sessions: Session[] | null = [{ id: '3', user: 'maria', account: '1000', locked: false, away: false }];
  /** What lies in whatever is plugged in; '' for a reader without a card. */
  medium = 'sdb 1';
  scanResult: ScanResult = clean;
  scanMs = 2000;
  closeAnswers: Closed[] = [];
  closed: string[] = [];
  openFails = false;
  blind = false;
  /** Takes nothing new; what is there can still be removed. */
  diskFull = false;
  /** As a file system that was set read-only after a fault: nothing can be removed either. */
  diskBroken = false;
  /** In memory: gone with a start of the machine. */
  ended: string[] = [];
  events: { name: string; facts: Record<string, unknown> }[] = [];
  people: Partial<{ shown(): void; progress: ScanProgress }> = {};
  looks = 0;
  /** Awake milliseconds during which something was open. */
  usedMs = 0;
  #kept: string | undefined;
  #timers: { at: number; call: () => void; life: object }[] = [];
  #life: object = {};
  #changed: ((seen?: Seen) => void)[] = [];
  guard: MediaGuard | undefined;

  start(): MediaGuard {
    this.#life = {};
    this.guard = new MediaGuard(this.#edges(this.#life), this.#hands(this.#life));
    return this.guard;
  }

  /** The service is gone in the middle of whatever it did; what it had asked of the system stays. */
  crash(): void {
    this.#life = {};
    this.guard = undefined;
    this.#changed = [];
    this.#timers = [];
  }

  reboot(): void {
    this.crash();
    this.boot++;
    this.monotonic = 0;
    this.asleep = 0;
    this.ended = [];
    this.open.clear();
    this.admitted.clear();
    const here = [...this.sticks.values()];
    this.sticks.clear();
    for (const { insertion: _before, ...stick } of here) this.#put(stick);
  }

  /** With a verdict where the system's own word comes at once. */
  plug(over: Partial<Stick> = {}, verdict?: Seen['verdict']): string {
    const insertion = this.#put(stickOf(over));
    const seen = verdict && { stick: { ...stickOf(over), insertion }, verdict };
    for (const call of this.#changed) call(seen);
    return insertion;
  }

  /** The sticks that are plugged in show something new. */
  replace(over: Partial<Stick>): void {
    for (const [insertion, stick] of this.sticks) this.sticks.set(insertion, { ...stick, ...over });
    for (const call of this.#changed) call();
  }

  /** Another card in the reader, which stays where it is; its device files tell. */
  swap(medium: string): void {
    this.medium = medium;
    for (const call of this.#changed) call();
  }

  unplug(): void {
    for (const insertion of this.sticks.keys()) {
      this.open.delete(insertion);
      this.admitted.delete(insertion);
    }
    this.sticks.clear();
    for (const call of this.#changed) call();
  }

  #put(stick: Omit<Stick, 'insertion'> & { insertion?: string }): string {
    const { insertion = `${this.boot}/${++this.plugs}` } = stick;
    this.sticks.set(insertion, { ...stick, insertion });
    return insertion;
  }

  /** Lets everything that waits only for the processor go on. */
  async settle(): Promise<void> {
    for (let i = 0; i < 12; i++) await settled();
  }

  async advance(ms: number): Promise<void> {
    const end = this.monotonic + ms;
    await this.settle();
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      this.#pass(Math.max(0, (due?.at ?? end) - this.monotonic));
      if (due === undefined) break;
      this.#timers = this.#timers.filter(timer => timer !== due);
      due.call();
      await this.settle();
    }
  }

  async sleep(ms: number): Promise<void> {
    this.asleep += ms;
    this.wall += ms;
    this.#deadManLooks();
  }

  setClock(ms: number): void {
    this.wall += ms;
    this.#deadManLooks();
  }

  #pass(ms: number): void {
    let left = ms;
    while (left > 0) {
      const step = Math.min(left, 100);
      if (this.open.size > 0) this.usedMs += step;
      this.wall += step;
      this.monotonic += step;
      left -= step;
      this.#deadManLooks();
    }
  }

  #deadManLooks(): void {
    if (!this.deadMan) return;
    for (const [insertion, { wall, monotonic, withinMs }] of this.open) {
      const gone = Math.max(this.wall - wall, this.monotonic - monotonic);
      if (withinMs !== null && gone >= withinMs) this.open.delete(insertion);
    }
  }

  named(name: string): Record<string, unknown>[] {
    return this.events.filter(event => event.name === name).map(({ facts }) => facts);
  }

  get stages(): unknown[] {
    return this.named('media.grant').map(({ stage }) => stage);
  }

  #edges(life: object): GuardEdges {
    const alive = () => this.#life === life;
    const machine = { memory: fleetingMemory() } as Machine;
    return {
      machine,
      clock: {
        now: () => this.wall,
        monotonic: () => this.monotonic,
        asleep: () => this.asleep,
        random: () => 0.5,
        after: (ms, call) => {
          const timer = { at: this.monotonic + Math.max(1, ms), call, life };
          if (alive()) this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter(one => one !== timer);
          };
        },
      },
      tell: (name, facts) => {
        if (alive()) this.events.push({ name, facts });
      },
      lookAgain: () => void this.looks++,
      shownChanged: () => this.people.shown?.(),
      cell: (_name, schema) =>
        ({
          read: () => (this.#kept === undefined ? undefined : schema.parse(JSON.parse(this.#kept))),
          write: value => {
            if (this.diskFull || this.diskBroken) throw new Error('ENOSPC');
            if (alive()) this.#kept = JSON.stringify(value);
          },
          remove: () => {
            if (this.diskBroken) throw new Error('EROFS');
            if (alive()) this.#kept = undefined;
          },
        }) as Cell<never>,
      device: () => null,
      serialKey: () => key,
      calendar: () => null,
    };
  }

  /** Every act takes effect only while its life lasts, and a dead caller never hears of it. */
  #hands(life: object): Hands {
    const act = async <T>(what: () => T): Promise<T> => {
      await settled();
      if (this.#life !== life) return new Promise<T>(() => {});
      const done = what();
      await settled();
      if (this.#life !== life) return new Promise<T>(() => {});
      return done;
    };
    const wait = (ms: number) =>
      new Promise<void>(resolve => {
        this.#timers.push({ at: this.monotonic + ms, call: resolve, life });
      });
    return {
      source: 'a fake',
      refuses: () => this.runsFromUsb,
      cannotGrant: () => this.cannotGrant,
      present: () =>
        act(() => {
          if (this.blind) throw new Error('cannot see');
          this.runsFromUsb = this.showsFromUsb ?? this.runsFromUsb;
          return [...this.sticks.values()].map(stick => ({
            ...stick,
            admitted: this.admitted.has(stick.insertion) || !this.blocks,
          }));
        }),
      medium: stick => (this.admitted.has(stick.insertion) ? this.medium : ''),
      watch: (changed, signal) => {
        this.#changed.push(changed);
        signal.addEventListener('abort', () => {
          this.#changed = this.#changed.filter(one => one !== changed);
        });
      },
      admit: stick =>
        act(() => {
          if (!this.sticks.has(stick.insertion)) throw new Error('gone');
          this.admitted.add(stick.insertion);
          if (this.medium === '') throw new NothingInIt();
        }),
      scan: async (_stick, _limits, progress, signal) => {
        if (this.people.progress) progress(this.people.progress);
        const stopped = new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }));
        if (!signal.aborted) await Promise.race([wait(this.scanMs), stopped]);
        return this.scanResult;
      },
      offerUnlock: stick =>
        act(() => {
          this.unlockable.add(stick.insertion);
        }),
      open: (stick, opening) =>
        act(() => {
          if (this.openFails) throw new Error('cannot open');
          if (!this.sticks.has(stick.insertion)) throw new Error('gone');
          // As a timer of the system that is there already: opening again never puts it off.
          const times = this.open.get(stick.insertion) ?? {
            ...opening,
            wall: this.wall,
            monotonic: this.monotonic,
          };
          this.open.set(stick.insertion, { ...times, access: opening.access, user: opening.user });
        }),
      close: stick =>
        act(() => {
          const answer = this.closeAnswers.shift() ?? 'closed';
          this.closed.push(stick.insertion);
          if (answer === 'busy' || answer === 'failed') return answer;
          for (const set of [this.open, this.admitted]) set.delete(stick.insertion);
          return this.sticks.has(stick.insertion) ? 'closed' : 'gone';
        }),
      closeLeftovers: (except, force) =>
        act(() => {
          const left = [...this.open.keys(), ...this.admitted].filter(one => !except.has(one));
          if (left.length > 0 && this.leftoversBusy && !force) throw new Error('busy');
          for (const set of [this.open, this.admitted]) for (const one of left) set.delete(one);
        }),
      sessions: () => act(() => this.sessions),
      ended: {
        read: () => this.ended,
        write: grantIds => {
          if (this.#life === life) this.ended = [...grantIds];
        },
      },
    };
  }
}

/** A policy that enforces. */
export const enforce = (over: object = {}) => schema.parse({ mode: 'enforce', ...over });
export const grantId = '0199a0b2-0000-7000-8000-000000000001';

export const grantOf = (world: FakeWorld, over: Partial<MediaGrant> = {}): Order => ({
  kind: 'media_grant',
  control: 'removable-media',
  grant: {
    grantId,
    media: { vendorId: '0781', productId: '5567', serialHash: hashSerial('SERIAL-1', key) },
    access: 'read_only',
    durationSec: 600,
    notAfter: world.wall + 14_400_000,
    singleUse: false,
    personId: null,
    ...over,
  },
});
export async function aWorld(policy = enforce()) {
  const world = new FakeWorld();
  const guard = world.start();
  guard.follow(policy);
  await world.settle();
  return { world, guard };
}
