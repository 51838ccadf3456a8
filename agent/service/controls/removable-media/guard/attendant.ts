/** Does to one stick what should become of it: scan, open, shut. Called again and again until nothing is left to do. */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { GuardEdges } from '../../control.ts';
import { isOver } from './grant.ts';
import type { Grants, LiveGrant } from './grants.ts';
import {
  type Access,
  type Hands,
  NothingInIt,
  type ScanProgress,
  type ScanResult,
  type Seen,
  type Session,
} from './hands.ts';
import { failedScan, weighed } from './scan/words.ts';
import type { Telling } from './telling.ts';
import { forceAfterMs, shutAgainMs, type Visit } from './visit.ts';
import { type Wanted, wantedFor } from './wanted.ts';

type Opening = Extract<Wanted, { kind: 'open' }>;
type Facts = Record<string, string | number | boolean | null>;

const saidOf = (name: string, facts: Facts) => JSON.stringify([name, facts]);
const blockedSaid = (reason: string) => saidOf('media.blocked', { verdict: 'blocked', reason });

/** The system's own rules need a moment for what is new. */
const settleMs = 5000;
const tryAgainMs = 60_000;
/** A scanner that is not there yet, as after a start of the machine, is asked again. */
const mayComeLater: readonly (ScanResult['reason'] | null)[] = ['no_antivirus', 'antivirus_failed'];
const most = { maxFiles: 200_000, maxBytes: 512 * 1024 ** 3 };

export interface AttendantParts {
  edges: GuardEdges;
  hands: Hands;
  grants: Grants;
  telling: Telling;
  /** Something ended that this attendant waited for. */
  again(): void;
}

/** The account goes before the name, which can be changed and given to somebody else. */
function isFor({ user, account }: LiveGrant['kept'], session: Session): boolean {
  if (typeof account === 'string') return session.account === account;
  return user === null || session.user === user;
}

/** Who may use this permission now: whoever sits there, or the one it was opened for before. */
function atTheSeat({ kept }: LiveGrant, sessions: readonly Session[] | null): Session | undefined {
  return sessions?.find(one => !one.away && isFor(kept, one));
}

export class Attendant {
  readonly #parts: AttendantParts;

  constructor(parts: AttendantParts) {
    this.#parts = parts;
  }

  /** In `watch`: says what would have happened. */
  watch(visit: Visit, policy: Policy): void {
    const { grants, edges } = this.#parts;
    const wanted = wantedFor(visit.stick, policy, grants, edges.serialKey());
    if (visit.stick.admitted === false) this.#say(visit, 'media.blocked', { verdict: 'blocked', rule: null });
    else if (wanted.kind === 'shut')
      this.#say(visit, 'media.would_block', { verdict: 'would_block', reason: wanted.why });
    else this.#say(visit, 'media.would_allow', { verdict: 'would_allow', rule: wanted.rule });
    if (wanted.kind === 'open' && wanted.grant !== null) this.#attach(visit, wanted.grant);
  }

  /** The system's own verdict on what was plugged in this moment. What this guard opens itself it says itself. */
  seen(visit: Visit, policy: Policy, verdict: Seen['verdict']): void {
    const { grants, edges } = this.#parts;
    if (verdict === 'allowed') return;
    if (verdict === 'rejected' && visit.stick.alsoInput) {
      this.#say(visit, 'media.badusb', { verdict, reason: 'also_input' });
      return;
    }
    const wanted = wantedFor(visit.stick, policy, grants, edges.serialKey());
    if (policy.mode !== 'enforce') this.#say(visit, 'media.blocked', { verdict: 'blocked', rule: null });
    else if (wanted.kind === 'shut')
      this.#say(visit, 'media.blocked', { verdict: 'blocked', reason: wanted.why });
  }

  async enforce(visit: Visit, policy: Policy): Promise<void> {
    const { grants, edges } = this.#parts;
    const wanted = wantedFor(visit.stick, policy, grants, edges.serialKey());
    if (visit.shutting !== null) return this.shut(visit, visit.shutting.why);
    if (wanted.kind === 'shut') return this.#refuse(visit, policy, wanted.why);
    if (wanted.kind === 'rules') return this.#ruled(visit, wanted.rule);
    if (visit.open !== null) return this.#stillOpen(visit, wanted);
    if (edges.clock.monotonic() < visit.notBefore) return;
    if (wanted.grant !== null && !this.#attach(visit, wanted.grant)) return;
    if (visit.empty && this.#mediumIn(visit) === '') return;
    visit.empty = false;
    // The answer has come.
    visit.askedAt = null;
    const { result } = visit;
    if (wanted.scan && result === null) return this.#scan(visit, policy, wanted);
    if (result?.reason === 'locked' && !wanted.evenIfIncomplete) return this.#unlock(visit, policy, wanted);
    if (result === null || this.#passes(visit, wanted, result)) return this.#open(visit, wanted);
    if (visit.admitted) await this.shut(visit, result.verdict === 'infected' ? 'infected' : 'not_scanned');
    if (wanted.grant !== null || !mayComeLater.includes(result.reason)) return;
    visit.result = null;
    visit.notBefore = edges.clock.monotonic() + 2 * tryAgainMs;
  }

  /** Takes everything back that was opened, and tries again for as long as it must. */
  async shut(visit: Visit, why: string): Promise<void> {
    const { hands, edges, telling, grants } = this.#parts;
    const now = edges.clock.monotonic();
    await this.stopScan(visit);
    visit.shutting ??= { why, since: now, tries: 0 };
    if (now < visit.notBefore && visit.shutting.tries > 0) return;
    const closed = await hands.close(visit.stick, now - visit.shutting.since >= forceAfterMs);
    if (closed === 'busy' || closed === 'failed') {
      if (visit.shutting.tries === 0) telling.stick('revoke.incomplete', visit.stick, { reason: closed });
      visit.shutting.tries++;
      visit.notBefore = now + shutAgainMs(visit.shutting);
      return;
    }
    visit.shutting = null;
    visit.wasOpen ||= visit.open?.rule === 'grant';
    visit.open = null;
    visit.admitted = false;
    visit.medium = null;
    visit.unlockOffered = false;
    visit.empty = false;
    visit.notBefore = 0;
    if (visit.result?.verdict === 'clean' || visit.result?.reason === 'locked') visit.result = null;
    grants.openings = grants.openings.filter(({ insertion }) => insertion !== visit.stick.insertion);
    if (closed === 'closed') this.#say(visit, 'media.blocked', { verdict: 'blocked', reason: why });
  }

  /** What was under way must have ended before anything is taken back, or it would be let in again afterwards. */
  async stopScan(visit: Visit): Promise<void> {
    visit.scan?.stop.abort();
    await visit.scan?.ended;
    visit.scan = null;
  }

  /** False when its time is over already. */
  #attach(visit: Visit, grant: LiveGrant): boolean {
    const { grants, edges } = this.#parts;
    if (grant.kept.stage === 'armed') {
      // Whoever gave permission knows what the scan before said: it is scanned anew.
      if (visit.result?.verdict !== 'clean') visit.result = null;
      grants.begin(grant, visit.stick, edges.serialKey());
      grants.become(grant, 'attached', null, { insertion: visit.stick.insertion });
    }
    return !isOver(grant.kept.stage) && grants.left(grant) > 0;
  }

  #ruled(visit: Visit, rule: string): void {
    if (visit.stick.admitted === false) this.#say(visit, 'media.blocked', { verdict: 'blocked', rule });
    else if (visit.stick.admitted === true) this.#say(visit, 'media.allowed', { verdict: 'allowed', rule });
  }

  async #refuse(visit: Visit, policy: Policy, why: string): Promise<void> {
    const { hands, edges, telling } = this.#parts;
    const { stick } = visit;
    await this.stopScan(visit);
    if (visit.open !== null || visit.admitted) return this.shut(visit, why);
    if (stick.admitted !== true) {
      const name = policy.badUsb && stick.alsoInput ? 'media.badusb' : 'media.blocked';
      if (stick.admitted === false) this.#say(visit, name, { verdict: 'blocked', reason: why });
      return;
    }
    // Its reader stays let in: what is open on the card is shut once, and then the plan holds it.
    if (stick.builtIn) return visit.said === blockedSaid(why) ? undefined : this.shut(visit, why);
    // Left on because somebody may type with it; its content is the second layer's to refuse.
    if (stick.alsoInput) this.#say(visit, 'media.badusb', { verdict: 'allowed', reason: 'also_input' });
    if (stick.alsoInput || why === 'phone') return;
    const now = edges.clock.monotonic();
    if (now - visit.since < settleMs || now < visit.notBefore) return;
    // Somebody let it in, or what should have stopped it is not there. The plan is repaired by its owner.
    if (visit.said !== 'drift') telling.stick('media.policy_drift', stick, { reason: why });
    visit.said = 'drift';
    visit.notBefore = now + tryAgainMs;
    edges.lookAgain();
    if ((await hands.close(stick, true)) === 'closed') this.#parts.again();
  }

  async #stillOpen(visit: Visit, wanted: Opening): Promise<void> {
    if (visit.stick.admitted === false) {
      // Shut from outside, as by a daemon that was started again: whatever was mounted is gone with it.
      return this.shut(visit, 'shut_by_system');
    }
    // What its permission was kept for is over, and no more of it can be kept.
    if (wanted.grant?.kept.stage === 'attached') return this.shut(visit, 'not_kept');
    if (this.#isSwapped(visit)) {
      // Permission was for what lay in it: nothing tells whether this is the same.
      if (wanted.grant !== null) this.#parts.grants.become(wanted.grant, 'revoked', 'medium_changed');
      visit.result = null;
      await this.shut(visit, 'medium_changed');
      // What lies there now may be allowed too.
      this.#parts.again();
      return;
    }
    if (visit.open?.access !== wanted.access && visit.open?.access !== this.#accessOf(visit, wanted))
      return this.shut(visit, 'policy_changed');
    if (!visit.takenUp || visit.open === null) return;
    visit.takenUp = false;
    const { hands, grants } = this.#parts;
    const withinMs = wanted.grant === null ? null : grants.left(wanted.grant);
    const { access, user } = visit.open;
    await hands.open(visit.stick, { access, user, withinMs }).catch(() => this.shut(visit, 'open_failed'));
  }

  #scan(visit: Visit, policy: Policy, wanted: Opening): void {
    if (visit.scan !== null) return;
    const { hands, grants, telling, edges } = this.#parts;
    const stop = new AbortController();
    visit.admitted = true;
    visit.medium = null;
    visit.progress = null;
    if (wanted.grant !== null) grants.become(wanted.grant, 'scanning');
    this.#say(visit, 'media.scan_started', { rule: wanted.rule });
    const limits = { ...most, withinMs: policy.largestScanMinutes * 60_000 };
    const scanned = hands
      .admit(visit.stick, stop.signal)
      .then(() => {
        visit.medium = this.#mediumIn(visit);
        const progress = (made: ScanProgress) => {
          visit.progress = made;
          telling.progress(visit.stick, made);
          edges.shownChanged?.();
        };
        return hands.scan(visit.stick, limits, progress, stop.signal);
      })
      .catch(error => (error instanceof NothingInIt ? null : failedScan(String((error as Error).message))));
    const ended = scanned.then(result => {
      if (stop.signal.aborted) return;
      visit.scan = null;
      visit.empty = result === null;
      // Another was put in meanwhile: it is scanned from the beginning.
      if (result !== null && !this.#isSwapped(visit)) {
        visit.result = weighed(result, edges.clock.now());
        telling.scanned(visit.stick, visit.result);
      }
      this.#parts.again();
    });
    visit.scan = { stop, ended };
  }

  /** A container is scanned once the person has opened it; until then nothing in it can be mounted. */
  async #unlock(visit: Visit, policy: Policy, wanted: Opening): Promise<void> {
    const { hands } = this.#parts;
    if (visit.stick.unlocked) return this.#scan(visit, policy, wanted);
    if (visit.unlockOffered) return;
    const user = wanted.grant === null ? null : atTheSeat(wanted.grant, await hands.sessions())?.user;
    // Nobody of whom it is known that they may sits there now.
    if (user === undefined) return;
    await hands.offerUnlock(visit.stick, user, this.#accessOf(visit, wanted));
    visit.unlockOffered = true;
    this.#say(visit, 'media.locked', { verdict: 'locked', rule: wanted.rule });
  }

  /** Whether a scan lets it open; otherwise what follows from it is done. */
  #passes(visit: Visit, wanted: Opening, result: ScanResult): boolean {
    const { grants, edges } = this.#parts;
    const key = edges.serialKey();
    if (result.verdict === 'infected') {
      grants.mark(visit.stick, key, edges.clock.now());
      if (wanted.grant !== null) grants.become(wanted.grant, 'infected');
    } else if (result.verdict === 'clean') {
      grants.mark(visit.stick, key, null);
      return true;
    } else if (wanted.evenIfIncomplete) return true;
    else if (wanted.grant !== null) grants.become(wanted.grant, 'denied', result.reason ?? result.verdict);
    return false;
  }

  #accessOf(visit: Visit, wanted: Opening): Access {
    const mayWrite = !wanted.writesOnlyEncrypted || visit.result?.encrypted === true;
    return mayWrite ? wanted.access : 'read_only';
  }

  async #open(visit: Visit, wanted: Opening): Promise<void> {
    const { hands, edges, grants, telling } = this.#parts;
    const { stick } = visit;
    const sessions = await hands.sessions();
    if (this.#isSwapped(visit)) {
      visit.result = null;
      this.#parts.again();
      return;
    }
    // Permission is for whoever sits there, and then for nobody else: while that cannot be read, nobody has it.
    const person = wanted.grant === null ? null : atTheSeat(wanted.grant, sessions);
    if (person === undefined) {
      visit.notBefore = edges.clock.monotonic() + tryAgainMs;
      return;
    }
    const { insertion } = stick;
    const { rule, grant } = wanted;
    const access = this.#accessOf(visit, wanted);
    const user = person?.user ?? null;
    try {
      if (!(await this.#letIn(visit))) return;
      try {
        grants.keepOpening(grant, { insertion, rule, access, medium: visit.medium }, person);
      } catch {
        telling.stick('media.not_kept', stick, { rule });
        visit.notBefore = edges.clock.monotonic() + tryAgainMs;
        return;
      }
      visit.open = { rule, access, user };
      await hands.open(stick, { access, user, withinMs: grant === null ? null : grants.left(grant) });
    } catch (error) {
      telling.stick('media.open_failed', stick, { detail: String((error as Error).message).slice(0, 200) });
      if (grant !== null) grants.become(grant, 'attached', 'open_failed');
      await this.shut(visit, 'open_failed');
      visit.notBefore = edges.clock.monotonic() + tryAgainMs;
      return;
    }
    this.#say(visit, 'media.allowed', { verdict: 'allowed', rule: wanted.rule, access });
  }

  /** False for a reader in which nothing lies: it waits for a card. Throws where it could not be let in. */
  async #letIn(visit: Visit): Promise<boolean> {
    visit.admitted = true;
    try {
      if (visit.stick.admitted !== true)
        await this.#parts.hands.admit(visit.stick, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof NothingInIt)) throw error;
      visit.empty = true;
    }
    visit.empty ||= this.#mediumIn(visit) === '';
    if (!visit.empty) visit.medium ??= this.#mediumIn(visit);
    return !visit.empty;
  }

  #mediumIn({ stick }: Visit): string | null {
    return this.#parts.hands.medium?.(stick) ?? null;
  }

  #isSwapped(visit: Visit): boolean {
    return visit.medium !== null && this.#mediumIn(visit) !== visit.medium;
  }

  #say(visit: Visit, name: string, facts: Facts): void {
    const said = saidOf(name, facts);
    if (visit.said === said) return;
    visit.said = said;
    this.#parts.telling.stick(name, visit.stick, facts);
    this.#parts.edges.lookAgain();
  }
}
