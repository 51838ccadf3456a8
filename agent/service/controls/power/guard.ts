/**
 * Switches a computer off after school, at most once a day: planned with the system and announced, put off while
 * updates or a scan run, a limited number of times for whoever is still working, and never in lessons. Works with no
 * console and no tray. Whoever switches a computer on or wakes it after its time wants it on, and is left in peace.
 */
import {
  clockTimeAt,
  dayAt,
  type EndOfDay,
  endOf,
  isInLessons,
  knows,
} from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { dueAt } from '../../../../shared/controls/power/due.ts';
import type { Today } from '../../../../shared/controls/power/observation.ts';
import { switchOffWords, waitedWords } from '../../../../shared/controls/power/person-words.ts';
import { type Policy, policy } from '../../../../shared/controls/power/policy.ts';
import type { Cell, Guard, GuardEdges, Notice, Waited } from '../control.ts';
import { type DayState, dayState, freshDay } from './day-state.ts';
import { noteEvenings, openLately } from './evenings.ts';
import type { OffSwitch } from './off-switch.ts';
import { leaveStanding, readStanding, type Standing } from './standing.ts';
import { Waking } from './waking.ts';

const minuteMs = 60_000;
/** Never so soon after a start or a waking-up: whoever switched it on has a reason. */
const settleMs = 30 * minuteMs;
/** A timer stands still in sleep, so nothing waits longer than this for the time of day. */
const lookEveryMs = 10 * minuteMs;
/** Updates and scans get so much longer, again and again. */
const busyMs = 15 * minuteMs;
/** Nothing is switched off later than this after its time. */
const patienceMs = 4 * 60 * minuteMs;
const lastCheckMs = minuteMs;
/** So long after its time a computer that is still on was not switched off. */
const stayedMs = 5 * minuteMs;
/** The clock on the wall may run so far ahead of the other before it was sleep, or set. */
const sleptMs = 2 * minuteMs;

interface Planned {
  at: number;
  /** What it was worked out from: when that moves, the plan is taken back. */
  basis: number;
  /** Sleep need not wait for it any more. */
  release: () => void;
}

export class PowerGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #switch: OffSwitch;
  readonly #cell: Cell<DayState>;
  readonly #runningSince: number;
  readonly #waking: Waking;
  #policy: Policy | undefined;
  #planned: Planned | undefined;
  #standing: Standing | undefined;
  #before: { wall: number; monotonic: number } | undefined;
  #wokeAt = 0;
  #left = '';
  #cancelLook = () => {};
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(edges: GuardEdges, offSwitch: OffSwitch) {
    this.#edges = edges;
    this.#switch = offSwitch;
    this.#cell = edges.cell('day', dayState);
    this.#runningSince = edges.clock.now();
    this.#waking = new Waking(edges, offSwitch);
  }

  follow(given: ControlPolicy): void {
    this.#policy = policy.parse(given);
    void this.#soon();
  }

  calendarChanged(): void {
    if (this.#policy !== undefined) void this.#soon();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelLook();
    await this.#work;
    await this.#takeBack();
  }

  /** What whoever sits there should know now; null when nothing is about to happen. */
  notice(): Notice | null {
    const calendar = this.#edges.calendar();
    if (this.#planned === undefined || this.#policy === undefined || calendar === null) return null;
    const { at } = this.#planned;
    const waits = this.#waitsLeft();
    return { at, waits, words: switchOffWords(clockTimeAt(calendar, at), waits) };
  }

  /** Somebody is still working. Refused when nothing is about to happen, or they have waited as often as they may. */
  async stillWorking(): Promise<Waited> {
    const asked: { answer?: Waited } = {};
    await this.#run(async () => {
      asked.answer = await this.#wait();
    });
    // The guard has stopped, or what is kept could not be written.
    return asked.answer ?? { ok: false, words: 'That could not be put off. Save your work now.' };
  }

  async #wait(): Promise<Waited> {
    const calendar = this.#edges.calendar();
    const rule = this.#policy;
    const planned = this.#planned;
    // Once its time has come it is being switched off, and nobody can hold it up any more.
    const over = planned !== undefined && planned.at <= this.#edges.clock.now();
    if (planned === undefined || over || rule === undefined || calendar === null)
      return { ok: false, words: 'The computer is not about to turn off.' };
    if (this.#waitsLeft() === 0)
      return { ok: false, words: switchOffWords(clockTimeAt(calendar, planned.at), 0) };
    const today = this.#today(dayAt(calendar, this.#edges.clock.now()));
    const until = planned.at + rule.deferMinutes * minuteMs;
    this.#cell.write({ ...today, deferred: today.deferred + 1, notBefore: until, done: null });
    await this.#takeBack();
    const left = this.#waitsLeft();
    this.#edges.tell('power.deferred', { minutes: rule.deferMinutes, left });
    await this.#look();
    return { ok: true, words: waitedWords(clockTimeAt(calendar, until), left) };
  }

  #waitsLeft(): number {
    const calendar = this.#edges.calendar();
    if (calendar === null || this.#policy === undefined) return 0;
    const { deferred } = this.#today(dayAt(calendar, this.#edges.clock.now()));
    return Math.max(0, this.#policy.deferrals - deferred);
  }

  #soon(): Promise<void> {
    return this.#run(() => this.#look());
  }

  /** One thing after the other, and nothing that fails there may end the service. */
  #run(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work
      .then(() => (this.#stopped ? undefined : work()))
      .catch(() => this.#lookIn(lookEveryMs))
      .then(() => this.#edges.shownChanged?.());
    return this.#work;
  }

  #lookIn(ms: number): void {
    this.#cancelLook();
    if (this.#stopped) return;
    const wait = Math.min(lookEveryMs, Math.max(1000, ms));
    this.#cancelLook = this.#edges.clock.after(wait, () => void this.#soon());
  }

  async #look(): Promise<void> {
    const now = this.#edges.clock.now();
    this.#noticeSleep(now);
    this.#waking.tellOutcome(now);
    const rule = this.#policy;
    if (rule === undefined) return;
    this.#lookIn(await this.#towards(rule, now));
    await this.#leave(rule, now);
  }

  #noticeSleep(now: number): void {
    const monotonic = this.#edges.clock.monotonic();
    const before = this.#before;
    this.#before = { wall: now, monotonic };
    if (before && now - before.wall - (monotonic - before.monotonic) > sleptMs) this.#wokeAt = now;
  }

  #awakeSince(now: number): number {
    return Math.max(now - this.#switch.uptimeMs(), this.#wokeAt);
  }

  #today(day: number): DayState {
    const kept = this.#cell.read();
    return kept?.day === day ? kept : freshDay(day);
  }

  /** Answers after how many milliseconds something could be to do. */
  async #towards(rule: Policy, now: number): Promise<number> {
    const calendar = this.#edges.calendar();
    const end = calendar === null ? null : endOf(calendar, dayAt(calendar, now));
    if (calendar === null || end === null || rule.mode === 'off') return this.#rest();
    const today = this.#today(end.day);
    if (rule.mode === 'watch' && this.#planned) await this.#takeBack();
    if (today.done !== null) return this.#afterwards(today, now);
    const due = dueAt(end, rule);
    if (this.#awakeSince(now) > due) return this.#end(today, 'switched_on_later');
    const basis = Math.max(due, this.#awakeSince(now) + settleMs, today.notBefore ?? 0);
    if (Math.max(basis, now) > due + patienceMs + rule.deferrals * rule.deferMinutes * minuteMs)
      return this.#end(today, 'gave_up');
    if (this.#planned && Math.abs(this.#planned.basis - basis) > minuteMs) await this.#takeBack();
    if (this.#planned) return this.#lastCheck(this.#planned, today, calendar, now);
    if (rule.mode === 'watch') return this.#wouldAt(basis, today, now);
    const warnFrom = basis - rule.warnMinutes * minuteMs;
    return now < warnFrom ? warnFrom - now : this.#warn(basis, today, calendar, rule, now);
  }

  async #rest(): Promise<number> {
    await this.#takeBack();
    return lookEveryMs;
  }

  async #wouldAt(basis: number, today: DayState, now: number): Promise<number> {
    if (now < basis) return basis - now;
    return this.#end(today, 'would_switch_off');
  }

  async #warn(
    basis: number,
    today: DayState,
    calendar: SignedCalendar,
    rule: Policy,
    now: number,
  ): Promise<number> {
    const at = Math.max(basis, now + rule.warnMinutes * minuteMs);
    const why = await this.#against(at, calendar);
    if (why !== null) return this.#putOff(today, why, now);
    if (typeof (await this.#switch.planned()) === 'number') return this.#end(today, 'left_to_others');
    if (!(await this.#switch.plan(at, switchOffWords(clockTimeAt(calendar, at), 0)))) {
      await this.#switch.takeBack();
      if (!today.failed) this.#edges.tell('power.failed', {});
      this.#cell.write({ ...today, failed: true, notBefore: now + busyMs });
      return busyMs;
    }
    const release = this.#switch.beforeSleep?.(() => this.#run(() => this.#takeBack())) ?? (() => {});
    this.#planned = { at, basis, release };
    this.#edges.tell('power.warned', { minutes: Math.round((at - now) / minuteMs) });
    this.#edges.lookAgain();
    return at - lastCheckMs - now;
  }

  async #against(at: number, calendar: SignedCalendar): Promise<string | null> {
    return isInLessons(calendar, at) ? 'a lesson is going on' : this.#switch.busy();
  }

  async #putOff(today: DayState, why: string, now: number): Promise<number> {
    await this.#takeBack();
    if (today.why !== why) this.#edges.tell('power.postponed', { why });
    this.#cell.write({ ...today, why, notBefore: now + busyMs });
    this.#edges.lookAgain();
    return busyMs;
  }

  async #lastCheck(
    planned: Planned,
    today: DayState,
    calendar: SignedCalendar,
    now: number,
  ): Promise<number> {
    if (now < planned.at - lastCheckMs) return planned.at - lastCheckMs - now;
    if ((await this.#switch.planned()) === null) {
      planned.release();
      this.#planned = undefined;
      return this.#end(today, 'left_to_others');
    }
    const why = await this.#against(planned.at, calendar);
    if (why !== null) return this.#putOff(today, why, now);
    await this.#waking.set(calendar, this.#policy ?? policy.parse({}));
    this.#cell.write({ ...today, done: 'switching_off' });
    this.#edges.tell('power.switching_off', { deferred: today.deferred });
    return planned.at + stayedMs - now;
  }

  /** What was to be done today is done, or was left. */
  async #afterwards(today: DayState, now: number): Promise<number> {
    const planned = this.#planned;
    if (planned === undefined) return lookEveryMs;
    if (now < planned.at + stayedMs) return planned.at + stayedMs - now;
    await this.#takeBack();
    this.#edges.tell('power.failed', {});
    this.#cell.write({ ...today, done: 'failed' });
    this.#edges.lookAgain();
    return lookEveryMs;
  }

  async #end(today: DayState, done: NonNullable<DayState['done']>): Promise<number> {
    await this.#takeBack();
    this.#cell.write({ ...today, done });
    this.#edges.tell(`power.${done}`, {});
    this.#edges.lookAgain();
    return lookEveryMs;
  }

  async #takeBack(): Promise<void> {
    if (this.#planned === undefined) return;
    const { release } = this.#planned;
    this.#planned = undefined;
    await this.#switch.takeBack().finally(release);
  }

  async #leave(rule: Policy, now: number): Promise<void> {
    const { machine } = this.#edges;
    const calendar = this.#edges.calendar();
    const before = this.#standing ?? (await readStanding(machine));
    const since = before?.since ?? now;
    const alive = { startedAt: now - this.#switch.uptimeMs(), runningSince: this.#runningSince };
    const known = { evenings: before?.evenings ?? [], since };
    const day = calendar === null ? null : dayAt(calendar, now);
    const standing: Standing = {
      since,
      calendar: calendar === null || day === null ? 'none' : knows(calendar, day) ? 'in_force' : 'ended',
      evenings: calendar === null ? known.evenings : noteEvenings(known, calendar, now, alive),
      open: calendar === null ? [] : openLately(calendar, now),
      today: calendar === null || day === null ? null : this.#todayTold(rule, endOf(calendar, day)),
    };
    this.#standing = standing;
    const text = JSON.stringify(standing);
    if (text === this.#left) return;
    this.#left = text;
    await leaveStanding(machine, standing);
  }

  #todayTold(rule: Policy, end: EndOfDay | null): Today | null {
    if (end === null || rule.mode === 'off') return null;
    const { done, deferred, why, notBefore, failed } = this.#today(end.day);
    const at = this.#planned?.at ?? Math.max(dueAt(end, rule), notBefore ?? 0);
    if (done !== null) return { state: done, at: null, deferred, why };
    const put = why !== null ? 'postponed' : failed ? 'failed' : 'waits';
    return { state: this.#planned ? 'warned' : put, at, deferred, why };
  }
}
