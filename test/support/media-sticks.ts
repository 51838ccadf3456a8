/** For tests: one stick, what a scan of it says, and the key by which a school tells it from others. */
import type { ScanResult } from '../../agent/service/controls/removable-media/guard/hands.ts';
import type { Stick } from '../../agent/service/controls/removable-media/guard/stick.ts';

export const key = Buffer.alloc(32, 7).toString('base64url');

export const clean: ScanResult = {
  ...{ verdict: 'clean', reason: null, detail: null },
  ...{ engine: 'ClamAV 1.4.6', signaturesAt: null },
  ...{ files: 3, bytes: 900, skipped: 0 },
  detections: [],
  encrypted: false,
};

export const stickOf = (over: Partial<Stick> = {}): Omit<Stick, 'insertion'> & { insertion?: string } => ({
  place: '1-1',
  ...{ vendorId: '0781', productId: '5567', serial: 'SERIAL-1' },
  kind: 'storage',
  alsoInput: false,
  admitted: false,
  sizeBytes: 8_000_000,
  unlocked: false,
  ...over,
});
