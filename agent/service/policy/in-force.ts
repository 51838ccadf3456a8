/** The policy a device obeys: the last good one that the console signed for it, or watching with every default. */
import * as z from 'zod';
import type { ControlMeaning, ControlPolicy } from '../../../shared/controls/control.ts';
import {
  type PolicyDocument,
  policyDocument,
  type SignedPolicy,
  settingsFor,
  signedPolicy,
} from '../../../shared/policy.ts';
import { policyText } from '../../../shared/protocol/transcript.ts';
import { hashOf, isSignedBy } from '../identity.ts';
import type { Cell } from '../state.ts';

export interface Audience {
  schoolId: string;
  groupId: string;
}

/** Whom it is asked of, and when: a device's own settings and exceptions with an end hang on both. */
export interface Asked {
  deviceId(): string | null;
  now(): number;
}

export type PolicyRefusal =
  | 'bad_signature'
  | 'malformed'
  | 'wrong_audience'
  | 'older'
  | 'number_reused'
  /** It was offered in a session that is over. What was accepted in time never ends. */
  | 'expired';
export type Accepted = { ok: true; number: number; changed: boolean } | { ok: false; reason: PolicyRefusal };

/** `floors`: the highest number accepted for each audience, kept when the device moves away and back. */
const kept = z.object({ signed: signedPolicy, floors: z.record(z.string(), z.number()) });

/** A console that sends ever other ones is no reason to fill the memory. */
const mostRefused = 50;

const audienceKey = (audience: Audience) => `${audience.schoolId}/${audience.groupId}`;

export class PolicyInForce {
  readonly #cell: Cell<unknown>;
  readonly #asked: Asked;
  #signed: SignedPolicy | undefined;
  #document: PolicyDocument | undefined;
  #floors: Record<string, number> = {};
  readonly #refused = new Set<string>();

  /** What was kept is believed only if the pinned console signed it. */
  constructor(
    cell: Cell<unknown>,
    consoleKey: string | null,
    asked: Asked = { deviceId: () => null, now: Date.now },
  ) {
    this.#cell = cell;
    this.#asked = asked;
    const found = kept.safeParse(cell.read());
    if (!found.success || consoleKey === null) return;
    this.#floors = found.data.floors;
    const document = readSigned(found.data.signed, consoleKey);
    if (typeof document === 'string') return;
    this.#signed = found.data.signed;
    this.#document = document;
  }

  get document(): PolicyDocument | undefined {
    return this.#document;
  }

  /** What `hello` says: 0 unless the policy in hand is for this audience. */
  numberFor(audience: Audience | undefined): number {
    const held = this.#document;
    if (held === undefined || audience === undefined) return 0;
    return audienceKey(held) === audienceKey(audience) ? held.number : 0;
  }

  /** Keeps a policy durably if it may be obeyed; otherwise the last good one stays. `offered`: now, by the console. */
  accept(signed: SignedPolicy, audience: Audience, consoleKey: string, offered: boolean): Accepted {
    const document = readSigned(signed, consoleKey);
    if (typeof document === 'string') return { ok: false, reason: document };
    const key = audienceKey(audience);
    if (audienceKey(document) !== key) return { ok: false, reason: 'wrong_audience' };
    const floor = this.#floors[key] ?? 0;
    if (document.number < floor) return { ok: false, reason: 'older' };
    const same = this.#signed?.payload === signed.payload;
    const held = this.numberFor(audience);
    if (document.number === held && !same) return { ok: false, reason: 'number_reused' };
    if (!offered) return { ok: false, reason: 'expired' };
    if (!same) this.#keep(signed, document, key);
    return { ok: true, number: document.number, changed: !same };
  }

  /** False for one that was refused before: that is told once, however often it comes while the service runs. */
  refusedAnew({ payload, signature }: SignedPolicy): boolean {
    const mark = hashOf(`${signature} ${payload}`);
    if (this.#refused.has(mark)) return false;
    if (this.#refused.size >= mostRefused) this.#refused.clear();
    this.#refused.add(mark);
    return true;
  }

  /** This control's part for this device now, or its defaults when there is none or this version cannot read it. */
  partFor(meaning: ControlMeaning<ControlPolicy, unknown>): ControlPolicy {
    const part = meaning.policy.safeParse(this.#settings(meaning));
    return part.success ? part.data : meaning.policy.parse({});
  }

  /** Controls whose part this version cannot read. */
  unreadable(meanings: readonly ControlMeaning<ControlPolicy, unknown>[]): string[] {
    return meanings
      .filter(meaning => !meaning.policy.safeParse(this.#settings(meaning)).success)
      .map(meaning => meaning.key);
  }

  #settings(meaning: Pick<ControlMeaning, 'key' | 'hold'>): unknown {
    const document = this.#document;
    if (document === undefined) return {};
    // Whose device this is stands in a file: it is only read where it matters.
    const plain = document.exceptions.length === 0 && Object.keys(document.devices).length === 0;
    if (plain) return document.controls[meaning.key] ?? {};
    return settingsFor(document, meaning, this.#asked.deviceId(), this.#asked.now()) ?? {};
  }

  forget(): void {
    this.#cell.remove();
    this.#signed = undefined;
    this.#document = undefined;
    this.#floors = {};
  }

  #keep(signed: SignedPolicy, document: PolicyDocument, key: string): void {
    const floors = { ...this.#floors, [key]: document.number };
    this.#cell.write({ signed, floors });
    this.#floors = floors;
    this.#signed = signed;
    this.#document = document;
  }
}

function readSigned(
  signed: SignedPolicy,
  consoleKey: string,
): PolicyDocument | 'bad_signature' | 'malformed' {
  if (!isSignedBy(consoleKey, policyText(signed.payload), signed.signature)) return 'bad_signature';
  try {
    return policyDocument.parse(JSON.parse(signed.payload));
  } catch {
    return 'malformed';
  }
}
