/** Why a stick may be used, or may not: what the school's list, its rule and the grants say of it together. */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Access } from './hands.ts';
import { hashSerial, isListed, type Stick } from './stick.ts';

export type Permission =
  | { kind: 'none'; why: 'lost' | 'infected' | 'not_listed' | 'phone' }
  | { kind: 'listed'; rule: string; access: Access }
  /** By the rule for media that are on no list. */
  | { kind: 'ruled'; rule: string; access: Access; writesOnlyEncrypted: boolean };

type PolicyLists = Pick<Policy, 'approved' | 'lost' | 'curriculum' | 'rule' | 'phones'>;

/** A lost entry that names neither serial nor hash stops nothing: it would stop every stick of that model. */
export function isLost(stick: Stick, policy: Pick<Policy, 'lost'>, key: string | null): boolean {
  return policy.lost.some(
    entry =>
      (entry.serial !== null && isListed(stick, entry)) ||
      (entry.serialHash !== null &&
        isListed(stick, { ...entry, serial: null }) &&
        entry.serialHash === hashSerial(stick.serial, key)),
  );
}

/** Whether this list names the medium by which an order names it. */
export function isLostMedia(
  media: { vendorId: string; productId: string; serialHash: string | null },
  policy: Pick<Policy, 'lost'>,
  key: string | null,
): boolean {
  if (media.serialHash === null) return false;
  return policy.lost.some(
    ({ vendorId, productId, serial, serialHash }) =>
      vendorId === media.vendorId &&
      productId === media.productId &&
      (serialHash === media.serialHash || (serial !== null && hashSerial(serial, key) === media.serialHash)),
  );
}

/** Without grants: those are asked first, after `lost`. */
export function permissionOf(stick: Stick, policy: PolicyLists, key: string | null): Permission {
  if (isLost(stick, policy, key)) return { kind: 'none', why: 'lost' };
  const curriculum = policy.curriculum.find(entry => isListed(stick, entry));
  if (curriculum) return { kind: 'listed', rule: 'curriculum', access: curriculum.access };
  if (stick.kind === 'phone_or_camera') {
    return policy.phones === 'allow'
      ? { kind: 'ruled', rule: 'phones', access: 'read_write', writesOnlyEncrypted: false }
      : { kind: 'none', why: 'phone' };
  }
  const approved = policy.approved.find(entry => isListed(stick, entry));
  if (approved) return { kind: 'listed', rule: 'approved', access: approved.access };
  return byRule(policy.rule);
}

function byRule(rule: Policy['rule']): Permission {
  if (rule === 'block') return { kind: 'none', why: 'not_listed' };
  const access: Access = rule === 'read_only' ? 'read_only' : 'read_write';
  return { kind: 'ruled', rule, access, writesOnlyEncrypted: rule === 'encrypted_only' };
}
