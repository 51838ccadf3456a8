/** What is plugged into machines that do not exist, and what stops it there. */
import type {
  Barrier,
  Medium,
  Observation,
} from '../../../../shared/controls/removable-media/observation.ts';
import { policy } from '../../../../shared/controls/removable-media/policy.ts';
import { relist } from '../../../../shared/controls/removable-media/standing.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const usbguard: Barrier = {
  name: 'USBGuard',
  effect: 'blocks',
  inForce: true,
  layer: 'device',
  detail: null,
};
const polkit: Barrier = {
  name: 'udisks and polkit',
  effect: 'blocks',
  inForce: true,
  layer: 'mount',
  detail: null,
};
const install: Barrier = {
  name: 'device installation policy',
  effect: 'blocks',
  inForce: true,
  layer: 'device',
  detail: null,
};
const nothing: Barrier = { ...install, effect: 'none' };
const floor: Barrier = { ...nothing, name: 'removable storage policy', layer: 'mount' };

const stick: Medium = {
  vendorId: '0781',
  productId: '5567',
  serialHash: 'Zk3v0cQ1mB7nXy2tLr8wHs5dPf4gJa6eUiOoKqWcVxM',
  ownSerial: true,
  kind: 'storage',
  alsoInput: false,
  standing: 'unlisted',
  allowed: null,
  label: null,
  admitted: true,
  readable: true,
  writable: true,
  encrypted: 'no',
  mounted: true,
};
const shut = { admitted: false, readable: false, writable: false, encrypted: null, mounted: false } as const;
const approved = {
  standing: 'approved',
  allowed: 'read_write',
  label: 'Office stick 4',
  vendorId: '0951',
  productId: '1666',
} as const;
const phone: Medium = {
  ...stick,
  vendorId: '04e8',
  productId: '6860',
  kind: 'phone_or_camera',
  serialHash: 'Bq7RtYw2zXv9cMn4KpLs6HgFd1JaEeUuIoO3rTyWxZc',
  writable: null,
  encrypted: null,
  mounted: null,
};

const windows =
  (over: Partial<Observation> = {}) =>
  (): Observation => ({
    system: 'windows',
    hasUsb: true,
    barriers: [install, floor],
    weaknesses: [],
    managedBy: null,
    media: [],
    tethering: [],
    ...over,
  });
const linux = (over: Partial<Observation> = {}) =>
  windows({ system: 'linux', barriers: [usbguard, polkit], ...over });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake media',
    {
      windows_blocked: { weight: 52, observe: windows() },
      linux_blocked: { weight: 8, observe: linux() },
      blocked_stick: { weight: 6, observe: windows({ media: [{ ...stick, ...shut }] }) },
      approved_stick: {
        weight: 8,
        observe: windows({ media: [{ ...stick, ...approved, encrypted: 'bitlocker' }] }),
      },
      mount_layer_only: {
        weight: 3,
        observe: linux({
          barriers: [{ ...usbguard, effect: 'none', inForce: false, detail: 'not installed' }, polkit],
        }),
      },
      not_protected: { weight: 8, observe: windows({ barriers: [nothing, floor] }) },
      stick_open: {
        weight: 4,
        // It goes by the lists that it is given, as a real look does.
        observe: (_now, asked) =>
          relist(
            windows({ media: [stick] })(),
            { before: policy.parse({}), after: policy.parse(asked ?? {}) },
            String,
          ),
      },
      phone_open: { weight: 2, observe: windows({ barriers: [nothing, floor], media: [phone] }) },
      lost_stick_open: {
        weight: 1,
        observe: windows({
          barriers: [nothing, floor],
          media: [{ ...stick, productId: '5581', standing: 'lost', label: 'Office stick 2' }],
        }),
      },
      read_only: { weight: 2, observe: windows({ barriers: [nothing, { ...floor, effect: 'read_only' }] }) },
      restart_needed: {
        weight: 2,
        observe: windows({
          barriers: [nothing, { ...floor, effect: 'blocks', inForce: false }],
          weaknesses: ['restart_needed'],
        }),
      },
      people_may_admit: { weight: 1, observe: linux({ weaknesses: ['people_may_admit'] }) },
      managed: { weight: 2, observe: windows({ managedBy: 'device management (MDM)' }) },
      daemon_silent: {
        weight: 1,
        observe: linux({
          barriers: [
            { ...usbguard, inForce: null },
            { ...polkit, inForce: null },
          ],
        }),
      },
      by_phone: { weight: 1, observe: windows({ tethering: [{ vendorId: '18d1', productId: '4eeb' }] }) },
      no_usb: { weight: 1, observe: linux({ hasUsb: false, barriers: [] }) },
    },
    random,
  );
}
