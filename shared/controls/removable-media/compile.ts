/** A school's policy as one list of rules that no system has spoken yet, and what of it could harm a computer. */
import type { Policy } from './policy.ts';
import { type Device, type Rule, simulate, stands } from './simulate.ts';

/** Keyboards and mice, hubs, wireless and Bluetooth, network adapters: no rule may ever deny them. */
export const protectedClasses = ['03:*:*', '09:*:*', 'e0:*:*', '02:*:*', '0a:*:*'] as const;
const storage = '08:*:*';
const stillImage = '06:01:*';
/** What a camera or a card reader is made of; nothing that types or connects. */
const picturing = [storage, stillImage, '01:*:*', '0e:*:*', 'ff:*:*'];

export const badUsbLabel = 'caretaker:bad-usb';
export const storageLabel = 'caretaker:storage';

const has = (device: Device, pattern: string) => device.interfaces.some(type => stands(pattern, type));
export const isInput = (device: Device) => has(device, '03:*:*');
export const isStorage = (device: Device) => has(device, storage);
export const isPhoneOrCamera = (device: Device) => has(device, stillImage);
/** A phone that gives internet is a phone: it may be kept out. */
export const isAdapter = (device: Device) => device.network === true && !isPhoneOrCamera(device);
export const isProtected = (device: Device) => protectedClasses.some(pattern => has(device, pattern));

/** What rule `rule` does with media on no list before the system reads them. */
const stopsAtTheDoor = (rule: Policy['rule']) => rule === 'block' || rule === 'allow_scanned';

const exactly = (device: Device, label: string): Rule => ({
  target: 'allow',
  id: { vendorId: device.vendorId, productId: device.productId },
  ...(device.serial === null ? {} : { serial: device.serial }),
  interfaces: { operator: 'equals', types: device.interfaces },
  label,
});

const typing: Rule[] = ['03:00:*', '03:01:*'].map(input => ({
  target: 'reject',
  interfaces: { operator: 'all-of', types: [storage, input] },
  label: badUsbLabel,
}));

function medium(
  target: Rule['target'],
  one: { vendorId: string; productId: string; serial: string | null },
  interfaces: NonNullable<Rule['interfaces']>,
  label: string,
): Rule {
  const { vendorId, productId, serial } = one;
  return { target, id: { vendorId, productId }, ...(serial === null ? {} : { serial }), interfaces, label };
}

function listed(policy: Policy): Rule[] {
  const lost = policy.lost.flatMap((one, index) =>
    one.serial === null
      ? []
      : [
          medium(
            'block',
            one,
            { operator: 'one-of', types: [storage, stillImage] },
            `caretaker:lost:${index + 1}`,
          ),
        ],
  );
  const approved = policy.approved.map((one, index) =>
    medium('allow', one, { operator: 'match-all', types: [storage] }, `caretaker:allow:${index + 1}`),
  );
  const curriculum = policy.curriculum.map((one, index) =>
    medium('allow', one, { operator: 'match-all', types: picturing }, `caretaker:lesson:${index + 1}`),
  );
  return [...lost, ...approved, ...curriculum];
}

function unlisted(policy: Policy): Rule[] {
  const types = [
    ...(stopsAtTheDoor(policy.rule) ? [storage] : []),
    ...(policy.phones === 'block' ? [stillImage] : []),
  ];
  return types.length === 0
    ? []
    : [{ target: 'block', interfaces: { operator: 'one-of', types }, label: storageLabel }];
}

/**
 * First match wins; what no rule names is allowed. `present` are the devices of this computer: its last keyboard and
 * its network adapters are exempted by name, where a rule could otherwise reach them.
 */
export function compile(policy: Policy, present: readonly Device[] = []): Rule[] {
  const exempt = present
    .filter(device => isStorage(device) && ((policy.badUsb && device.lastInput) || isAdapter(device)))
    .map((device, index) => exactly(device, `caretaker:present:${index + 1}`));
  return [
    { target: 'allow', interfaces: { operator: 'match-all', types: ['09:*:*'] }, label: 'caretaker:hub' },
    ...exempt,
    ...(policy.badUsb ? typing : []),
    {
      target: 'allow',
      interfaces: { operator: 'one-of', types: protectedClasses },
      label: 'caretaker:input',
    },
    { target: 'allow', connection: 'hardwired', label: 'caretaker:built-in' },
    ...listed(policy),
    ...unlisted(policy),
  ];
}

export interface Harm {
  device: Device;
  /** For a person: what must not be denied. */
  what: string;
}

function preciousIn(device: Device): string | null {
  if (device.bootDisk) return 'the disk that the computer runs from';
  if (device.lastInput) return 'the last keyboard or pointer';
  if (isInput(device)) return 'a keyboard, mouse or other input device';
  if (has(device, '09:*:*')) return 'a hub';
  if (isAdapter(device) || isProtected(device)) return 'a network or wireless adapter';
  return device.connection === 'hardwired' ? 'a device inside the computer' : null;
}

/** Every device that these rules could deny and must not. Only the opted-for bad-USB rule may turn an input device away. */
export function harms(rules: readonly Rule[], devices: readonly Device[]): Harm[] {
  return devices.flatMap(device => {
    const what = preciousIn(device);
    const decision = simulate(rules, device);
    if (what === null || decision?.target === 'allow') return [];
    const rightly =
      decision?.rule?.label === badUsbLabel && isStorage(device) && !device.lastInput && !device.bootDisk;
    return rightly && isInput(device) ? [] : [{ device, what }];
  });
}
