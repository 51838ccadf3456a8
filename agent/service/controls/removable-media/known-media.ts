/**
 * What this device knows of the school's media, kept between rounds by the guard, which hears every change of policy.
 * A look needs it to say whether a stick is the school's, and to hash a serial before it goes anywhere.
 */
import * as z from 'zod';
import type { Medium } from '../../../../shared/controls/removable-media/observation.ts';
import type { Policy } from '../../../../shared/controls/removable-media/policy.ts';
import type { Memory } from '../control.ts';
import { hashSerial } from './guard/stick.ts';

const entry = z.object({
  label: z.string(),
  vendorId: z.string(),
  productId: z.string(),
  serial: z.string().nullable(),
});
const access = z.enum(['read_only', 'read_write']);
const known = z.object({
  approved: z.array(entry.extend({ access, hardwareEncrypted: z.boolean() })),
  lost: z.array(entry.extend({ serialHash: z.string().nullable() })),
  curriculum: z.array(entry.extend({ access, kind: z.enum(['camera', 'card_reader']) })),
  serialKey: z.string().nullable(),
  /** Permissions that are open just now. */
  granted: z.array(
    z.object({ vendorId: z.string(), productId: z.string(), serialHash: z.string().nullable(), access }),
  ),
});
export type KnownMedia = z.infer<typeof known>;

const name = 'removable-media-known';

/** To be called at every change of policy, key or permissions; writes only what is new. */
export async function rememberMedia(
  memory: Memory,
  policy: Pick<Policy, 'approved' | 'lost' | 'curriculum'>,
  serialKey: string | null,
  granted: KnownMedia['granted'],
): Promise<void> {
  const { approved, lost, curriculum } = policy;
  const text = JSON.stringify(known.parse({ approved, lost, curriculum, serialKey, granted }));
  if ((await memory.get(name)) !== text) await memory.set(name, text);
}

/** Null when nothing was remembered yet, or it cannot be read. */
export async function rememberedMedia(memory: Memory): Promise<KnownMedia | null> {
  try {
    return known.parse(JSON.parse((await memory.get(name)) ?? ''));
  } catch {
    return null;
  }
}

interface Told {
  vendorId: string;
  productId: string;
  serial: string | null;
}
type Standing = Pick<Medium, 'standing' | 'allowed' | 'label' | 'serialHash'> & { encryptsItself: boolean };

const means = (told: Told, one: z.infer<typeof entry>) =>
  told.vendorId === one.vendorId &&
  told.productId === one.productId &&
  (one.serial === null || one.serial === told.serial);

/** An entry that has neither serial nor hash stops nothing: it would stop every stick of its model. */
const isLost = (told: Told, hash: string | null, one: KnownMedia['lost'][number]) =>
  told.vendorId === one.vendorId &&
  told.productId === one.productId &&
  ((one.serial !== null && one.serial === told.serial) ||
    (one.serialHash !== null && one.serialHash === hash));

/** What the lists say of one medium. Without lists its standing is null, which proves nothing. */
export function standingOf(told: Told, lists: KnownMedia | null): Standing {
  const none = { allowed: null, label: null, encryptsItself: false };
  if (lists === null) return { ...none, standing: null, serialHash: null };
  const serialHash = hashSerial(told.serial, lists.serialKey);
  const lost = lists.lost.find(one => isLost(told, serialHash, one));
  if (lost) return { ...none, standing: 'lost', label: lost.label, serialHash };
  const granted = lists.granted.find(
    one =>
      one.vendorId === told.vendorId &&
      one.productId === told.productId &&
      (one.serialHash === null ? told.serial === null : one.serialHash === serialHash),
  );
  const approved = lists.approved.find(one => means(told, one));
  const encryptsItself = approved?.hardwareEncrypted ?? false;
  if (approved)
    return {
      standing: 'approved',
      allowed: approved.access,
      label: approved.label,
      serialHash,
      encryptsItself,
    };
  const lesson = lists.curriculum.find(one => means(told, one));
  if (lesson)
    return {
      standing: 'curriculum',
      allowed: lesson.access,
      label: lesson.label,
      serialHash,
      encryptsItself,
    };
  if (granted) return { ...none, standing: 'granted', allowed: granted.access, serialHash };
  return { ...none, standing: 'unlisted', serialHash };
}
