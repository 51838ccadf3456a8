import { expect } from 'chai';
import {
  compile,
  harms,
  isProtected,
  isStorage,
} from '../../../../../shared/controls/removable-media/compile.ts';
import { policy, rules } from '../../../../../shared/controls/removable-media/policy.ts';
import { type Device, simulate } from '../../../../../shared/controls/removable-media/simulate.ts';
import { itOnRecorded, recorded } from '../../../../../test/support/recorded.ts';
import { type Script, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { usbTree } from './usb-tree.ts';
import { parseRules } from './usbguard-rules.ts';

const usb = '/sys/bus/usb/devices';

/** A recorded umockdev tree as the files that sysfs would show of it. */
function sysfsOf(text: string): NonNullable<Script['files']> {
  const files: NonNullable<Script['files']> = { '/sys/bus': ['usb'] };
  const names: string[] = [];
  for (const block of text.split(/\n(?=P: )/)) {
    const name = /^P: .*\/([^/\n]+)$/m.exec(block)?.[1];
    if (name === undefined || !/^(usb\d+|\d+-[\d.]+(:\d+\.\d+)?)$/.test(name)) continue;
    names.push(name);
    for (const [, key, value] of block.matchAll(/^A: (\w+)=(.*)$/gm))
      files[`${usb}/${name}/${key}`] = `${value}\n`;
    files[`${usb}/${name}`] = [];
  }
  return { ...files, [usb]: names };
}

const blank = {
  name: 'a device',
  vendorId: '0000',
  productId: '0000',
  serial: null,
  interfaces: [],
  connection: 'hotplug',
} as const;

/** Devices as `lsusb -v` or a list of descriptors prints them: decimal classes, with or without `0x`. */
function listedDevices(text: string): Device[] {
  const byte = (value = '0') => Number(value).toString(16).padStart(2, '0');
  return text
    .split(/^Device Descriptor/m)
    .slice(1)
    .map(block => {
      const every = (name: string) =>
        [...block.matchAll(new RegExp(`^\\s*${name}:?\\s+(\\w+)`, 'gm'))].map(([, value]) => byte(value));
      const [classes, subs, protocols] = ['bInterfaceClass', 'bInterfaceSubClass', 'bInterfaceProtocol'].map(
        every,
      );
      const id = (name: string) => new RegExp(`^\\s*${name}:?\\s+0x(\\w{4})`, 'm').exec(block)?.[1] ?? '';
      const interfaces = (classes ?? []).map((one, index) =>
        [one, subs?.[index], protocols?.[index]].join(':'),
      );
      return { ...blank, vendorId: id('idVendor'), productId: id('idProduct'), interfaces };
    });
}

/** What a policy turns away of them, by its rules and by what they could harm. */
function denied(devices: readonly Device[], asked: object): string[] {
  const list = compile(policy.parse(asked), devices);
  return [...harms(list, devices), ...devices.filter(one => simulate(list, one)?.target !== 'allow')].map(
    one => JSON.stringify(one),
  );
}

describe('USB as real machines have it', () => {
  itOnRecorded('a recorded tree of sysfs: hubs, what is built in, and what is authorized', async () => {
    const files = sysfsOf(recorded('linux/usb-umockdev/four-device-tree.umockdev.txt'));
    const devices = (await usbTree(scriptedMachine({ files }))) ?? [];
    expect(devices).to.have.length(7);
    expect(devices.filter(({ interfaces }) => interfaces.includes('09:00:00'))).to.not.be.empty;
    expect(devices.filter(({ connection }) => connection === 'hardwired')).to.have.length(2);
    expect(devices.every(({ authorized }) => authorized !== null)).to.equal(true);
    expect(harms(compile(policy.parse({ badUsb: true }), devices), devices)).to.deep.equal([]);
  });

  for (const name of ['generated-policy-laptop', 'generated-policy-hp-laptop'])
    itOnRecorded(`no policy of ours denies anything of ${name} but its portable storage`, () => {
      const listed = parseRules(recorded(`linux/usbguard-rules/${name}.txt`)) ?? [];
      expect(listed).to.not.be.empty;
      const devices = listed.map(({ id, serial, interfaces, connection, label }) => ({
        name: label ?? `${id?.vendorId}:${id?.productId}`,
        vendorId: id?.vendorId ?? '0000',
        productId: id?.productId ?? '0000',
        serial: serial || null,
        interfaces: interfaces?.types ?? [],
        connection: connection ?? ('unknown' as const),
      }));
      const list = compile(policy.parse({}), devices);
      expect(harms(list, devices)).to.deep.equal([]);
      const denied = devices.filter(device => simulate(list, device)?.target !== 'allow');
      expect(denied).to.not.be.empty;
      expect(denied.every(device => isStorage(device) && device.connection !== 'hardwired')).to.equal(true);
    });

  for (const name of ['blocked-stick', 'external-disk-block'])
    itOnRecorded(`${name}, as a daemon lists it, is storage at a port`, () => {
      const [device] = parseRules(recorded(`linux/usbguard-list-devices/${name}.txt`)) ?? [];
      expect(device).to.include({ target: 'block' });
      expect(device?.port).to.match(/^\d-\d$/);
      expect(device?.interfaces?.types).to.deep.equal(['08:06:50']);
    });

  for (const name of [
    'bar-code-scanner',
    'jc-centos-7.7-lsusb-v-single',
    'jc-generic-lsusb-test-attributes2',
  ])
    itOnRecorded(`no policy of ours denies anything of ${name}`, () => {
      const devices = listedDevices(recorded(`linux/lsusb/${name}.txt`));
      expect(devices).to.not.be.empty;
      for (const rule of rules) expect(denied(devices, { rule, badUsb: true }), rule).to.deep.equal([]);
    });

  itOnRecorded(
    'no policy of ours denies a modem of several functions, or what a tree of lsusb names by its class',
    () => {
      const [modem, ...more] = listedDevices(recorded('linux/usb-descriptor/composite-ef.txt'));
      expect(more).to.deep.equal([]);
      expect(modem?.interfaces).to.include.members(['02:02:01', '02:06:00', 'ff:ff:ff']);
      expect(modem !== undefined && isProtected(modem)).to.equal(true);
      const classes: Record<string, string> = {
        root_hub: '09:00:00',
        Hub: '09:00:00',
        Communications: '02:02:01',
        'CDC Data': '0a:00:00',
        'Human Interface Device': '03:01:01',
      };
      const tree = [...recorded('linux/lsusb/jc-generic-lsusb-t.txt').matchAll(/Class=([^,]+),/g)].map(
        ([, name = '']) => {
          const interfaces = classes[name];
          if (interfaces === undefined) throw new Error(`a class that this test does not know: ${name}`);
          return { ...blank, name, interfaces: [interfaces] };
        },
      );
      expect(tree).to.have.length(14);
      for (const rule of rules)
        expect(
          denied([...(modem === undefined ? [] : [modem]), ...tree], { rule, badUsb: true }),
          rule,
        ).to.deep.equal([]);
    },
  );
});
