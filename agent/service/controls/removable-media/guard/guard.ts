/**
 * Sticks between rounds. Everything that happens (a plug, an order, a policy, an end of time) only asks for a review;
 * a review compares what should be with what is and takes the next step, so it may be cut off anywhere and begin again.
 * README.md tells the stages.
 */
import { createHash } from 'node:crypto';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { type Policy, policy as schema } from '../../../../../shared/controls/removable-media/policy.ts';
import type { RequestAnswer } from '../../../../../shared/protocol/answer.ts';
import type { Order, OrderOutcome } from '../../../../../shared/protocol/order.ts';
import type { Ask } from '../../../../../shared/protocol/tray/asks.ts';
import type { Refusal, Scene } from '../../../../../shared/protocol/tray/told.ts';
import { afterAlsoAsleep } from '../../../system/elapsed.ts';
import type { Guard, GuardEdges, Visitor } from '../../control.ts';
import { Attendant } from './attendant.ts';
import { isOpen, keptGrants } from './grant.ts';
import { Grants, warnMs } from './grants.ts';
import type { Hands, Seen } from './hands.ts';
import { nextReviewMs, saveIsDue } from './next-review.ts';
import { asFarAsCan, obey } from './obey.ts';
import { isLostMedia } from './permission.ts';
import { Presence } from './presence.ts';
import { rehearse } from './rehearse.ts';
import { rememberVisits } from './remember.ts';
import { answered, askFor, handleOf, sceneOf } from './shown.ts';
import type { Stick } from './stick.ts';
import { Telling } from './telling.ts';
import { newVisit, type Visit } from './visit.ts';

export class MediaGuard implements Guard {
  readonly #edges: GuardEdges;
  readonly #hands: Hands;
  readonly #grants: Grants;
  readonly #telling: Telling;
  readonly #attendant: Attendant;
  readonly #presence: Presence;
  readonly #visits = new Map<string, Visit>();
  #given: Policy | null = null;
  /** What of it is acted on. */
  #policy: Policy | null = null;
  #watching: AbortController | null = null;
  #resumed = false;
  /** That something stays open was told. */
  #incomplete = false;
  #running: Promise<void> | undefined;
  #again = false;
  #blind = false;
  /** That nothing can be kept was told. */
  #unkept = false;
  #cancel = () => {};
  #stopped = false;

  constructor(edges: GuardEdges, hands: Hands) {
    this.#edges = edges;
    this.#hands = hands;
    this.#telling = new Telling(edges);
    this.#presence = new Presence(edges.clock);
    this.#grants = new Grants(
      edges.cell('grants', keptGrants),
      edges.clock,
      (kept, why, leftMs) => this.#telling.grant(kept, why, leftMs),
      () => this.#telling.say('media.grants_unreadable', {}),
      hands.ended,
    );
    this.#attendant = new Attendant({
      edges,
      hands,
      grants: this.#grants,
      telling: this.#telling,
      again: () => void this.review(),
    });
  }

  follow(given: ControlPolicy): void {
    this.#given = schema.parse(given);
    if (this.#hands.refuses?.() !== null) rehearse(this.#takeOn(this.#given), this.#grants, this.#telling);
    this.#watch(this.#given.mode !== 'off');
    void this.review();
  }

  /** Where the plan is refused because of what the computer runs from, nothing is shut by this guard either. */
  #takeOn(given: Policy): Policy {
    const before = this.#policy;
    const refuses = this.#hands.refuses?.();
    // Looked, and still not known: the plan is refused then too.
    const refused = given.mode === 'enforce' && (refuses === true || refuses === null);
    const policy: Policy = refused ? { ...given, mode: 'watch' } : asFarAsCan(given, this.#hands);
    this.#policy = policy;
    const text = JSON.stringify(policy);
    this.#grants.policy = createHash('sha256').update(text).digest('base64url');
    if (before === null) this.#grants.endOfOtherPolicies();
    else if (JSON.stringify(before) !== text) this.#policyChanged();
    return policy;
  }

  async obey(order: Order): Promise<OrderOutcome> {
    if (this.#policy === null && this.#given !== null) await this.review();
    const sticks = [...this.#visits.values()].filter(({ stick }) => stick.kind === 'storage').length;
    const outcome = obey(order, {
      ...{ policy: this.#policy, grants: this.#grants },
      key: this.#edges.serialKey(),
      now: this.#edges.clock.now(),
      sticks,
      cannotGrant: this.#hands.cannotGrant?.bind(this.#hands),
    });
    await this.review();
    return outcome;
  }

  scenes(of: Visitor): Scene[] {
    return [...this.#visits.values()].flatMap(visit => sceneOf(visit, of, this.#shown()) ?? []);
  }

  asked(by: Visitor, what: Ask): Promise<Refusal | null> | undefined {
    if (what.verb !== 'ask_media') return undefined;
    const visit = [...this.#visits.values()].find(({ stick }) => handleOf(stick) === what.stick);
    return Promise.resolve(askFor(visit, by, what, this.#shown()));
  }

  answered = (answer: RequestAnswer) => answered(this.#visits.values(), answer);
  #shown = () => ({ edges: this.#edges, policy: this.#policy, grants: this.#grants });

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancel();
    this.#watch(false);
    await this.#running;
    for (const visit of this.#visits.values()) await this.#attendant.stopScan(visit);
    // What is open stays open for the start after this one; the hands shut it in time even if there is none.
    this.#keep();
  }

  /** Resolves when a review that began after this call has ended. */
  review(): Promise<void> {
    this.#again = true;
    this.#running ??= this.#reviews().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #reviews(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      try {
        await this.#reviewOnce();
      } catch (error) {
        this.#telling.say('media.guard_failed', { detail: String(error).slice(0, 200) });
      }
    }
    this.#schedule();
    this.#edges.shownChanged?.();
  }

  async #reviewOnce(): Promise<void> {
    if (this.#given === null) return;
    if (this.#given.mode === 'enforce' && this.#hands.refuses?.() === null && (await this.#look()) === null)
      return;
    let policy = this.#takeOn(this.#given);
    if (saveIsDue(this.#grants)) this.#keep();
    await this.#endWhatIsOver(policy);
    await this.#resume(policy);
    if (policy.mode === 'off') return;
    const [known, present] = [[...this.#visits], await this.#look()];
    // What it runs from may have shown only now.
    policy = this.#takeOn(this.#given);
    if (present !== null) await this.#leave(present, known);
    for (const stick of present ?? []) this.#meet(stick);
    for (const visit of this.#visits.values()) this.#announce(visit);
    for (const visit of this.#visits.values()) await this.#attend(visit, policy);
    await rememberVisits(this.#edges, policy, this.#visits.values());
  }

  /** After the start: what was open and may be goes on, everything else is taken back. */
  async #resume(policy: Policy): Promise<void> {
    if (this.#resumed) return;
    const open = this.#grants.live.filter(({ kept }) => isOpen(kept.stage));
    const insertions = [
      ...open.map(({ kept }) => kept.insertion ?? ''),
      ...this.#grants.openings.map(({ insertion }) => insertion),
    ];
    try {
      // Where no more is shut from now on, files that are open are waited for; their end was handed to the system.
      const force = policy.mode !== 'watch';
      await this.#hands.closeLeftovers(new Set(policy.mode === 'enforce' ? insertions : []), force);
      this.#incomplete = false;
      this.#resumed = true;
    } catch (error) {
      if (!this.#incomplete) this.#telling.say('revoke.incomplete', { detail: String(error).slice(0, 200) });
      this.#incomplete = true;
    }
  }

  /** Time, absence, loss. The end is kept first and then carried out, so that no cut in between forgets it. */
  async #endWhatIsOver(policy: Policy): Promise<void> {
    const live = this.#grants.live;
    const bound = live.some(({ kept }) => isOpen(kept.stage) && kept.session !== null);
    const sessions = bound ? await this.#hands.sessions() : null;
    const key = this.#edges.serialKey();
    for (const grant of live) {
      const { kept } = grant;
      const { media } = kept.grant;
      const left = this.#grants.left(grant);
      const wasOpen = isOpen(kept.stage);
      const absent = isOpen(kept.stage) ? this.#presence.ends(kept.session, sessions) : null;
      if (left <= 0) this.#grants.become(grant, isOpen(kept.stage) ? 'revoked' : 'expired', 'time_over');
      else if (media !== null && isLostMedia(media, policy, key))
        this.#grants.become(grant, 'revoked', 'lost');
      else if (absent !== null) this.#grants.become(grant, 'revoked', absent);
      else if (wasOpen && grant.paid.left() <= 0) this.#grants.become(grant, 'attached', 'not_kept');
      else if (left <= warnMs && kept.stage === 'granted') this.#grants.become(grant, 'expiring');
      // Opened by a run before this one, and not seen since: the hands know where.
      if (wasOpen && !isOpen(kept.stage) && !this.#visits.has(kept.insertion ?? '')) this.#resumed = false;
    }
  }

  /** Null when nothing could be seen: then nothing new opens. */
  async #look(): Promise<Stick[] | null> {
    try {
      const present = await this.#hands.present();
      this.#blind = false;
      return present;
    } catch (error) {
      const detail = String((error as Error).message).slice(0, 200);
      if (!this.#blind) this.#telling.say('media.unseen', { detail });
      this.#blind = true;
      return null;
    }
  }

  #meet(stick: Stick): void {
    const met = this.#visits.get(stick.insertion);
    if (met !== undefined) {
      met.stick = { ...stick, sizeBytes: stick.sizeBytes ?? met.stick.sizeBytes };
      return;
    }
    const visit = newVisit(stick, this.#edges.clock.monotonic());
    this.#visits.set(stick.insertion, visit);
    this.#takeUp(visit);
  }

  #announce(visit: Visit): void {
    if (visit.announced) return;
    visit.announced = true;
    this.#telling.stick('media.attached', visit.stick, { admitted: visit.stick.admitted });
  }

  /** A stick that was open when the service ended, and still may be. */
  #takeUp(visit: Visit): void {
    const { insertion } = visit.stick;
    const grant = this.#grants.live.find(
      ({ kept }) => isOpen(kept.stage) && kept.insertion === insertion && kept.stage !== 'attached',
    );
    const opening = this.#grants.openings.find(one => one.insertion === insertion);
    if (grant !== undefined) {
      const { access } = grant.kept.grant;
      visit.open = { rule: 'grant', access, user: grant.kept.user };
    } else if (opening !== undefined) {
      visit.open = { rule: opening.rule, access: opening.access, user: null };
    }
    visit.medium = (grant?.kept ?? opening)?.medium ?? null;
    visit.takenUp = visit.open !== null;
    visit.admitted = visit.open !== null;
  }

  /** Sticks that were taken out: of those known before the look, since one that came after it was not there to be seen. */
  async #leave(present: readonly Stick[], known: readonly [string, Visit][]): Promise<void> {
    const here = new Set(present.map(({ insertion }) => insertion));
    for (const [insertion, visit] of known) {
      if (here.has(insertion)) continue;
      this.#visits.delete(insertion);
      await this.#attendant.stopScan(visit);
      if (visit.admitted || visit.open !== null) await this.#hands.close(visit.stick, true);
      this.#announce(visit);
      this.#telling.stick('media.removed', visit.stick, {});
    }
    this.#grants.openings = this.#grants.openings.filter(({ insertion }) => here.has(insertion));
    for (const grant of this.#grants.live) {
      const { stage, insertion } = grant.kept;
      if (stage === 'armed' || (insertion !== null && here.has(insertion))) continue;
      if (isOpen(stage) && grant.kept.grant.singleUse) this.#grants.become(grant, 'revoked', 'removed');
      else this.#grants.become(grant, 'armed', 'removed');
    }
  }

  async #attend(visit: Visit, policy: Policy): Promise<void> {
    if (policy.mode === 'enforce') await this.#attendant.enforce(visit, policy);
    else this.#attendant.watch(visit, policy);
  }

  /** What a person was promised was promised under another policy. */
  #policyChanged(): void {
    for (const grant of this.#grants.live) {
      if (isOpen(grant.kept.stage)) this.#grants.become(grant, 'revoked', 'policy_changed');
      else if (grant.kept.stage === 'scanning') this.#grants.become(grant, 'attached', 'policy_changed');
    }
    for (const visit of this.#visits.values()) {
      visit.scan?.stop.abort();
      visit.said = null;
    }
    if (this.#policy?.mode === 'enforce') return;
    // From now on only looked at: what this guard opened is let go, and nothing more is shut.
    this.#resumed = false;
    for (const visit of this.#visits.values()) {
      Object.assign(visit, { open: null, admitted: false, shutting: null, result: null, notBefore: 0 });
    }
    this.#grants.openings = [];
  }

  #watch(on: boolean): void {
    if (on === (this.#watching !== null)) return;
    this.#watching?.abort();
    this.#watching = on ? new AbortController() : null;
    if (this.#watching !== null) this.#hands.watch(seen => this.#changed(seen), this.#watching.signal);
  }

  /** The system's own word comes first: nobody waits for a look, or for a word before it, to hear that a stick was stopped. */
  #changed(seen?: Seen): void {
    const policy = this.#policy;
    if (seen !== undefined && policy !== null && !this.#visits.has(seen.stick.insertion)) {
      this.#meet(seen.stick);
      const visit = this.#visits.get(seen.stick.insertion);
      if (visit !== undefined) this.#attendant.seen(visit, policy, seen.verdict);
    }
    // The rule against sticks that also type is taken out before the last other keyboard could be gone for long.
    if (policy?.badUsb && policy.mode === 'enforce') this.#edges.lookAgain();
    void this.review();
  }

  #keep(): void {
    try {
      this.#grants.keep();
      this.#unkept = false;
    } catch {
      if (!this.#unkept) this.#telling.say('media.not_kept', { rule: null });
      this.#unkept = true;
    }
  }

  /** One timer, for whatever comes first. */
  #schedule(): void {
    this.#cancel();
    if (this.#stopped || this.#given === null) return;
    if (this.#given.mode === 'off' && !this.#grants.isUnsaved) return;
    const isSure = !this.#blind && this.#resumed;
    const waitMs = nextReviewMs(this.#edges.clock.monotonic(), isSure, this.#grants, this.#visits.values());
    this.#cancel = afterAlsoAsleep(this.#edges.clock, waitMs, () => void this.review());
  }
}
