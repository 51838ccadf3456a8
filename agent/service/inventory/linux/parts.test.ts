/** Everything here is composed by hand in the shapes that the kernel, EDID, SMBIOS and CUPS document. */
import { expect } from 'chai';
import { hardware } from '../../../../shared/protocol/inventory.ts';
import { everyCut } from '../../../../test/support/mutated.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { parseEdid } from '../monitors.ts';
import { hardwareAddress } from '../serials.ts';
import { linuxHardware } from './hardware.ts';
import { parsePrinters } from './printers.ts';
import { modulesFrom, parseTable } from './smbios.ts';

/** A block of 128 bytes: a Dell of 53 × 30 cm, made in 2021. */
function edid(): Buffer {
  const block = Buffer.alloc(128);
  Buffer.from([0, 255, 255, 255, 255, 255, 255, 0, 0x10, 0xac, 0x34, 0x12]).copy(block);
  block[17] = 31;
  block[21] = 53;
  block[22] = 30;
  Buffer.from([0, 0, 0, 255, 0]).copy(block, 72);
  block.write('7XK2M83\n     ', 77, 'latin1');
  Buffer.from([0, 0, 0, 252, 0]).copy(block, 90);
  block.write('DELL P2422H\n ', 95, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block[127] = (256 - (sum % 256)) % 256;
  return block;
}

/** One memory device (type 17, of SMBIOS 2.8) with its texts. */
function memoryDevice(size: number, texts: string[], kind = 26): Buffer {
  const data = Buffer.alloc(40);
  data[0] = 17;
  data[1] = 40;
  data.writeUInt16LE(size, 12);
  data[16] = 1;
  data[18] = kind;
  data.writeUInt16LE(3200, 21);
  data[26] = 2;
  return Buffer.concat([data, Buffer.from(`${texts.join('\0')}\0\0`, 'latin1')]);
}
const table = Buffer.concat([
  Buffer.from([1, 4, 0, 0, 0, 0]),
  memoryDevice(8192, ['DIMM A', 'M471A1G44AB0-CWE']),
  memoryDevice(0, ['DIMM B', 'NO DIMM']),
  memoryDevice(0xffff, ['DIMM C', 'Not Specified'], 2),
]);

const power = '/sys/class/power_supply';
const laptop: Script = {
  commands: {
    lsblk: ended(
      JSON.stringify({
        blockdevices: [
          {
            name: 'nvme0n1',
            type: 'disk',
            size: 512e9,
            tran: 'nvme',
            children: [
              { name: 'nvme0n1p1', type: 'part', fssize: '1000', fsavail: '900', mountpoint: '/boot/efi' },
              {
                name: 'nvme0n1p2',
                type: 'part',
                children: [
                  { name: 'root', type: 'crypt', fssize: '500000', fsavail: '25000', mountpoint: '/' },
                  { name: 'swap', type: 'crypt', mountpoint: '[SWAP]' },
                ],
              },
            ],
          },
          {
            name: 'sda',
            type: 'disk',
            size: 8e9,
            tran: 'usb',
            hotplug: true,
            children: [
              { name: 'sda1', type: 'part', fssize: 7, fsavail: 1, mountpoint: '/media/a.b/HOMEWORK' },
            ],
          },
        ],
      }),
    ),
  },
  files: {
    '/sys/class/dmi/id/chassis_type': '10\n',
    '/sys/block/nvme0n1/device/serial': 'S4EWNX0R123456\n',
    [power]: ['AC', 'BAT0', 'BAT1', 'hidpp_battery_0'],
    [`${power}/AC/type`]: 'Mains\n',
    [`${power}/BAT0/type`]: 'Battery\n',
    [`${power}/BAT0/energy_full`]: '42000000\n',
    [`${power}/BAT0/energy_full_design`]: '50000000\n',
    [`${power}/BAT1/type`]: 'Battery\n',
    [`${power}/BAT1/charge_full`]: '1200000\n',
    [`${power}/BAT1/charge_full_design`]: '2400000\n',
    [`${power}/BAT1/cycle_count`]: '812\n',
    [`${power}/hidpp_battery_0/type`]: 'Battery\n',
    [`${power}/hidpp_battery_0/scope`]: 'Device\n',
    '/sys/firmware': ['dmi', 'efi'],
    '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': Buffer.from([6, 0, 0, 0, 1]),
    '/sys/firmware/dmi/tables/DMI': table,
    '/sys/class': ['tpm'],
    '/sys/class/tpm': ['tpm0'],
    '/sys/class/tpm/tpm0/tpm_version_major': '2\n',
    '/sys/class/drm': ['card0', 'card0-HDMI-A-1', 'card0-eDP-1', 'card0-DP-1', 'version'],
    '/sys/class/drm/card0-HDMI-A-1/edid': edid(),
    '/sys/class/drm/card0-eDP-1/edid': edid(),
    '/sys/class/drm/card0-DP-1/edid': Buffer.alloc(0),
    '/sys/class/net': ['wlp1s0', 'lo', 'enp2s0', 'docker0', 'wwan0'],
    '/sys/class/net/wlp1s0': ['device', 'phy80211'],
    '/sys/class/net/wlp1s0/type': '1\n',
    '/sys/class/net/wlp1s0/uevent': 'DEVTYPE=wlan\nINTERFACE=wlp1s0\n',
    '/sys/class/net/wlp1s0/device/uevent': 'DRIVER=iwlwifi\nPCI_ID=8086:A0F0\n',
    // The system made one up for this network; the card's own stands beside it.
    '/sys/class/net/wlp1s0/address': 'da:a1:19:00:00:07\n',
    '/sys/class/net/wlp1s0/addr_assign_type': '3\n',
    '/sys/class/net/wlp1s0/phy80211/macaddress': '00:8D:B9:37:4A:C2\n',
    '/sys/class/net/lo': ['type'],
    '/sys/class/net/docker0': ['bridge', 'type'],
    '/sys/class/net/enp2s0': ['device'],
    '/sys/class/net/enp2s0/type': '1\n',
    '/sys/class/net/enp2s0/address': '3c:ec:ef:00:00:08\n',
    '/sys/class/net/enp2s0/addr_assign_type': '0\n',
    '/sys/class/net/wwan0': ['device'],
    '/sys/class/net/wwan0/uevent': 'DEVTYPE=wwan\n',
    '/etc/cups/printers.conf': [
      '# Printer configuration file',
      '<DefaultPrinter Office_HP>',
      'Info In the office of Mrs Example',
      'Location Room 4',
      'MakeModel HP LaserJet M404, driverless',
      'DeviceURI ipps://192.0.2.7/ipp/print',
      '</DefaultPrinter>',
      '<Printer Library>',
      'DeviceURI socket://192.0.2.8',
      '</Printer>',
      '',
    ].join('\n'),
  },
};
const seen = (over: Script['files'] = {}) =>
  linuxHardware(scriptedMachine({ ...laptop, files: { ...laptop.files, ...over } }));

describe('the hardware of a laptop, by the kernel’s files', () => {
  it('tells every part, and fits the shape that travels', async () => {
    const told = hardware.parse(await seen());
    expect(told).to.deep.include({
      chassis: 'Notebook',
      disks: [{ name: 'nvme0n1', model: null, serial: 'S4EWNX0R123456', sizeBytes: 512e9, kind: 'nvme' }],
      volumes: [{ name: '/', sizeBytes: 500_000, freePercent: 5 }],
      battery: { healthPercent: 50, cycles: 812 },
      batteryCount: 2,
      secureBoot: 'on',
      tpm: '2.0',
      memoryModules: [
        { slot: 'DIMM A', sizeBytes: 8 * 2 ** 30, kind: 'DDR4', speed: 3200, part: 'M471A1G44AB0-CWE' },
        { slot: 'DIMM C', sizeBytes: null, kind: null, speed: 3200, part: null },
      ],
      networkAdapters: [
        { name: 'enp2s0', kind: 'ethernet', model: null, address: '3c:ec:ef:00:00:08' },
        { name: 'wlp1s0', kind: 'wifi', model: 'iwlwifi driver', address: '00:8d:b9:37:4a:c2' },
        { name: 'wwan0', kind: 'mobile', model: null, address: null },
      ],
      printers: [
        { name: 'Office_HP', model: 'HP LaserJet M404, driverless' },
        { name: 'Library', model: null },
      ],
    });
    const monitor = { maker: 'Dell', model: 'DELL P2422H', serial: '7XK2M83', year: 2021, inches: 24 };
    expect(told.monitors).to.deep.equal([
      { ...monitor, builtIn: false },
      { ...monitor, builtIn: true },
    ]);
  });

  it('says nothing of sticks, of where a printer is, of any address on a network or of one that was made up', async () => {
    const set = { '/sys/class/net/enp2s0/addr_assign_type': '3\n' };
    expect(JSON.stringify(await seen())).to.not.match(/HOMEWORK|a\.b|Room 4|Mrs|192\.0\.2|ipp|da:a1/);
    expect(JSON.stringify(await seen(set))).to.not.match(/3c:ec/);
  });

  it('takes no address for one adapter’s that is everybody’s, nobody’s or none', () => {
    expect(hardwareAddress('00-8D-B9-37-4A-C2')).to.equal('00:8d:b9:37:4a:c2');
    for (const text of ['ff:ff:ff:ff:ff:ff', '01:00:5e:00:00:fb', '00:00:00:00:00:00', '10.0.0.2', '', null])
      expect(hardwareAddress(text), text ?? 'null').to.equal(null);
  });

  it('keeps “there is none” apart from “could not be looked at”', async () => {
    const denied = { code: 'EACCES' };
    const blind = await seen({
      '/sys/firmware/dmi/tables/DMI': denied,
      '/etc/cups/printers.conf': denied,
      '/sys/class/drm': denied,
      '/sys/class': ['net'],
      '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c': denied,
    });
    expect(blind).to.deep.include({ memoryModules: null, printers: null, monitors: null });
    expect(blind).to.deep.include({ secureBoot: null, tpm: null });
    const bare = await seen({ '/sys/class/tpm': [], '/sys/firmware': ['acpi'], '/sys/class/drm': [] });
    expect(bare).to.deep.include({ tpm: 'none', secureBoot: 'not_possible', monitors: [] });
    const noCups = await linuxHardware(scriptedMachine({ commands: laptop.commands ?? {} }));
    expect(noCups.printers).to.deep.equal([]);
    expect(noCups.battery).to.equal(null);
  });

  it('is not read at all where batteries could not be looked for', async () => {
    expect(await seen({ [power]: { code: 'EACCES' } }).catch(error => String(error))).to.contain(power);
  });
});

describe('cut and spoiled tables', () => {
  it('a monitor’s block is whole and adds up, or it is none', () => {
    const whole = edid();
    for (let end = 0; end < whole.length; end++)
      expect(parseEdid(whole.subarray(0, end), false)).to.equal(undefined);
    for (let at = 0; at < whole.length; at++) {
      const spoiled = Buffer.from(whole);
      spoiled[at] = (spoiled[at] ?? 0) ^ 1;
      expect(parseEdid(spoiled, false), `byte ${at}`).to.equal(undefined);
    }
  });

  it('a firmware table gives only modules that it gave before it was cut', () => {
    const all = modulesFrom(parseTable(table));
    for (let end = 0; end < table.length; end++) {
      const found = modulesFrom(parseTable(table.subarray(0, end)));
      expect(all.slice(0, found.length)).to.deep.equal(found);
    }
    for (let at = 0; at < table.length; at++) {
      const spoiled = Buffer.from(table);
      spoiled[at] = 255 - (spoiled[at] ?? 0);
      hardware.shape.memoryModules.parse(modulesFrom(parseTable(spoiled)));
    }
  });

  it('a list of printers that ends within one ends before it', () => {
    const text = laptop.files?.['/etc/cups/printers.conf'] as string;
    const names = parsePrinters(text).map(({ name }) => name);
    for (const cut of everyCut(text))
      expect(
        names.join().startsWith(
          parsePrinters(cut)
            .map(({ name }) => name)
            .join(),
        ),
      ).to.equal(true);
  });
});
