import { expect } from 'chai';
import fc from 'fast-check';
import {
  catalogue,
  portableDevices,
  preciousDevices,
  strangerStick,
} from '../../../../../shared/controls/removable-media/catalogue.ts';
import { policy } from '../../../../../shared/controls/removable-media/policy.ts';
import { keyboard, stick, text } from '../../../../../test/support/windows-media.ts';
import { PlanRefused } from '../../plan.ts';
import { parseWindows } from './parse-windows.ts';
import { afterPlan, harmHere, harmsOnWindows, isDenied, nodesOf } from './try-out.ts';
import { encryptionKey, type Keys, restrictionsKey, storageKey } from './windows-keys.ts';
import { windowsPlan } from './windows-plan.ts';

const told = (over: object = {}) => parseWindows(text(over));
const ruled = (over: object = {}) => policy.parse({ mode: 'enforce', ...over });
const restricted = (values: object, lists: Record<string, readonly string[]> = {}): Keys => ({
  [restrictionsKey]: { ...values } as Record<string, number>,
  ...Object.fromEntries(
    Object.entries(lists).map(([name, entries]) => [
      `${restrictionsKey}\\${name}`,
      Object.fromEntries(entries.map((entry, at) => [String(at + 7), entry])),
    ]),
  ),
});
const deny = (...ids: string[]) =>
  restricted({ AllowDenyLayered: 1, DenyDeviceIDs: 1 }, { DenyDeviceIDs: ids });
const whole = (device: Parameters<typeof nodesOf>[0]) => nodesOf(device).whole;
const hit = (keys: Keys) => harmsOnWindows(keys, catalogue).map(({ device }) => device.name);

describe('the rules of Windows, tried before they are written', () => {
  it('stop what the policy is about, under each rule that stops media at the port', () => {
    const plan = windowsPlan(told(), ruled());
    const keys = afterPlan({}, plan.wanted);
    for (const device of portableDevices)
      expect(
        nodesOf(device).functions.some(({ node }) => isDenied(keys, node)),
        device.name,
      ).to.equal(true);
  });

  it('know which goes first: one instance, then a kind of device, then everything else', () => {
    const mine = whole(strangerStick).instance;
    const kind = 'USB\\Class_08';
    const both = (layered: number, list: string) =>
      restricted(
        { AllowDenyLayered: layered, DenyDeviceIDs: 1, [list]: 1 },
        { DenyDeviceIDs: [kind], [list]: [list.includes('Instance') ? mine.toLowerCase() : kind] },
      );
    expect(isDenied(both(1, 'AllowInstanceIDs'), whole(strangerStick))).to.equal(false);
    expect(isDenied(both(0, 'AllowInstanceIDs'), whole(strangerStick))).to.equal(true);
    expect(isDenied(both(1, 'AllowDeviceIDs'), whole(strangerStick))).to.equal(true);
    const unspecified = restricted({ DenyUnspecified: 1 });
    expect(isDenied(unspecified, whole(strangerStick))).to.equal(true);
    expect(isDenied(restricted({ DenyUnspecified: 1, AllowDenyLayered: 1 }), whole(strangerStick))).to.equal(
      false,
    );
    // A list that is not switched on is none.
    expect(
      isDenied(restricted({ AllowDenyLayered: 1 }, { DenyDeviceIDs: [kind] }), whole(strangerStick)),
    ).to.equal(false);
  });

  it('find each way by which Windows can lose a keyboard, a hub or an adapter', () => {
    for (const [keys, name] of [
      [deny('USB\\Class_03'), 'a keyboard'],
      [deny('usb\\class_03&subclass_01&prot_02'), 'a mouse'],
      [deny('USB\\Class_09'), 'a hub'],
      [deny('USB\\Class_E0&SubClass_01'), 'a Bluetooth adapter'],
      [deny('USB\\Class_02'), 'a network adapter'],
      [deny('USB\\COMPOSITE'), 'a receiver for a keyboard and a mouse'],
      [deny('USB\\VID_1209&PID_C0DE'), 'a network adapter of its maker’s own kind'],
      [restricted({ AllowDenyLayered: 1, DenyRemovableDevices: 1 }), 'a keyboard'],
      [restricted({ DenyDeviceClasses: 1 }), 'a mouse'],
      [restricted({ DenyUnspecified: 1 }), 'a hub'],
      [{ [`${storageKey}\\{4d36e96b-e325-11ce-bfc1-08002be10318}`]: { Deny_Read: 1 } }, 'a keyboard'],
    ] as const)
      expect(hit(keys), JSON.stringify(keys)).to.include(name);
  });

  it('find the disk that the computer runs from, by each of the three mechanisms', () => {
    const boot = { ...strangerStick, bootDisk: true };
    for (const rule of ['block', 'read_only', 'encrypted_only'] as const) {
      const keys = afterPlan({}, windowsPlan(told(), ruled({ rule })).wanted);
      expect(harmsOnWindows(keys, [boot])[0]?.what, rule).to.equal('the disk that the computer runs from');
    }
    expect(harmsOnWindows({ [encryptionKey]: { RDVDenyWriteAccess: 0 } }, [boot])).to.deep.equal([]);
  });

  it('refuse a plan that what somebody else left in the registry would turn against a keyboard', () => {
    const keys = deny('USB\\Class_03');
    expect(() => windowsPlan(told({ keys }), ruled()))
      .to.throw(PlanRefused, 'a keyboard, mouse or other input device')
      .with.property('reason', 'would_deny_input');
  });

  it('look at what is plugged in as well: a function goes with its whole device', () => {
    const model = 'USB\\VID_1209&PID_0001';
    const node = (id: string, setup: string, compatible: string[]) => ({
      id,
      class: setup,
      problem: 0,
      compatible,
    });
    const nodes = [
      node(`${model}\\1`, 'USB', ['USB\\COMPOSITE', 'USB\\MS_COMP_MTP']),
      node(`${model}&MI_01\\6&1&0&0001`, 'Net', ['USB\\Class_FF']),
    ];
    expect(harmHere(deny('USB\\MS_COMP_MTP'), { nodes }), 'a phone that gives internet').to.equal(null);
    const dock = nodes.map(one => ({ ...one, compatible: one.compatible.filter(id => !id.includes('MTP')) }));
    expect(harmHere(deny('USB\\COMPOSITE'), { nodes: dock })?.what).to.contain('adapter');
    const typed = harmHere(deny('USB\\Class_03&SubClass_01&Prot_01'), { nodes: [keyboard, stick] });
    expect(typed?.what).to.contain('keyboard');
    expect(harmHere(deny('USB\\Class_08'), { nodes: [keyboard, stick] })).to.equal(null);
  });

  it('take nothing that must stay, whatever the policy and whoever made the device', () => {
    const id = fc.integer({ min: 0, max: 0xffff }).map(number => number.toString(16).padStart(4, '0'));
    const entry = fc.record({
      label: fc.constant('x'),
      vendorId: id,
      productId: id,
      serial: fc.constantFrom('A1', 'HID', 'COMPOSED-0001'),
    });
    const any = fc.record({
      rule: fc.constantFrom('block', 'allow_scanned', 'read_only', 'encrypted_only'),
      phones: fc.constantFrom('block', 'allow'),
      approved: fc.array(entry, { maxLength: 3 }),
      lost: fc.array(entry, { maxLength: 3 }),
      curriculum: fc.array(entry, { maxLength: 2 }),
    });
    const device = fc.record({
      vendorId: id,
      productId: id,
      at: fc.nat({ max: preciousDevices.length - 1 }),
    });
    fc.assert(
      fc.property(any, device, fc.constantFrom('Education', 'Core'), fc.boolean(), (raw, made, name, aim) => {
        const { at, ...numbers } = made;
        const one = { ...preciousDevices[at], ...numbers } as (typeof preciousDevices)[number];
        const lost = raw.lost.map(named => (aim ? { ...named, ...numbers } : named));
        const keys = afterPlan({}, windowsPlan(told({ edition: name }), ruled({ ...raw, lost })).wanted);
        expect(harmsOnWindows(keys, [one, ...catalogue])).to.deep.equal([]);
      }),
    );
  });
});
