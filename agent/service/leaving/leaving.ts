/**
 * Signs out, restarts or switches off by order of the console: announced, put off in lessons, while updates run and as
 * often as adults there may, and called off whenever the console, this service or its end says so.
 */
import * as z from 'zod';
import { clockTimeAt, isInLessons } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { type CallOff, type LeaveOrder, leaveKinds, leaveWords } from '../../../shared/protocol/leave.ts';
import type { OrderOutcome } from '../../../shared/protocol/order.ts';
import type { Profile } from '../../../shared/protocol/tray/face.ts';
import type { Refusal, Scene } from '../../../shared/protocol/tray/told.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';
import type { Hand } from './hand.ts';

export interface LeavingOptions {
  cell: Cell<unknown>;
  clock: Clock;
  /** Absent where this service only looks, or the system is not known. */
  hand: Hand | undefined;
  calendar(): SignedCalendar | null;
  /** How often adults may put it off, and for how long, by the policy in force. */
  allowance(): { times: number; minutes: number };
  log(event: string, facts?: Record<string, unknown>): void;
  /** What people see may be another now. */
  changed(): void;
}

const minuteMs = 60_000;
/** Lessons, updates and scans are looked at again so often. */
const againMs = minuteMs;
/** What did not become possible within a school day is not done on the next. */
const patienceMs = 8 * 60 * minuteMs;
/** From here on the system does it, announces it itself, and nobody can hold it up. Not sooner: woken from sleep it would not wait. */
const sureMs = 30_000;
/** The clock on the wall may run so far ahead of the other before it was sleep, or set. */
const sleptMs = 2 * minuteMs;
/** So long after its time a computer that is still on was not left. */
const stayedMs = 5 * minuteMs;
/** A session that was asked to end is looked for again after so long. */
const endsWithinMs = 10_000;

/** Of a restart that was begun: what the next start needs to tell what became of it. */
const begun = z.object({ kind: z.enum(leaveKinds), at: z.number() });

interface Going {
  order: LeaveOrder;
  said(detail: string): void;
  end(outcome: OrderOutcome): void;
  /** By the clock that nobody sets. */
  until: number;
  /** When it happens, in UTC milliseconds, and by the other clock; null while it waits. */
  at: { wall: number; monotonic: number } | null;
  putOff: number;
  why: string;
  sure: boolean;
}

const done = (detail: string): OrderOutcome => ({ outcome: 'done', detail });
const failed = (detail: string): OrderOutcome => ({ outcome: 'failed', detail });
const happens = { sign_out: 'everybody is signed out', restart: 'it restarts', shut_down: 'it turns off' };

export class Leaving {
  readonly #options: LeavingOptions;
  #going: Going | undefined;
  #before: OrderOutcome | undefined;
  #cancel = () => {};
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: LeavingOptions) {
    this.#options = options;
  }

  /** Looks what became of a countdown that the last run of this service did not see the end of. */
  start(): void {
    const { cell, clock, hand, log } = this.#options;
    try {
      const left = begun.safeParse(cell.read()).data;
      if (left === undefined || hand === undefined) return;
      const startedAt = clock.now() - hand.uptimeMs();
      if (startedAt > left.at - sleptMs) this.#before = done('It was switched off and on again.');
      else void hand.takeBack().catch(error => log('shutdown not taken back', { error: String(error) }));
      cell.remove();
    } catch (error) {
      log('leaving not read', { error: String(error) });
    }
  }

  /** What became of the order that was under way when the service last ended; undefined when nothing of it is known. */
  afterwards(kind: string): OrderOutcome | undefined {
    return leaveKinds.some(one => one === kind) ? this.#before : undefined;
  }

  /** Nothing is left planned: whoever stops this service may not want it any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    await this.#work;
    if (this.#going?.sure === false) this.#end(failed('Caretaker was stopped before it happened.'));
  }

  /** Resolves when it has happened or is given up; a restart that happens is told by the next start. */
  async obey(order: LeaveOrder | CallOff, said: (detail: string) => void): Promise<OrderOutcome> {
    const { clock, hand } = this.#options;
    if (hand === undefined) return { outcome: 'not_possible', detail: 'This agent changes nothing here.' };
    if (order.kind === 'call_off') return this.#callOff();
    if (this.#going !== undefined)
      return {
        outcome: 'refused',
        detail: `It waits there already that ${happens[this.#going.order.kind]}.`,
      };
    return new Promise(end => {
      const until = clock.monotonic() + patienceMs;
      this.#going = { order, said, end, until, at: null, putOff: 0, why: '', sure: false };
      void this.#soon();
    });
  }

  /** The same for everybody who is signed in; only adults are offered more time. */
  scenes(profile: Profile): Scene[] {
    const going = this.#going;
    if (going?.at == null) return [];
    const how = going.order.kind;
    return [{ kind: 'switch_off', how, at: going.at.wall, waits: this.#waitsLeft(going, profile) }];
  }

  /** Somebody there is still working. Undefined when nothing of ours is counted down. */
  wait(profile: Profile): Promise<Refusal | null> | undefined {
    const going = this.#going;
    if (going?.at == null) return undefined;
    return this.#run(() => this.#putOff(going, profile));
  }

  async #putOff(going: Going, profile: Profile): Promise<Refusal | null> {
    if (this.#going !== going || going.at === null || going.sure) return 'not_possible';
    if (this.#waitsLeft(going, profile) === 0) return 'not_possible';
    const { minutes } = this.#options.allowance();
    const { wall, monotonic } = going.at;
    going.putOff += 1;
    going.at = { wall: wall + minutes * minuteMs, monotonic: monotonic + minutes * minuteMs };
    const left = this.#waitsLeft(going, profile);
    going.said(
      `Somebody there put it off: ${happens[going.order.kind]} at ${this.#time(going.at.wall)}. They may ${left} more times.`,
    );
    await this.#look();
    return null;
  }

  #waitsLeft(going: Going, profile: Profile): number {
    return profile === 'adult' ? Math.max(0, this.#options.allowance().times - going.putOff) : 0;
  }

  async #callOff(): Promise<OrderOutcome> {
    return this.#run(async () => {
      const going = this.#going;
      if (going === undefined) return done('Nothing of the kind was about to happen.');
      if (going.sure) return failed('It was too late to call it off.');
      this.#end(failed('It was called off from the console.'));
      return done('It was called off.');
    });
  }

  #soon(): Promise<unknown> {
    return this.#run(() => (this.#stopped ? undefined : this.#look()));
  }

  /** One thing after the other, and nothing that fails there may end the service. */
  #run<T>(work: () => Promise<T> | T): Promise<T> {
    const all = this.#work.then(work);
    this.#work = all.then(
      () => this.#options.changed(),
      error => {
        this.#options.log('leaving failed', { error: String(error) });
        this.#end(failed('Something went wrong while doing it: see the log of the device.'));
      },
    );
    return all;
  }

  #lookIn(ms: number): void {
    this.#cancel();
    if (!this.#stopped) this.#cancel = this.#options.clock.after(Math.max(1, ms), () => void this.#soon());
  }

  async #look(): Promise<void> {
    const going = this.#going;
    if (going === undefined) return;
    const { clock } = this.#options;
    if (clock.monotonic() > going.until && !going.sure)
      return this.#end(failed(`It waited eight hours and did not become possible: ${going.why}.`));
    if (going.at === null) return this.#begin(going);
    const left = going.at.monotonic - clock.monotonic();
    if (going.sure) return left > 0 ? this.#lookIn(left) : this.#finish(going);
    // Asleep meanwhile, or another clock: whoever is there now is told again from the beginning.
    if (clock.now() - going.at.wall + left > sleptMs) {
      going.at = null;
      return this.#begin(going);
    }
    if (left > sureMs) return this.#lookIn(left - sureMs);
    const against = await this.#against(going, going.at.wall);
    if (against === null) return this.#commit(going, going.at.wall, left);
    going.at = null;
    return this.#waits(going, against);
  }

  #waits(going: Going, why: string): void {
    if (going.why !== why) going.said(`It waits: ${why}.`);
    going.why = why;
    this.#lookIn(againMs);
  }

  async #begin(going: Going): Promise<void> {
    const { clock, hand } = this.#options;
    const { kind, warnMinutes } = going.order;
    const people = (await hand?.sessions()) ?? null;
    if (kind === 'sign_out' && people?.length === 0)
      return this.#end(done('Nobody is signed in, so there was nobody to sign out.'));
    const warnMs = people?.length === 0 ? sureMs : warnMinutes * minuteMs;
    const against = await this.#against(going, clock.now() + warnMs);
    if (against !== null) return this.#waits(going, against);
    const wall = clock.now() + warnMs;
    going.at = { wall, monotonic: clock.monotonic() + warnMs };
    const told = people?.length === 0 ? 'Nobody is signed in' : 'Whoever is there was told';
    going.said(`${told}: ${happens[kind]} at ${this.#time(wall)}.`);
    return this.#look();
  }

  /** A few words; null when nothing speaks against it. */
  async #against({ order }: Going, at: number): Promise<string | null> {
    const calendar = this.#options.calendar();
    if (!order.inLessons && calendar !== null && isInLessons(calendar, at)) return 'lessons are going on';
    return order.kind === 'sign_out' ? null : ((await this.#options.hand?.busy()) ?? null);
  }

  /** From here on it happens. Switched off, it could not tell for days that it was. */
  async #commit(going: Going, at: number, left: number): Promise<void> {
    const { cell, hand } = this.#options;
    const { kind } = going.order;
    going.sure = true;
    this.#lookIn(left);
    if (kind === 'sign_out') return;
    cell.write({ kind, at });
    if ((await hand?.plan(at, leaveWords(kind, this.#time(at)), kind)) !== true) {
      await this.#takeBack();
      return this.#end(failed('The system did not take it.'));
    }
    if (kind === 'shut_down') going.end(done(`It turns off at ${this.#time(at)}.`));
    else going.said('It restarts now.');
  }

  async #finish(going: Going): Promise<void> {
    const { kind } = going.order;
    if (kind === 'sign_out') return this.#signOut();
    const { clock, hand } = this.#options;
    const late = going.at === null ? stayedMs : clock.monotonic() - going.at.monotonic;
    if (late < stayedMs) {
      // The service is ended by what follows. Where it is not, it did not happen.
      this.#lookIn(stayedMs - late);
      if (hand?.now === undefined || (await hand.now(kind))) return;
    }
    await this.#takeBack();
    this.#end(failed('The computer is still on.'));
  }

  async #signOut(): Promise<void> {
    const { clock, hand } = this.#options;
    const there = (await hand?.sessions()) ?? null;
    if (hand === undefined || there === null) return this.#end(failed('Who is signed in could not be seen.'));
    const taken = await hand.signOut(there);
    await new Promise<void>(resolve => clock.after(endsWithinMs, resolve));
    const still = (await hand.sessions())?.filter(id => there.includes(id));
    if (still?.length === 0) return this.#end(done(''));
    this.#end(
      failed(
        taken ? 'The system was asked, and somebody is still signed in.' : 'The system did not take it.',
      ),
    );
  }

  #end(outcome: OrderOutcome): void {
    this.#cancel();
    const going = this.#going;
    this.#going = undefined;
    going?.end(outcome);
    this.#options.changed();
  }

  async #takeBack(): Promise<void> {
    await this.#options.hand?.takeBack();
    this.#options.cell.remove();
  }

  /** As the school's clocks show it, or this computer's where no calendar is known. */
  #time(at: number): string {
    const calendar = this.#options.calendar();
    if (calendar !== null) return clockTimeAt(calendar, at);
    const date = new Date(at);
    return [date.getHours(), date.getMinutes()].map(part => String(part).padStart(2, '0')).join(':');
  }
}
