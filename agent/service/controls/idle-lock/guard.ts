/**
 * Caretaker's own lock, beside the desktop's: works with no tray, no console and nobody's help. It looks when a session
 * could reach its limit at the earliest, so a computer in use costs three looks in an hour. Each session by itself;
 * nothing is done where it is not known how long nobody was there, and no session is ended but as abandoned.ts says.
 */
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import type { AgentLock } from '../../../../shared/controls/idle-lock/observation.ts';
import { ceilingMinutes, type Policy, policy } from '../../../../shared/controls/idle-lock/policy.ts';
import type { Order, OrderOutcome } from '../../../../shared/protocol/order.ts';
import type { Ask } from '../../../../shared/protocol/tray/asks.ts';
import type { Presenting, Refusal, Scene } from '../../../../shared/protocol/tray/told.ts';
import type { Guard, GuardEdges, Visitor } from '../control.ts';
import { Abandoned } from './abandoned.ts';
import { type BootTime, unknownBoot } from './boot-time.ts';
import { LockLog } from './lock-log.ts';
import { type Locked, Locksmith } from './locksmith.ts';
import { lockOutcome, presentationRefusal } from './order-outcome.ts';
import { Presentation } from './presentation.ts';
import type { Seat, Seats } from './seats.ts';
import { endWarnMs, StaffHold } from './staff-hold.ts';
import { removeStanding } from './standing.ts';
import { TooSoon } from './too-soon.ts';
import { Track } from './track.ts';
import { Warning } from './warning.ts';
import { Watchman } from './watchman.ts';

/** The computer's own time is told in hundredths of a second. */
const slackMs = 20;
/** A lock so long after Caretaker asked is still its own. */
const ownForMs = 20_000;
/** A lock that comes in use is a person's, one after this much quiet the desktop's. */
const quietMs = 3_000;
/** When the system could not be asked, it is asked again so much later, and ever more seldom. */
const firstRetryMs = 60_000;
/** Locks of one session that nobody asked for are told of no more often. */
const tellEveryMs = 60_000;

export interface LockGuardOptions {
  seats: Seats;
  /** Instead of the policy's minutes: only for tests on a real machine, which cannot wait for twenty. */
  limitSeconds?: number;
}

export class LockGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #seats: Seats;
  readonly #limitSeconds: number | undefined;
  readonly #presentation: Presentation;
  readonly #staffHold: StaffHold;
  readonly #tooSoon: TooSoon;
  readonly #log: LockLog;
  readonly #locksmith: Locksmith;
  readonly #warning: Warning;
  readonly #abandoned: Abandoned;
  readonly #tracks = new Map<string, Track>();
  readonly #work = new Set<Promise<void>>();
  #policy: Policy | undefined;
  #watchman: Watchman | undefined;
  #ended = new AbortController();
  #retryMs = firstRetryMs;
  #seenAt: { now: BootTime; monotonic: number } | undefined;

  constructor(edges: GuardEdges, { seats, limitSeconds }: LockGuardOptions) {
    this.#edges = edges;
    this.#seats = seats;
    this.#limitSeconds = limitSeconds;
    this.#presentation = new Presentation(edges);
    this.#staffHold = new StaffHold(edges, this.#presentation);
    this.#tooSoon = new TooSoon(edges);
    this.#log = new LockLog(edges);
    this.#locksmith = new Locksmith(edges.clock, seats, this.#log);
    this.#abandoned = new Abandoned(edges, seats, () => {
      this.#log.signedOut += 1;
    });
    this.#warning = new Warning(() => edges.shownChanged?.());
  }

  follow(given: ControlPolicy): void {
    const before = this.#policy;
    const now = policy.parse(given);
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    this.#policy = now;
    if (before !== undefined) this.#tooSoon.clear();
    if (now.mode === 'enforce') for (const track of this.#tracks.values()) track.beginAgain();
    this.#run(now.mode === 'off' ? this.#rest() : this.#begin(now));
  }

  async obey(order: Order): Promise<OrderOutcome> {
    if (order.kind === 'lock') return this.#lockAll();
    if (order.kind === 'presentation_hold') return this.#present(order.minutes);
    return { outcome: 'not_possible', detail: 'The screen lock does not know this order.' };
  }

  scenes(of: Visitor): Scene[] {
    return [...this.#warning.scenesFor(of.uid), ...this.#staffHold.scenes(of, this.#soon())];
  }

  presents(by: Visitor, forStaff: boolean): Presenting | null {
    return this.#staffHold.offer(this.#policy, by, forStaff, this.#soon());
  }

  watched(watched: boolean): void {
    this.#warning.watched = watched;
    this.#watchman?.lookIn(0);
  }

  asked(by: Visitor, what: Ask, forStaff = false): Promise<Refusal | null> | undefined {
    if (what.verb === 'lock') return this.#lockMine(by.uid);
    if (what.verb === 'present') return this.#presentBy(by, what.minutes, forStaff);
    if (what.verb !== 'here') return undefined;
    // Whether that is so the system says.
    this.#watchman?.lookIn(0);
    return Promise.resolve(null);
  }

  async stop(): Promise<void> {
    this.#policy = undefined;
    this.#sleep();
    await Promise.all(this.#work);
  }

  get #limitMs(): number {
    return 1000 * (this.#limitSeconds ?? 60 * (this.#policy?.afterMinutes ?? ceilingMinutes));
  }

  /** What goes on by itself: nothing that fails there may end the service, and the next look comes all the same. */
  #run(work: Promise<void>): void {
    const settled: Promise<void> = work
      .catch(() => this.#watchman?.lookIn(this.#limitMs))
      .finally(() => this.#work.delete(settled));
    this.#work.add(settled);
  }

  async #begin(now: Policy): Promise<void> {
    const { signal } = this.#ended;
    if ((!now.presentationAllowed || now.secureData) && this.#presentation.running)
      this.#presentation.end('policy', await this.#seats.time());
    if (this.#watchman !== undefined) return this.#watchman.lookIn(0);
    this.#watchman = new Watchman(this.#edges.clock, this.#seats, {
      look: () => this.#look().catch(() => this.#watchman?.lookIn(this.#limitMs)),
      locked: (id, locked) => this.#heard(id, locked),
    });
    await this.#log.restore(await this.#seats.time());
    if (!signal.aborted) this.#watchman.start();
  }

  async #rest(): Promise<void> {
    this.#sleep();
    if (this.#presentation.running) this.#presentation.end('policy', await this.#seats.time());
    await removeStanding(this.#edges.machine);
  }

  #sleep(): void {
    this.#ended.abort();
    this.#ended = new AbortController();
    this.#watchman?.stop();
    this.#watchman = undefined;
    this.#tracks.clear();
    this.#warning.keepOnly(new Set());
  }

  async #look(): Promise<void> {
    const { signal } = this.#ended;
    const now = await this.#seats.time();
    const heldMs = this.#presentation.remainingMs(now);
    const seen = await this.#seats.look(now, signal);
    if (signal.aborted) return;
    this.#seenAt = { now, monotonic: this.#edges.clock.monotonic() };
    const waits = seen === null ? [this.#retry()] : this.#considerAll(seen, now, heldMs);
    if (heldMs > 0) waits.push(heldMs > endWarnMs ? heldMs - endWarnMs : heldMs);
    if (heldMs <= endWarnMs) this.#edges.shownChanged?.();
    this.#watchman?.lookIn(Math.min(this.#limitMs, ...waits));
    await this.#leave(now);
  }

  #retry(): number {
    const ms = this.#retryMs;
    this.#retryMs = Math.min(ms * 2, this.#limitMs);
    return ms;
  }

  #considerAll(seen: readonly Seat[], now: BootTime, heldMs: number): number[] {
    this.#retryMs = firstRetryMs;
    this.#forgetOthers(seen);
    const waits = seen.map(seat => this.#consider(seat, now, heldMs));
    return [...waits, this.#endAbandoned(seen)];
  }

  #endAbandoned(seen: readonly Seat[]): number {
    const rule = this.#policy;
    if (rule === undefined) return this.#limitMs;
    const { signal } = this.#ended;
    return this.#abandoned.consider(seen, this.#tracks, rule, work =>
      this.#run(work(signal).then(() => this.#watchman?.lookIn(0))),
    );
  }

  #track(id: string): Track {
    const track = this.#tracks.get(id) ?? new Track(this.#edges.clock);
    this.#tracks.set(id, track);
    return track;
  }

  #forgetOthers(seen: readonly Seat[]): void {
    const here = new Set(seen.map(({ id }) => id));
    for (const id of this.#tracks.keys()) if (!here.has(id)) this.#tracks.delete(id);
    this.#warning.keepOnly(here);
  }

  /** Answers after how many milliseconds this session could need something. */
  #consider(seat: Seat, now: BootTime, heldMs: number): number {
    const limitMs = this.#limitMs;
    const track = this.#track(seat.id);
    track.see(seat, now);
    const idleMs = track.idleMs(seat, now);
    if (idleMs !== null && idleMs + slackMs < limitMs) return this.#before(seat, limitMs - idleMs, heldMs);
    this.#warning.drop(seat.id);
    if (idleMs === null) return limitMs;
    if (track.isDealtWith(idleMs, now)) return limitMs;
    if (heldMs > 0) return heldMs;
    track.dealWith(idleMs, now);
    this.#run(this.#due(seat, track, idleMs, now));
    return limitMs;
  }

  /** What locks nothing now warns of nothing. */
  #before(seat: Seat, leftMs: number, heldMs: number): number {
    const rule = this.#policy;
    if (heldMs <= 0 && rule?.mode === 'enforce') {
      const [limitMs, warnMs] = [this.#limitMs, 60_000 * rule.warnMinutes];
      return this.#warning.consider(seat, leftMs, { limitMs, warnMs }, this.#edges.clock.now());
    }
    this.#warning.drop(seat.id);
    return leftMs;
  }

  /** The limit is reached. */
  async #due(seat: Seat, track: Track, idleMs: number, now: BootTime): Promise<void> {
    if (this.#policy?.mode !== 'enforce') {
      const [idleSeconds, limitSeconds] = [Math.floor(idleMs / 1000), this.#limitMs / 1000];
      const facts = { idleSeconds, limitSeconds, kind: seat.kind };
      if (seat.locked !== true) this.#edges.tell('lock.would_lock', facts);
      return;
    }
    if (this.#tooSoon.isStopped(now)) return;
    const sinceUnlockMs = track.sinceUnlockMs(now);
    const locked = await this.#locksmith.lock(seat, track, 'agent', idleMs, this.#ended.signal);
    if (locked !== 'was_locked' && locked !== 'not_asked') this.#tooSoon.locked(sinceUnlockMs, now);
    await this.#leave(now);
  }

  /** The system told of a lock or an unlocking between two looks. */
  #heard(id: string, locked: boolean): void {
    const track = this.#track(id);
    if (locked) this.#warning.drop(id);
    const monotonic = this.#edges.clock.monotonic();
    const isNews = track.hear(locked, this.#nowAbout(monotonic));
    const own = track.askedAt !== undefined && monotonic - track.askedAt < ownForMs;
    const told = track.toldAt !== undefined && monotonic - track.toldAt < tellEveryMs;
    if (!isNews || own || told) return;
    track.toldAt = monotonic;
    this.#run(this.#lockedByOthers(id));
  }

  #soon(): BootTime {
    return this.#nowAbout(this.#edges.clock.monotonic());
  }

  #nowAbout(monotonic: number): BootTime {
    const { now, monotonic: then } = this.#seenAt ?? { now: { boot: unknownBoot, ms: 0 }, monotonic };
    return { boot: now.boot, ms: now.ms + monotonic - then };
  }

  async #lockedByOthers(id: string): Promise<void> {
    const now = await this.#seats.time();
    const seat = (await this.#seats.look(now, this.#ended.signal))?.find(one => one.id === id);
    if (seat === undefined) return;
    const cause = (seat.idleMs ?? 0) >= quietMs ? 'desktop' : 'person';
    this.#log.observed(seat, cause, seat.idleMs, 'desktop_said');
    await this.#leave(now);
  }

  async #leave(now: BootTime): Promise<void> {
    if (this.#watchman === undefined) return;
    await this.#log.leave(now, this.#state(now), this.#limitMs / 1000);
  }

  #state(now: BootTime): AgentLock['state'] {
    if (this.#presentation.remainingMs(now) > 0) return 'holding';
    if (this.#policy?.mode !== 'enforce') return 'watches';
    return this.#tooSoon.isStopped(now) ? 'suspended' : 'locks';
  }

  async #lockAll(): Promise<OrderOutcome> {
    if (this.#policy?.mode !== 'enforce')
      return { outcome: 'refused', detail: 'Caretaker only watches here now, so it locks nothing.' };
    const now = await this.#seats.time();
    const seen = await this.#seats.look(now, this.#ended.signal);
    if (seen === null)
      return { outcome: 'failed', detail: 'Who is signed in could not be seen, so nothing was locked.' };
    if (this.#presentation.running) this.#presentation.end('locked', now);
    this.#forgetOthers(seen);
    const locked = await Promise.all(seen.map(seat => this.#lockByOrder(seat, now)));
    await this.#leave(now);
    return lockOutcome(locked);
  }

  /** Whatever the rule is: anybody may lock their own screen. */
  async #lockMine(person: number): Promise<Refusal | null> {
    const { signal } = this.#ended;
    const seen = (await this.#seats.look(await this.#seats.time(), signal)) ?? [];
    const mine = seen.filter(seat => seat.person === person && seat.kind === 'graphical');
    const locked = await Promise.all(mine.map(({ id }) => this.#seats.lock(id, signal)));
    this.#watchman?.lookIn(0);
    return locked.includes(true) ? null : 'not_possible';
  }

  #lockByOrder(seat: Seat, now: BootTime): Promise<Locked> {
    const track = this.#track(seat.id);
    track.see(seat, now);
    return this.#locksmith.lock(seat, track, 'order', track.idleMs(seat, now), this.#ended.signal);
  }

  /** From the tray. */
  async #presentBy(by: Visitor, minutes: number, forStaff: boolean): Promise<Refusal | null> {
    const rule = this.#policy;
    const now = await this.#seats.time();
    if (rule === undefined || this.#staffHold.offer(rule, by, forStaff, now) === null) return 'not_possible';
    const seen = (await this.#seats.look(now, this.#ended.signal)) ?? [];
    const why =
      minutes === 0 ? this.#staffHold.end(by, now) : this.#staffHold.start(rule, by, minutes, now, seen);
    if (why !== null) return why;
    this.#seenAt = { now, monotonic: this.#edges.clock.monotonic() };
    this.#watchman?.lookIn(0);
    this.#edges.shownChanged?.();
    return null;
  }

  async #present(minutes: number): Promise<OrderOutcome> {
    const now = await this.#seats.time();
    const refusal = presentationRefusal(this.#policy, minutes);
    if (refusal !== undefined) return { outcome: 'refused', detail: refusal };
    if (!this.#presentation.start(minutes, now))
      return { outcome: 'refused', detail: 'A presentation is running already; it is not made longer.' };
    this.#watchman?.lookIn(0);
    return { outcome: 'done', detail: `Caretaker does not lock for ${minutes} minutes.` };
  }
}
