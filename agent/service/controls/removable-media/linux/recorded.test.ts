import { expect } from 'chai';
import { compile, harms, isStorage } from '../../../../../shared/controls/removable-media/compile.ts';
import { policy } from '../../../../../shared/controls/removable-media/policy.ts';
import { simulate } from '../../../../../shared/controls/removable-media/simulate.ts';
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
      const rules = compile(policy.parse({}), devices);
      expect(harms(rules, devices)).to.deep.equal([]);
      const denied = devices.filter(device => simulate(rules, device)?.target !== 'allow');
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
});
