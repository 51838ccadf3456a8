/** A computer at a school that a test tells: its clock, its calendar, what runs on it, and what it was asked to do. */
import { PowerGuard } from '../../agent/service/controls/power/guard.ts';
import type { OffSwitch } from '../../agent/service/controls/power/off-switch.ts';
import { readStanding } from '../../agent/service/controls/power/standing.ts';
import { resolveCalendar } from '../../shared/calendar/resolve.ts';
import type { SignedCalendar } from '../../shared/calendar/signed.ts';
import { emptyCalendar, usualYear } from '../../shared/calendar/usual-year.ts';
import { type Policy, policy } from '../../shared/controls/power/policy.ts';
import { memoryCells } from './memory-cells.ts';
import { scriptedMachine } from './scripted-machine.ts';
import { SettableClock } from './settable-clock.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

/** A usual year of a primary school in London: lessons until 15:15, closed at 17:30. */
export const usualCalendar = (): SignedCalendar | null =>
  resolveCalendar({ ...emptyCalendar(), ...usualYear(2026) }, 'Europe/London');

/** Remembers what it was asked; tells back what is planned unless `mute`. */
export class PretendSwitch implements OffSwitch {
  readonly #clock: SettableClock;
  startedAt: number;
  plannedAt: number | null = null;
  words: string[] = [];
  running: string | null = null;
  refuses = false;
  /** A plan came true at the moment of waking, long after its time. */
  offAtWaking = false;
  wakesAt: number | null = null;
  canWake = true;
  #beforeSleep: (() => Promise<void>) | undefined;

  constructor(clock: SettableClock) {
    this.#clock = clock;
    this.startedAt = clock.now();
  }

  uptimeMs = () => this.#clock.now() - this.startedAt;
  planned = async () => this.plannedAt;
  busy = async () => this.running;
  async plan(at: number, words: string): Promise<boolean> {
    if (this.refuses) return false;
    this.plannedAt = at;
    this.words.push(words);
    return true;
  }
  async takeBack(): Promise<void> {
    this.plannedAt = null;
  }
  beforeSleep(act: () => Promise<void>): () => void {
    this.#beforeSleep = act;
    return () => {
      this.#beforeSleep = undefined;
    };
  }
  async wakeAt(at: number): Promise<boolean> {
    if (this.canWake) this.wakesAt = at;
    return this.canWake;
  }
  /** As logind does it: whoever holds sleep up is waited for, and a plan goes by the clock on the wall. */
  async sleepUntil(at: number): Promise<void> {
    await this.#beforeSleep?.();
    this.#clock.sleep(at - this.#clock.now());
    this.offAtWaking ||= this.plannedAt !== null && this.plannedAt <= at;
  }
}

/** It is Monday 23 November 2026, 08:00, and the computer was just switched on; enforces with every default unless `rule` says otherwise. */
export async function aSchoolComputer(rule: Partial<Policy> = {}) {
  const clock = new SettableClock();
  clock.pass(24 * hourMs);
  const device = new PretendSwitch(clock);
  const told: [name: string, facts: Record<string, unknown>][] = [];
  const cells = memoryCells();
  const machine = scriptedMachine({});
  let calendar = usualCalendar();
  const start = () =>
    new PowerGuard(
      {
        ...{ machine, clock, cell: cells },
        tell: (name, facts) => told.push([name, facts]),
        lookAgain: () => {},
        device: () => null,
        serialKey: () => null,
        calendar: () => calendar,
      },
      device,
    );
  let guard = start();
  const asks = (more: Partial<Policy> = {}) =>
    guard.follow(policy.parse({ mode: 'enforce', ...rule, ...more }));
  asks();
  await clock.settled();
  return {
    ...{ clock, device, told, asks },
    names: () => told.map(([name]) => name),
    standing: () => readStanding(machine),
    get guard() {
      return guard;
    },
    /** In steps, so that what waits on promises goes on in between. */
    async until(at: number): Promise<void> {
      while (clock.now() < at) {
        clock.pass(Math.min(minuteMs, at - clock.now()));
        await clock.settled();
      }
    },
    /** The computer slept, and its timers with it. */
    async sleepUntil(at: number): Promise<void> {
      await device.sleepUntil(at);
      clock.pass(10 * minuteMs);
      await clock.settled();
    },
    async setCalendar(next: SignedCalendar | null): Promise<void> {
      calendar = next;
      guard.calendarChanged();
      await clock.settled();
    },
    /** Off and on again: what was planned is gone, what was kept is not. */
    async restart(at: number): Promise<void> {
      clock.restart(Math.max(0, at - clock.now()));
      device.plannedAt = null;
      device.startedAt = clock.now();
      guard = start();
      asks();
      await clock.settled();
    },
  };
}
