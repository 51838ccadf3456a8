/** What should become of one stick now: nothing, what the system's own rules say, or to be opened by this guard. */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Grants, LiveGrant } from './grants.ts';
import type { Access } from './hands.ts';
import { isLost, permissionOf } from './permission.ts';
import type { Stick } from './stick.ts';

export type Wanted =
  | { kind: 'shut'; why: string }
  /** The plan's rules let it in without this guard. */
  | { kind: 'rules'; rule: string }
  | {
      kind: 'open';
      rule: string;
      access: Access;
      grant: LiveGrant | null;
      scan: boolean;
      /** A person decided that it opens although it could not be scanned to the end. */
      evenIfIncomplete: boolean;
      /** Written to only where a scan saw that it is encrypted. */
      writesOnlyEncrypted: boolean;
    };

const opened = { scan: true, evenIfIncomplete: false, writesOnlyEncrypted: false };

export function wantedFor(stick: Stick, policy: Policy, grants: Grants, key: string | null): Wanted {
  if (isLost(stick, policy, key)) return { kind: 'shut', why: 'lost' };
  // Also what is listed or permitted: where others are scanned first, the system opens nothing by itself.
  const scan = policy.scanBeforeUse || policy.rule === 'allow_scanned';
  const grant = stick.kind === 'storage' ? grants.forStick(stick, key) : undefined;
  if (grant !== undefined) {
    const { access, evenIfIncomplete = false } = grant.kept.grant;
    return { ...opened, kind: 'open', rule: 'grant', access, grant, scan, evenIfIncomplete };
  }
  if (grants.infectionOf(stick, key) !== undefined) return { kind: 'shut', why: 'infected' };
  const permission = permissionOf(stick, policy, key);
  if (permission.kind === 'none') return { kind: 'shut', why: permission.why };
  const { rule, access } = permission;
  // Files on phones and cameras cannot be scanned where they are: the rules let them in, or not.
  if (!scan || stick.kind !== 'storage') return { kind: 'rules', rule };
  const writesOnlyEncrypted = permission.kind === 'ruled' && permission.writesOnlyEncrypted;
  return { ...opened, kind: 'open', rule, access, grant: null, writesOnlyEncrypted };
}
