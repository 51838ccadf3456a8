/** Composed: the library's answers and PowerShell's, in the shapes that both document. */
import { expect } from 'chai';
import { hardware } from '../../../../shared/protocol/inventory.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { probedVolumes } from './disks.ts';
import { probedHardware } from './hardware.ts';
import { probedParts } from './parts.ts';
import type { Probed } from './probe.ts';
import { parseStarting } from './windows-starting.ts';

const nothing: Probed = {
  system: { manufacturer: '', model: '', serial: '', uuid: '', virtual: null },
  baseboard: { serial: '' },
  chassis: { type: '' },
  bios: { vendor: '', version: '', releaseDate: '' },
  cpu: { manufacturer: '', brand: '', cores: null, physicalCores: null },
  memory: { total: null },
  disks: [],
  battery: { hasBattery: false, cycleCount: null, designedCapacity: null, maxCapacity: null },
  volumes: [],
  modules: [],
  displays: [],
  printers: null,
  adapters: [],
  os: { distro: '', release: '', build: '', kernel: '', hostname: '' },
  machineId: null,
};

const answered = (answer: unknown) => JSON.stringify({ language: 'FullLanguage', answer });
const starting = (type: unknown, on: unknown, tpm: unknown) =>
  parseStarting(answered({ firmware: { rows: [{ type }] }, secure: { rows: [{ on }] }, tpm }));

describe('hardware of Windows and macOS', () => {
  it('takes the library’s empty lists for “not known”, and never for “none”', async () => {
    const told = await probedHardware(scriptedMachine({}), 'macos', nothing);
    expect(hardware.parse(told)).to.deep.include({
      memoryModules: null,
      monitors: null,
      printers: null,
      networkAdapters: null,
      volumes: null,
    });
    expect(told.secureBoot).to.equal(undefined);
  });

  it('leaves out what no paper comes from, adapters that are none and drives that may be sticks', () => {
    const told = probedParts({
      ...nothing,
      printers: [
        { name: 'Microsoft Print to PDF', model: 'Microsoft Print To PDF' },
        { name: 'Office', model: 'HP LaserJet' },
      ],
      adapters: [
        {
          iface: 'Wi-Fi',
          ifaceName: 'Intel(R) Wi-Fi 6 AX201',
          type: 'wireless',
          mac: 'da:a1:19:00:00:07',
          virtual: false,
          internal: false,
        },
        {
          iface: 'Ethernet',
          ifaceName: 'Realtek PCIe GbE',
          type: 'wired',
          mac: '3C-EC-EF-00-00-08',
          virtual: false,
          internal: false,
        },
        { iface: 'vEthernet', ifaceName: 'Hyper-V', type: 'wired', mac: '', virtual: true, internal: false },
      ],
      displays: [{ vendor: 'DEL', model: 'P2422H', serial: '7XK', builtin: false, sizeX: 530, sizeY: 300 }],
    });
    expect(told.printers).to.deep.equal([{ name: 'Office', model: 'HP LaserJet' }]);
    expect(told.networkAdapters).to.deep.equal([
      { name: 'Wi-Fi', kind: 'wifi', model: 'Intel(R) Wi-Fi 6 AX201', address: null },
      { name: 'Ethernet', kind: 'ethernet', model: 'Realtek PCIe GbE', address: '3c:ec:ef:00:00:08' },
    ]);
    expect(told.monitors?.[0]).to.deep.include({ maker: 'DEL', inches: 24, builtIn: false });
    const drive = (mount: string) => ({ fs: mount, type: 'NTFS', mount, size: 1000, available: 420 });
    expect(probedVolumes([drive('C:'), drive('E:')])).to.deep.equal([
      { name: 'C:', sizeBytes: 1000, freePercent: 42 },
    ]);
  });

  it('reads secure boot and the chip from numbers', () => {
    const chip = { rows: [{ version: '2.0, 0, 1.59' }] };
    expect(starting(2, 1, chip)).to.deep.equal({ secureBoot: 'on', tpm: '2.0' });
    expect(starting(2, 0, { rows: [] })).to.deep.equal({ secureBoot: 'off', tpm: 'none' });
    expect(starting(1, null, { error: '0x80041003' })).to.deep.equal({
      secureBoot: 'not_possible',
      tpm: null,
    });
    expect(starting(null, null, { rows: [{ version: 'Not Supported' }] })).to.deep.equal({
      secureBoot: null,
      tpm: null,
    });
  });

  it('knows the rest of a Windows computer that refuses to say how it starts', async () => {
    for (const powershell of [missing, ended('x'), ended(answered({}))]) {
      const machine = scriptedMachine({ commands: { powershell } });
      const told = await probedHardware(machine, 'windows', { ...nothing, memory: { total: 8e9 } });
      expect(told).to.deep.include({ memoryBytes: 8e9, secureBoot: null, tpm: null });
    }
  });
});
