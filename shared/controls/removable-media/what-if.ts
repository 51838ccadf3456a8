/** What of the things that are plugged in now, or were in the last seven days, enforcing would stop, or make read-only. */
import * as z from 'zod';
import type { Beside, Told, WouldHave } from '../control.ts';
import { isEncrypted, mediumName } from './evaluate.ts';
import { type Medium, medium as mediumSchema, type Observation } from './observation.ts';
import type { Policy } from './policy.ts';
import { standingUnder } from './standing.ts';

type Fate = 'blocked' | 'read_only' | 'read_only_unless_encrypted' | 'as_now';

function fateOf(medium: Medium, policy: Policy): Fate {
  const { standing, kind, allowed } = medium;
  if (standing === 'lost') return 'blocked';
  if (standing === null) return 'as_now';
  if (kind === 'phone_or_camera')
    return standing === 'unlisted' && policy.phones === 'block' ? 'blocked' : 'as_now';
  if (standing === 'unlisted' && policy.rule !== 'encrypted_only')
    return ({ block: 'blocked', allow_scanned: 'as_now', read_only: 'read_only' } as const)[policy.rule];
  if (allowed === 'read_only') return 'read_only';
  if (policy.rule !== 'encrypted_only' || standing === 'granted') return 'as_now';
  const encrypted = isEncrypted(medium, policy);
  return encrypted === null ? 'read_only_unless_encrypted' : encrypted ? 'as_now' : 'read_only';
}

/** What is shut already, or can only be read already, would not change. */
const changes = (medium: Medium, fate: Fate) =>
  medium.readable !== false && (fate === 'blocked' || medium.writable !== false);

/** What found nothing to scan with, or something, stays shut: that is only known afterwards. */
const isScanned = (medium: Medium, policy: Policy) =>
  (policy.scanBeforeUse || policy.rule === 'allow_scanned') &&
  medium.kind === 'storage' &&
  medium.readable !== false &&
  fateOf(medium, policy) !== 'blocked';

const { kind, alsoInput, vendorId, productId, serialHash, ownSerial } = mediumSchema.shape;
const toldOf = z.object({
  ...{ vendor: vendorId, product: productId, serialHash, ownSerial, class: kind, alsoInput },
  admitted: z.boolean().nullable().optional(),
  rule: z.string().nullable().optional(),
});

/** Each time something is plugged in, in every mode; and that it opened by a permission, which would hold then too. */
export const tells = ['media.attached', 'media.would_allow', 'media.allowed'] as const;

const identity = ({ vendorId, productId, serialHash, kind }: Medium) =>
  [vendorId, productId, serialHash, kind].join(' ');

/** Each once, by what was told of it. An event that cannot be read names nothing. */
function pluggedIn(told: readonly Told[]): Medium[] {
  const media = new Map<string, Medium>();
  for (const { name, facts } of told) {
    const parsed = toldOf.safeParse(facts);
    if (!parsed.success) continue;
    const { vendor, product, class: kind, admitted = null, rule, ...rest } = parsed.data;
    const unseen = { label: null, writable: null, encrypted: null, mounted: null, allowed: null };
    const medium: Medium = {
      ...{ vendorId: vendor, productId: product, kind, ...rest, ...unseen },
      ...{ standing: 'unlisted', admitted, readable: admitted },
    };
    const before = media.get(identity(medium));
    if (name === 'media.attached')
      media.set(identity(medium), before === undefined || before.readable === false ? medium : before);
    else if (rule === 'grant')
      media.set(identity(medium), { ...medium, standing: 'granted', readable: null });
  }
  return [...media.values()];
}

/** What a device sees now is known better than what it told of then. */
function ofTheWeek(observation: Observation, policy: Policy, { told, hash }: Beside): Medium[] {
  const here = new Set(observation.media.map(identity));
  const then = pluggedIn(told).filter(medium => !here.has(identity(medium)));
  const lists = { before: policy, after: policy };
  return [...observation.media, ...then.map(medium => standingUnder(medium, lists, hash))];
}

const plugged = 'plugged in now or in the last 7 days would';

export function whatIf(observation: Observation, policy: Policy, beside: Beside): WouldHave[] {
  const media = ofTheWeek(observation, policy, beside);
  const names = (some: Medium[]) => some.map(mediumName).slice(0, 50);
  const meets = (fate: Fate) =>
    names(media.filter(medium => fateOf(medium, policy) === fate && changes(medium, fate)));
  const found: WouldHave[] = [
    {
      one: `device ${plugged} be blocked`,
      many: `devices ${plugged} be blocked`,
      names: meets('blocked'),
    },
    {
      one: `stick ${plugged} become read-only`,
      many: `sticks ${plugged} become read-only`,
      names: meets('read_only'),
    },
    {
      one: `stick ${plugged} become read-only, unless it is encrypted`,
      many: `sticks ${plugged} become read-only, unless they are encrypted`,
      names: meets('read_only_unless_encrypted'),
    },
    {
      one: `stick ${plugged} be scanned before it opens, and stay shut where that cannot be done`,
      many: `sticks ${plugged} be scanned before they open, and stay shut where that cannot be done`,
      names: names(media.filter(medium => isScanned(medium, policy))),
    },
  ];
  return found.filter(one => one.names.length > 0);
}
