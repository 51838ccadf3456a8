/** Every permission of this device, kept before anything opens and counted down by both clocks. */
import type { Clock } from '../../../system/clock.ts';
import type { Cell } from '../../control.ts';
import { Countdown } from './countdown.ts';
import {
  isOpen,
  isOver,
  type KeptAsker,
  type KeptGrant,
  type KeptGrants,
  type KeptInfection,
  type KeptOpening,
  mayBecome,
  type Stage,
} from './grant.ts';
import type { EndedList, Session } from './hands.ts';
import { identityOf, isMeant, type Stick } from './stick.ts';

/** How often the time of a permission in use is saved, and of one that waits for its stick. */
const inUseSliceMs = 30_000;
const waitingSliceMs = 300_000;
/** Before the end, people are told. */
export const warnMs = 120_000;
/** What is over is kept for so long, so that a late order about it finds it. */
const rememberMs = 24 * 3600_000;
const mostGrants = 64;
const mostInfections = 200;

export interface LiveGrant {
  readonly kept: KeptGrant;
  readonly life: Countdown;
  use: Countdown | null;
  /** What of its time is paid for on the disk: so long it may be open. */
  paid: Countdown;
}

type Told = (grant: KeptGrant, why: string | null, leftMs: number) => void;

export class Grants {
  readonly #cell: Cell<KeptGrants>;
  readonly #clock: Clock;
  readonly #told: Told;
  readonly #ended: EndedList | undefined;
  #live: LiveGrant[] = [];
  #infections: KeptInfection[] = [];
  #openings: KeptOpening[] = [];
  #askers: KeptAsker[] = [];
  #isUnsaved = false;
  /** Permissions that are over, and that a start of the machine would find as they were before. */
  readonly #unkeptEnds = new Set<string>();
  /** A hash of the policy in force, kept with what opens under it. */
  policy: string | null = null;

  /** Starts with nothing when what was kept cannot be read: then nothing opens. `damaged` says so. */
  constructor(
    cell: Cell<KeptGrants>,
    clock: Clock,
    told: Told,
    damaged: () => void,
    ended: EndedList | undefined,
  ) {
    this.#cell = cell;
    this.#clock = clock;
    this.#told = told;
    this.#ended = ended;
    try {
      this.#restore(cell.read());
    } catch {
      damaged();
    }
  }

  #restore(kept: KeptGrants | undefined): void {
    this.#live = (kept?.grants ?? []).map(grant => ({
      // Cut off between the two: the order was kept, so it counts.
      kept: grant.stage === 'approved' ? { ...grant, stage: 'armed' as const } : grant,
      life: Countdown.restored(this.#clock, grant.life),
      use: grant.use === null ? null : Countdown.restored(this.#clock, grant.use),
      paid: new Countdown(this.#clock, 0),
    }));
    const ended = new Set(this.#ended?.read());
    for (const { kept: grant } of this.live) {
      if (!ended.has(grant.grant.grantId)) continue;
      Object.assign(grant, { stage: 'revoked', at: this.#clock.now() });
      this.#unkeptEnds.add(grant.grant.grantId);
      this.#isUnsaved = true;
    }
    this.#infections = kept?.infections ?? [];
    this.#openings = kept?.openings ?? [];
    this.#askers = kept?.askers ?? [];
  }

  /** This account asked under this name. A disk that takes nothing leaves the name alone to go by after a restart. */
  askedBy(user: string, account: string): void {
    const others = this.#askers.filter(one => one.user !== user);
    this.#askers = [...others, { user, account }].slice(-mostGrants);
    this.#tryKeep();
  }

  /** Those that are not over. */
  get live(): LiveGrant[] {
    return this.#live.filter(({ kept }) => !isOver(kept.stage));
  }

  byId(grantId: string): LiveGrant | undefined {
    return this.#live.find(({ kept }) => kept.grant.grantId === grantId);
  }

  /** The newest that is meant for this stick and not over; one that names no stick takes the first that comes. */
  forStick(stick: Stick, key: string | null): LiveGrant | undefined {
    const { live } = this;
    return (
      live.findLast(({ kept: { grant } }) => grant.media !== null && isMeant(stick, grant.media, key)) ??
      live.findLast(({ kept: { grant } }) => grant.media === null)
    );
  }

  /** Throws when it cannot be kept: then there is no permission. */
  add(grant: KeptGrant['grant']): LiveGrant {
    const now = this.#clock.now();
    const life = new Countdown(this.#clock, grant.notAfter - now);
    const kept: KeptGrant = {
      grant,
      stage: 'approved',
      life: life.kept(waitingSliceMs),
      use: null,
      insertion: null,
      session: null,
      user: grant.user ?? null,
      account: this.#askers.find(({ user }) => user === grant.user)?.account ?? null,
      at: now,
    };
    this.#live.push({ kept, life, use: null, paid: new Countdown(this.#clock, 0) });
    try {
      this.keep();
    } catch (error) {
      this.#live.pop();
      throw error;
    }
    this.#tell(kept, null, life.left());
    return this.#live[this.#live.length - 1] as LiveGrant;
  }

  /** Milliseconds until it ends by itself. */
  left(grant: LiveGrant): number {
    return Math.min(grant.life.left(), grant.use?.left() ?? Number.POSITIVE_INFINITY);
  }

  /** Its stick was plugged in: from the first time on, its time runs. Kept by the next `become`. */
  begin(grant: LiveGrant, stick: Stick, key: string | null): void {
    grant.kept.grant.media ??= identityOf(stick, key);
    grant.use ??= new Countdown(this.#clock, grant.kept.grant.durationSec * 1000);
  }

  /**
   * Throws when `stage` opens something and that could not be kept. What closes something goes on all the same, and is
   * kept as soon as the disk takes it (`isUnsaved`).
   */
  become(grant: LiveGrant, stage: Stage, why: string | null = null, where?: Partial<KeptGrant>): void {
    const { kept } = grant;
    if (kept.stage === stage || !mayBecome(kept.stage, stage)) return;
    const before = { ...kept };
    Object.assign(kept, where, { stage });
    if (isOver(stage)) kept.at = this.#clock.now();
    try {
      this.keep();
    } catch (error) {
      if (stage === 'granted') {
        Object.assign(kept, before);
        throw error;
      }
      if (isOver(stage)) this.#endAnyway(kept.grant.grantId);
    }
    this.#tell(kept, why, this.left(grant));
  }

  /** A disk that takes nothing new: what is there is forgotten, so that a start finds no permission at all. */
  #endAnyway(grantId: string): void {
    this.#unkeptEnds.add(grantId);
    try {
      this.#cell.remove();
      this.#unkeptEnds.clear();
      // There may be room now.
      this.keep();
    } catch {
      this.#listEnds();
    }
  }

  /** For a start of the service alone. */
  #listEnds(): void {
    try {
      this.#ended?.write([...this.#unkeptEnds]);
    } catch {
      // Then only this service knows, and says so to whoever ordered it.
    }
  }

  /** False: what was ended would come back with a start of the machine. Tries again to keep it. */
  areEndsKept(): boolean {
    if (this.#unkeptEnds.size > 0) this.#tryKeep();
    return this.#unkeptEnds.size === 0;
  }

  /** What is kept is not what holds. */
  get isUnsaved(): boolean {
    return this.#isUnsaved;
  }

  /** What a person was promised was promised under another policy. */
  endOfOtherPolicies(): void {
    for (const grant of this.live) {
      const { stage, policy } = grant.kept;
      if (isOpen(stage) && typeof policy === 'string' && policy !== this.policy)
        this.become(grant, 'revoked', 'policy_changed');
    }
  }

  /** What opens by this permission, or by a rule: kept before anything opens. Throws when it cannot be. */
  keepOpening(
    grant: LiveGrant | null,
    opening: KeptOpening,
    person: Pick<Session, 'id' | 'user' | 'account'> | null,
  ): void {
    const { insertion, medium } = opening;
    if (grant === null) this.openings = [...this.openings, opening];
    else
      this.become(grant, 'granted', null, {
        insertion,
        medium,
        session: person?.id ?? null,
        user: person?.user ?? null,
        account: person?.account ?? null,
        policy: this.policy,
      });
    if (grant !== null && !isOpen(grant.kept.stage)) throw new Error('no longer a permission');
  }

  infectionOf(stick: Stick, key: string | null): KeptInfection | undefined {
    const { vendorId, productId, serialHash } = identityOf(stick, key);
    return this.#infections.find(
      entry =>
        entry.vendorId === vendorId && entry.productId === productId && entry.serialHash === serialHash,
    );
  }

  /** Null takes the mark off: a person decided, and a scan found nothing since. */
  mark(stick: Stick, key: string | null, at: number | null): void {
    const old = this.infectionOf(stick, key);
    if (at === null && old === undefined) return;
    const others = this.#infections.filter(entry => entry !== old);
    const marked = { ...identityOf(stick, key), at: at ?? 0 };
    this.#infections = at === null ? others : [...others, marked].slice(-mostInfections);
    this.#tryKeep();
  }

  /** What is open by the list or the rule, not by a grant. Throws when it cannot be kept. */
  set openings(openings: KeptOpening[]) {
    const before = this.#openings;
    this.#openings = openings;
    try {
      this.keep();
    } catch (error) {
      if (openings.length > before.length) {
        this.#openings = before;
        throw error;
      }
    }
  }

  get openings(): KeptOpening[] {
    return this.#openings;
  }

  /** Writes it all, with the time until the next call paid in advance. Throws as the cell does. */
  keep(): void {
    const forget = this.#clock.now() - rememberMs;
    const over = this.#live.filter(({ kept }) => isOver(kept.stage) && kept.at > forget);
    const live = this.live;
    this.#live = [...over.slice(-mostGrants), ...live];
    for (const one of live) {
      const slice = sliceOf(one);
      one.kept.life = one.life.kept(slice);
      one.kept.use = one.use?.kept(slice) ?? null;
    }
    this.#isUnsaved = true;
    this.#cell.write({
      grants: this.#live.map(({ kept }) => ({ ...kept })),
      infections: this.#infections,
      openings: this.#openings,
      askers: this.#askers,
    });
    this.#isUnsaved = false;
    for (const one of live) one.paid = new Countdown(this.#clock, sliceOf(one));
    if (this.#unkeptEnds.size === 0) return;
    this.#unkeptEnds.clear();
    this.#listEnds();
  }

  #tryKeep(): void {
    try {
      this.keep();
    } catch {
      // A full disk: each review tries again.
    }
  }

  #tell(kept: KeptGrant, why: string | null, leftMs: number): void {
    this.#told(kept, why, leftMs);
  }

  isFull(): boolean {
    return this.live.length >= mostGrants;
  }
}

/** How soon its time must be kept again, and so how much of it is paid in advance. */
export const sliceOf = (grant: LiveGrant): number => (isInUse(grant) ? inUseSliceMs : waitingSliceMs);

const isInUse = ({ kept }: LiveGrant) => !['approved', 'armed'].includes(kept.stage);
