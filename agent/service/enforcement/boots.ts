/**
 * Counts starts of the machine that nobody could use after something was set. After three in a row every control goes
 * back to watching, and stays there until a policy enforces something else or an administrator says so.
 */
import { uptime } from 'node:os';
import * as z from 'zod';
import type { Machine } from '../controls/control.ts';
import type { Cell } from '../state.ts';
import type { Clock } from '../system/clock.ts';

export const bootsSchema = z.object({
  bootId: z.string(),
  /** Something was set and the machine has not been seen healthy since. */
  pending: z.boolean(),
  /** It was in use and was switched off in order. */
  orderly: z.boolean(),
  unclean: z.int(),
  /** What was enforced when it was given up (`BootsOptions.enforced`). */
  gaveUp: z.string().nullable(),
});
export type KeptBoots = z.infer<typeof bootsSchema>;

export interface BootsOptions {
  cell: Cell<KeptBoots>;
  bootId: string;
  clock: Clock;
  /** In touch with the console. */
  inTouch(): boolean;
  /** Somebody has signed in. */
  signedIn(): Promise<boolean>;
  policyNumber(): number;
  /** A fingerprint of all that the policy enforces here; the same for a policy that changes nothing of it. */
  enforced(): string;
  tell(name: string, facts: Record<string, string | number | boolean | null>): void;
}

const mostUnclean = 3;
const healthyMs = 10 * 60_000;
/** So often, because whoever was there for a short while and switched it off in order could use it. */
const lookMs = 2 * 60_000;

export class Boots {
  readonly #options: BootsOptions;
  #kept: KeptBoots;
  #used = false;
  #since = 0;
  #cancel = () => {};

  constructor(options: BootsOptions) {
    this.#options = options;
    const { bootId } = options;
    const fresh = { bootId, pending: false, orderly: false, unclean: 0, gaveUp: null };
    this.#kept = this.#read() ?? fresh;
  }

  /** True when what is enforced now made the machine unusable; it is not tried again, under whatever number it comes. */
  get gaveUp(): boolean {
    return this.#kept.gaveUp !== null && this.#kept.gaveUp === this.#options.enforced();
  }

  /** Counts this start, before anything is looked at. */
  start(): void {
    const { bootId, enforced, policyNumber, tell } = this.#options;
    const kept = this.#kept;
    const another = !isSameBoot(kept.bootId, bootId);
    const unclean = another && kept.pending && !kept.orderly ? kept.unclean + 1 : kept.unclean;
    const over = unclean >= mostUnclean;
    this.#keep({
      ...kept,
      bootId,
      orderly: false,
      unclean: over ? 0 : unclean,
      pending: over ? false : kept.pending,
      gaveUp: over ? enforced() : kept.gaveUp,
    });
    if (over) tell('enforcement.boot_loop', { boots: unclean, policy: policyNumber() });
    if (this.#kept.pending) this.#probation();
  }

  /** Before anything is written. Throws when it cannot be kept: then nothing may be written. */
  beforeWriting(): void {
    if (this.#kept.pending) return;
    const next = { ...this.#kept, pending: true, unclean: 0, orderly: false };
    this.#options.cell.write(next);
    this.#kept = next;
    this.#probation();
  }

  /** An administrator says that it may be tried again. */
  forgive(): void {
    this.#keep({ ...this.#kept, gaveUp: null, unclean: 0 });
  }

  /** The command line wrote what is kept. True when it made a difference. */
  reread(): boolean {
    if (this.#kept.gaveUp === null || this.#read()?.gaveUp !== null) return false;
    this.forgive();
    return true;
  }

  stop(): void {
    this.#cancel();
    if (this.#kept.pending && (this.#used || this.#options.inTouch()))
      this.#keep({ ...this.#kept, orderly: true });
  }

  #probation(): void {
    this.#since = this.#options.clock.monotonic();
    this.#watch(lookMs);
  }

  #watch(ms: number): void {
    this.#cancel();
    this.#cancel = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    this.#used ||= this.#options.inTouch() || (await this.#options.signedIn().catch(() => false));
    const left = healthyMs - (this.#options.clock.monotonic() - this.#since);
    if (this.#used && left <= 0) this.#keep({ ...this.#kept, pending: false, unclean: 0 });
    else this.#watch(left > 0 ? Math.min(left, lookMs) : lookMs);
  }

  /** A disk that cannot be written only makes the count too careful. */
  #keep(next: KeptBoots): void {
    this.#kept = next;
    try {
      this.#options.cell.write(next);
    } catch {
      // Said by whatever else cannot be written.
    }
  }

  #read(): KeptBoots | undefined {
    try {
      return this.#options.cell.read();
    } catch {
      return undefined;
    }
  }
}

/** Where a system has no name for a start, its time stands for it; clocks are corrected by less than two minutes. */
function isSameBoot(one: string, other: string): boolean {
  const [a, b] = [one, other].map(text => Number(/^at-(\d+)$/.exec(text)?.[1] ?? Number.NaN));
  if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) return one === other;
  return Math.abs(a - b) < 120;
}

export async function bootIdOf(machine: Machine): Promise<string> {
  try {
    const text = await machine.readFile('/proc/sys/kernel/random/boot_id', 64);
    if (text.trim() !== '') return text.trim();
  } catch {
    // Not Linux.
  }
  return `at-${Math.round(machine.now() / 1000 - uptime())}`;
}

/** logind's own files, because nothing has to be started to read them. False where there is no logind. */
export async function somebodySignedIn(machine: Machine): Promise<boolean> {
  const folder = '/run/systemd/sessions';
  const names = (await machine.readDirectory(folder)).filter(name => /^\w+$/.test(name));
  const texts = await Promise.all(
    names.map(name => machine.readFile(`${folder}/${name}`, 4096).catch(() => '')),
  );
  return texts.some(text => /^CLASS=user$/m.test(text));
}
