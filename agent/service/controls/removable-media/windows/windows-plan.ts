/**
 * What Windows is to be set to (enforcement.md section 2). Three mechanisms that exclude one another: E-1 takes rights
 * from a whole class, E-2 keeps single devices from being installed, E-3 makes what is not encrypted read-only. Never
 * written: `DenyUnspecified`, `DenyRemovableDevices` and denied classes, which count keyboards and mice as removable.
 */
import { catalogue } from '../../../../../shared/controls/removable-media/catalogue.ts';
import { type Policy, scansFirst } from '../../../../../shared/controls/removable-media/policy.ts';
import { type Plan, PlanRefused, type Wanted } from '../../plan.ts';
import { floorOf, managerOf, type WindowsTold } from './parse-windows.ts';
import { rescan } from './rescan-script.ts';
import { afterPlan, harmHere, harmsOnWindows } from './try-out.ts';
import {
  encryptionKey,
  phoneIds,
  portableDevices,
  removableDisks,
  restrictionsKey,
  storageId,
  storageKey,
} from './windows-keys.ts';

const dword = (key: string, name: string, data: number, then?: Wanted['then']): Wanted => ({
  setting: { kind: 'registry', key, name },
  value: { kind: 'registry', type: 'dword', data },
  ...(then === undefined ? {} : { then }),
});

const numbered = (list: string, ids: readonly string[]): Wanted[] =>
  ids.map((id, index) => ({
    setting: { kind: 'registry', key: `${restrictionsKey}\\${list}`, name: String(index + 1) },
    value: { kind: 'registry', type: 'sz', data: id },
    then: [rescan],
  }));

const classOf = (guid: string, rights: readonly string[]): Wanted[] =>
  rights.map(right => dword(`${storageKey}\\${guid}`, right, 1));

/** E-1. The rights of one class, with no exception possible. */
function floor(policy: Policy, rights: readonly string[]): Wanted[] {
  const phones = policy.phones === 'block' && policy.curriculum.length === 0;
  return [
    ...classOf(removableDisks, rights),
    ...(phones ? portableDevices.flatMap(guid => classOf(guid, ['Deny_Read', 'Deny_Write'])) : []),
  ];
}

/** `USB\VID_0781&PID_5581\4C53`: only a serial can name one device. Windows writes an underscore for a blank. */
export const instanceId = (one: { vendorId: string; productId: string; serial: string }) =>
  `USB\\VID_${one.vendorId.toUpperCase()}&PID_${one.productId.toUpperCase()}\\${one.serial.replaceAll(' ', '_')}`;

/**
 * What Windows lets in by itself: cameras for lessons, and the school's own media where nothing is to be scanned first;
 * otherwise the guard lets each of those in, without a letter until it was scanned. A serial that is listed and lost is lost.
 */
function allowedInstances(policy: Policy): string[] {
  const withSerial = (list: readonly { vendorId: string; productId: string; serial: string | null }[]) =>
    list.flatMap(({ serial, ...one }) => (serial === null ? [] : [instanceId({ ...one, serial })]));
  const lost = new Set(withSerial(policy.lost));
  const first = scansFirst(policy);
  const lessons = policy.curriculum.filter(({ kind }) => kind === 'camera' || !first);
  return [...withSerial(first ? [] : policy.approved), ...withSerial(lessons)].filter(id => !lost.has(id));
}

/** E-2. An allowed instance goes before a denied kind of device; within one list what is denied wins. */
function restrictions(policy: Policy): Wanted[] {
  const denied = [storageId, ...(policy.phones === 'block' ? phoneIds : [])];
  return [
    dword(restrictionsKey, 'AllowDenyLayered', 1),
    dword(restrictionsKey, 'DenyDeviceIDs', 1),
    dword(restrictionsKey, 'DenyDeviceIDsRetroactive', 1),
    ...numbered('DenyDeviceIDs', denied),
    // With an empty list too: without it Windows does not look at what the guard puts there.
    dword(restrictionsKey, 'AllowInstanceIDs', 1),
    ...numbered('AllowInstanceIDs', allowedInstances(policy)),
  ];
}

const byModel = (policy: Policy) =>
  [...policy.approved, ...policy.curriculum].filter(({ serial }) => serial === null).length;

function installPlan(policy: Policy): Plan {
  const wanted = restrictions(policy);
  const models = byModel(policy);
  if (models === 0) return { wanted, how: 'enforced' };
  const detail = `Windows can allow a device by its serial number only: ${models} of the school’s media are listed without one and stay blocked.`;
  return { wanted, how: 'enforced', detail };
}

/** Where single devices cannot be told apart: everybody’s media, or nobody’s. */
function floorPlan(policy: Policy, name: string): Plan {
  if (policy.approved.length + policy.curriculum.length > 0)
    return {
      wanted: [],
      how: 'detective',
      detail: `${name} cannot tell the school’s own media from others, so nothing is blocked and what is plugged in is reported. Use Pro or Education, with current updates.`,
    };
  return {
    wanted: floor(policy, ['Deny_Read', 'Deny_Write', 'Deny_Execute']),
    how: 'best_effort',
    detail: `${name} can only block all portable media at once, and after a restart. It cannot open one stick, so no permission can be given here.`,
  };
}

const readOnlyPlan = (policy: Policy, started: boolean): Plan => ({
  wanted: floor(policy, ['Deny_Write', 'Deny_Execute']),
  how: started ? 'enforced' : 'pending_reboot',
  detail:
    'Portable media are read-only for everybody, the school’s own included: this rule of Windows has no exceptions, and it holds after a restart.',
});

/**
 * Microsoft names two things that this rule does not go with: BitLocker started by a key on a stick, and recovery keys
 * in files. Nobody could write such a stick here any more. Throws PlanRefused.
 */
function withoutKeysOnSticks({ keysOnSticks }: WindowsTold): void {
  if (keysOnSticks === false) return;
  const why =
    keysOnSticks === null
      ? 'how BitLocker keeps the keys of this computer could not be seen'
      : 'BitLocker keeps a key of this computer on a stick (a startup or recovery key), which goes with no rule that makes other sticks read-only. Use the TPM, with a PIN or without, and a recovery password';
  throw new PlanRefused('conflicts', why);
}

/** E-3, set aside by Windows where E-1 denies writing; so nothing of E-1 is wanted with it. */
const encryptedPlan = (policy: Policy): Plan => ({
  wanted: [
    dword(encryptionKey, 'RDVDenyWriteAccess', 1),
    ...(policy.phones === 'block' && policy.curriculum.length === 0
      ? portableDevices.flatMap(guid => classOf(guid, ['Deny_Read', 'Deny_Write']))
      : []),
  ],
  how: 'enforced',
  ...(policy.approved.some(({ hardwareEncrypted }) => hardwareEncrypted)
    ? {
        detail:
          'Windows knows only BitLocker here: a stick that encrypts by itself is read-only until it has BitLocker as well.',
      }
    : {}),
});

/** Throws PlanRefused where these values, with what the registry holds beside them, could take what must never be taken. */
function withoutHarm(told: WindowsTold, plan: Plan): Plan {
  const after = afterPlan(told.keys, plan.wanted);
  const here = harmHere(after, told);
  const [harm] = harmsOnWindows(after, catalogue);
  const found = here ?? (harm && { what: harm.what, id: harm.device.name });
  if (!found) return plan;
  throw new PlanRefused('would_deny_input', `the settings would deny ${found.what} (${found.id})`);
}

/**
 * `started`: since the class floor was set. Throws PlanRefused where somebody else manages these settings, the computer
 * runs from a disk on USB, or a device that must never be denied could be.
 */
export function windowsPlan(told: WindowsTold, policy: Policy, started: boolean | null = null): Plan {
  const manager = managerOf(told.keys);
  if (manager !== null)
    throw new PlanRefused('managed_elsewhere', `portable media on this computer are managed by ${manager}`);
  if (told.disks === null || told.disks.some(({ system }) => system))
    throw new PlanRefused(
      'would_deny_input',
      'this computer runs from a disk on USB, or that could not be seen',
    );
  return withoutHarm(told, unchecked(told, policy, started));
}

function unchecked(told: WindowsTold, policy: Policy, started: boolean | null): Plan {
  if (policy.rule === 'read_only') return readOnlyPlan(policy, floorOf(told.keys).write && started === true);
  if (policy.rule === 'encrypted_only') {
    withoutKeysOnSticks(told);
    return encryptedPlan(policy);
  }
  return told.edition.layered ? installPlan(policy) : floorPlan(policy, told.edition.name);
}
