/** The words and facts of this control's events. No raw serial, no person, no file. */
import type { GuardEdges } from '../../control.ts';
import type { KeptGrant } from './grant.ts';
import type { ScanProgress, ScanResult } from './hands.ts';
import { hashSerial, type Stick } from './stick.ts';

type Facts = Record<string, string | number | boolean | null>;

/** Between two words about the same scan. */
const progressEveryMs = 15_000;

export class Telling {
  readonly #edges: GuardEdges;
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(edges: GuardEdges) {
    this.#edges = edges;
  }

  /** An event that cannot be kept must stop nothing. */
  say(name: string, facts: Facts): void {
    try {
      this.#edges.tell(name, facts);
    } catch {
      // A full disk. The next finding tells how things stand.
    }
  }

  of(stick: Stick): Facts {
    return {
      vendor: stick.vendorId,
      product: stick.productId,
      serialHash: hashSerial(stick.serial, this.#edges.serialKey()),
      ownSerial: stick.serial !== null,
      class: stick.kind,
      alsoInput: stick.alsoInput,
      sizeBytes: stick.sizeBytes,
    };
  }

  stick(name: string, stick: Stick, facts: Facts): void {
    this.say(name, { ...this.of(stick), ...facts });
  }

  grant(kept: KeptGrant, why: string | null, leftMs: number): void {
    const { grantId, media, access } = kept.grant;
    this.say('media.grant', {
      grantId,
      stage: kept.stage,
      why,
      access,
      leftSec: Math.round(leftMs / 1000),
      vendor: media?.vendorId ?? null,
      product: media?.productId ?? null,
      serialHash: media?.serialHash ?? null,
    });
  }

  progress(stick: Stick, { files, bytes, ofBytes }: ScanProgress): void {
    const now = this.#edges.clock.monotonic();
    if (now - this.#progressAt < progressEveryMs) return;
    this.#progressAt = now;
    this.stick('media.scan_progress', stick, { files, bytes, ofBytes });
  }

  scanned(stick: Stick, result: ScanResult): void {
    const { detections, ...facts } = result;
    this.stick('media.scan_result', stick, {
      ...facts,
      // The console's bound on a text.
      detections: detections.join(', ').slice(0, 300),
      found: detections.length,
    });
  }
}
