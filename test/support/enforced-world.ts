/** A machine's settings in memory, for tests of enforcement: it can fail at any write and lose power at any step. */
import type { CommandResult } from '../../agent/service/controls/control.ts';
import type { Setting, UnitValue } from '../../agent/service/controls/plan.ts';
import { Enforcement, type EnforcementOptions } from '../../agent/service/enforcement/enforcement.ts';
import { type Held, keyOf, same } from '../../agent/service/enforcement/held.ts';
import { Ledger } from '../../agent/service/enforcement/ledger.ts';
import { PlaceRefused, type Places } from '../../agent/service/enforcement/places/place.ts';
import { ended } from './scripted-machine.ts';

class PowerCut extends Error {}

/** Counts down at each step; once at nought nothing works any more, as when the power is cut. */
export class Fuse {
  #left: number;
  #dead = false;

  constructor(steps = Number.POSITIVE_INFINITY) {
    this.#left = steps;
  }

  get dead(): boolean {
    return this.#dead;
  }

  burn(): void {
    this.#left -= 1;
    if (this.#left < 0) this.#dead = true;
    if (this.#dead) throw new PowerCut('the power was cut');
  }
}

export class World {
  readonly values = new Map<string, Held>();
  readonly events: { name: string; facts: Record<string, unknown> }[] = [];
  readonly steps: string[] = [];
  readonly ledger = new Ledger(':memory:');
  now = Date.UTC(2026, 10, 22);
  /** The write, counted from 0, that a full disk refuses. */
  refuseWrite: number | undefined;
  /** Commands by name that fail. */
  readonly failing = new Set<string>();
  #writes = 0;

  get(setting: Setting): Held {
    return this.values.get(keyOf(setting)) ?? null;
  }

  set(setting: Setting, value: Held): void {
    if (value === null) this.values.delete(keyOf(setting));
    else this.values.set(keyOf(setting), value);
  }

  copy(): Map<string, Held> {
    return new Map(this.values);
  }

  isAs(before: ReadonlyMap<string, Held>): boolean {
    return (
      before.size === this.values.size &&
      [...before].every(([key, value]) => same(value, this.values.get(key) ?? null))
    );
  }

  told(name: string): Record<string, unknown>[] {
    return this.events.filter(one => one.name === name).map(one => one.facts);
  }

  /** A service that has just started on this machine; with a fuse, its power will be cut. */
  service(fuse = new Fuse(), over: Partial<EnforcementOptions> = {}): Enforcement {
    this.#writes = 0;
    return new Enforcement({
      ledger: fused(this.ledger, fuse),
      places: this.#places(fuse),
      machine: { now: () => this.now, run: async (command, args) => this.#run(command, args, fuse) },
      candidates: '/nowhere',
      beforeWriting: () => {},
      tell: (name, facts) => this.events.push({ name, facts }),
      ...over,
    });
  }

  #run(command: string, args: readonly string[], fuse: Fuse): CommandResult {
    fuse.burn();
    this.steps.push([command, ...args].join(' '));
    return this.failing.has(command) ? ended('', { exit: 1, stderr: 'it is broken' }) : ended('');
  }

  #places(fuse: Fuse): Places {
    return {
      read: async settings => {
        fuse.burn();
        return settings.map(one => this.get(one));
      },
      prepare: async (setting, value) => {
        fuse.burn();
        return {
          discard: () => {},
          commit: async () => {
            fuse.burn();
            if (this.#writes++ === this.refuseWrite)
              throw new PlaceRefused('disk_full', 'the disk is full, so it was left as it was');
            if (value?.kind === 'unit') this.#switchUnit(setting, value, fuse);
            else this.set(setting, value);
            fuse.burn();
          },
        };
      },
      tidy: () => {},
    };
  }

  /** As systemctl does it: one switch after the other. */
  #switchUnit(setting: Setting, value: UnitValue, fuse: Fuse): void {
    for (const name of ['masked', 'enabled', 'active'] as const) {
      const now = this.get(setting);
      if (now?.kind !== 'unit' || now[name] === value[name]) continue;
      this.set(setting, { ...now, [name]: value[name] });
      fuse.burn();
    }
  }
}

/** SQLite's transactions are whole, so power is cut before or after each call and never within. */
function fused(ledger: Ledger, fuse: Fuse): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        fuse.burn();
        const result = value.apply(target, given);
        fuse.burn();
        return result;
      };
    },
  });
}
