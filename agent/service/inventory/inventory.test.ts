/** Firmware fields and lists marked composed are written by hand; the last group reads this very machine. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { hardware, softwareKey, system } from '../../../shared/protocol/inventory.ts';
import { itOnRecorded, itWhen, recorded } from '../../../test/support/recorded.ts';
import { ended, missing, type Script, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { thisMachine } from '../system/machine.ts';
import { evidenceHash } from './evidence.ts';
import { readEvidence, readInventory } from './index.ts';
import { processorCores, processorModel, totalMemory } from './linux/hardware.ts';
import { meaningful } from './serials.ts';
import { parseOsRelease } from './system.ts';

/** Composed: what the library says of a laptop, with a maker's placeholders in it. */
const probed = {
  system: { manufacturer: 'LENOVO', model: '20XX', serial: 'Default string', uuid: '', virtual: false },
  baseboard: { serial: 'To be filled by O.E.M.' },
  chassis: { type: 'Notebook' },
  bios: { vendor: 'LENOVO', version: 'N2', releaseDate: '2026-01-02' },
  cpu: { manufacturer: 'Intel', brand: 'Core i5', cores: 8, physicalCores: 4 },
  memory: { total: 8_000_000_000 },
  disks: [
    {
      device: '\\\\.\\PHYSICALDRIVE0',
      name: 'SAMSUNG X',
      type: 'SSD',
      interfaceType: 'NVMe',
      serialNum: 'S1',
      size: 512,
    },
  ],
  battery: { hasBattery: true, cycleCount: 0, designedCapacity: 50_000, maxCapacity: 40_000 },
  os: {
    distro: 'Microsoft Windows 11 Pro Education',
    release: '10.0.26100',
    build: '26100',
    kernel: '10.0.26100',
    hostname: 'L-12',
  },
  machineId: '4c4c4544-0042-3510-8052-b4c04f384c31',
};
const disks = {
  blockdevices: [
    {
      name: 'nvme0n1',
      type: 'disk',
      size: 512_110_190_592,
      model: 'SAMSUNG X',
      serial: 'S1',
      rota: false,
      tran: 'nvme',
      hotplug: false,
    },
    {
      name: 'sda',
      type: 'disk',
      size: 31_000_000_000,
      model: 'Stick',
      serial: 'PRIVATE',
      rota: true,
      tran: 'usb',
      hotplug: true,
    },
    { name: 'zram0', type: 'disk', size: 1, rota: false, hotplug: false },
  ],
};
const dpkgLine =
  'openssl\tamd64\t3.0.2-1\t1500\tutils\tinstall ok installed\tDebian OpenSSL Team <x@example.org>\n';

function linuxMachine(over: Script = {}) {
  return scriptedMachine({
    ...over,
    commands: {
      self: ended(JSON.stringify(probed)),
      lsblk: ended(JSON.stringify(disks)),
      'dpkg-query': ended(dpkgLine),
      ...over.commands,
    },
    files: {
      '/etc/os-release': 'NAME="Debian GNU/Linux"\nVERSION="12 (bookworm)"\n',
      '/sys/class/dmi/id/sys_vendor': 'Dell Inc.\n',
      '/sys/class/dmi/id/product_serial': 'AB12\n',
      '/sys/class/dmi/id/board_serial': 'To be filled by O.E.M.\n',
      '/etc/machine-id': '0123456789abcdef0123456789abcdee\n',
      ...over.files,
    },
  });
}
const read = (over?: Script) => readInventory(linuxMachine(over), { platform: 'linux' });

describe('inventory', () => {
  it('takes the kernel’s own files and drops placeholders and sticks', async () => {
    const { hardware: seen, errors } = await read();
    expect(errors).to.deep.equal([]);
    expect(seen).to.deep.include({ manufacturer: 'Dell Inc.', model: null, serial: 'AB12' });
    expect(seen?.disks).to.deep.equal([
      { name: 'nvme0n1', model: 'SAMSUNG X', serial: 'S1', sizeBytes: 512_110_190_592, kind: 'nvme' },
    ]);
    expect(seen?.battery).to.equal(null);
  });

  it('has the soldered disk of a small laptop, neither its firmware parts nor a card (composed)', async () => {
    const mmc = { type: 'disk', size: 32e9, rota: false, tran: 'mmc', hotplug: true };
    const names = ['mmcblk0', 'mmcblk0boot0', 'mmcblk1'];
    const { hardware: seen } = await read({
      commands: { lsblk: ended(JSON.stringify({ blockdevices: names.map(name => ({ name, ...mmc })) })) },
      files: {
        '/sys/block': names,
        '/sys/block/mmcblk0/device/type': 'MMC\n',
        '/sys/block/mmcblk0/device/name': 'DF4032\n',
        '/sys/block/mmcblk0/device/serial': '0x25e9c6b1\n',
        '/sys/block/mmcblk1/device/type': 'SD\n',
      },
    });
    expect(seen?.disks).to.deep.equal([
      { name: 'mmcblk0', model: 'DF4032', serial: '0x25e9c6b1', sizeBytes: 32e9, kind: 'ssd' },
    ]);
  });

  it('starts nothing of its own on Linux: lsblk and the lists of software are enough', async () => {
    const { errors } = await read({ commands: { self: ended('', { exit: 1, stderr: 'boom' }) } });
    expect(errors).to.deep.equal([]);
  });

  it('reads another system from the probe alone', async () => {
    const { system: seen, errors } = await readInventory(linuxMachine(), { platform: 'windows' });
    expect(seen).to.deep.include({
      platform: 'windows',
      name: 'Microsoft Windows 11 Pro Education',
      build: '26100',
    });
    expect(errors.map(({ section }) => section)).to.deep.equal(['software']);
  });

  it('leaves out the hardware when the probe failed, and still tells the rest', async () => {
    const seen = await read({ commands: { lsblk: ended('', { exit: 1, stderr: 'boom' }) } });
    expect(Object.keys(seen)).to.have.members(['system', 'software', 'errors']);
    expect(seen.errors).to.deep.equal([{ section: 'hardware', error: 'lsblk: exit 1: boom' }]);
  });

  it('never makes the software list shorter because there is more than can be sent', async () => {
    const packages = Array.from({ length: 5000 }, (_, index) => dpkgLine.replace('openssl', `p${index}`));
    const seen = (ids: string[]) =>
      read({
        commands: { 'dpkg-query': ended(packages.join('')) },
        files: { '/home': ['a.jones'], '/home/a.jones/.local/share/flatpak/app': ids },
      });
    expect((await seen([])).software).to.have.length(5000);
    const over = await seen(['org.gaphor.Gaphor']);
    expect(over.software).to.equal(undefined);
    expect(over.errors[0]?.error).to.equal('5001 titles are more than 5000');
  });

  it('never makes the software list shorter because one source failed', async () => {
    const seen = await read({
      commands: { snap: ended('', { exit: 1, stderr: 'cannot communicate with server' }) },
    });
    expect(seen.software).to.equal(undefined);
    expect(seen.errors[0]?.error).to.contain('snap: exit 1');
  });

  it('takes an empty or a cut-off list of packages for a failure, never for an empty computer', async () => {
    for (const stdout of ['', dpkgLine.trimEnd(), `${dpkgLine}half\ta`]) {
      const seen = await read({ commands: { 'dpkg-query': ended(stdout) } });
      expect(seen.software, JSON.stringify(stdout)).to.equal(undefined);
      expect(seen.errors[0]?.error).to.contain('dpkg-query');
    }
    expect((await read({ commands: { 'dpkg-query': missing } })).errors[0]?.error).to.contain(
      'none of dpkg-query',
    );
  });

  it('keeps two architectures of one package apart', async () => {
    const seen = await read({
      commands: { 'dpkg-query': ended(dpkgLine + dpkgLine.replace('amd64', 'i386')) },
    });
    expect(seen.software?.map(({ name }) => name)).to.deep.equal(['openssl', 'openssl:i386']);
  });

  it('says on a system that nobody knows that it knows nothing', async () => {
    expect(await readInventory(linuxMachine(), { platform: null })).to.have.all.keys('errors');
  });

  it('reads the processor’s and the memory’s own words', () => {
    expect(processorModel('processor : 0\nmodel name\t: AMD EPYC\n')).to.equal('AMD EPYC');
    expect(totalMemory('MemTotal:       24684084 kB\n')).to.equal(24684084 * 1024);
    expect(totalMemory('')).to.equal(null);
    const cpu = (n: number, core: number) => `processor\t: ${n}\nphysical id\t: 0\ncore id\t\t: ${core}\n`;
    expect(processorCores([cpu(0, 0), cpu(1, 0), cpu(2, 1), cpu(3, 1)].join('\n'))).to.equal(2);
    expect(processorCores('processor\t: 0\nBogoMIPS : 1\n\nprocessor\t: 1\n')).to.equal(2);
    expect(processorCores('')).to.equal(null);
  });
});

describe('hardware evidence', () => {
  it('holds hashes only, and none of a placeholder', async () => {
    const evidence = await readEvidence(linuxMachine(), { platform: 'linux' });
    expect(evidence.map(({ kind }) => kind)).to.deep.equal(['product_serial', 'machine_id', 'disk_serial']);
    for (const { hash } of evidence) expect(hash).to.match(/^[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(evidence)).to.not.match(/AB12|S1"|PRIVATE/);
  });

  it('takes no host name for a machine id where there is no machine id', async () => {
    const files = { '/etc/machine-id': 'uninitialized\n' };
    const evidence = await readEvidence(linuxMachine({ files }), { platform: 'linux' });
    expect(evidence.map(({ kind }) => kind)).to.not.include('machine_id');
  });

  it('is the same for the same number however it is written, and another for another kind', () => {
    expect(evidenceHash('disk_serial', ' S1 x')).to.equal(evidenceHash('disk_serial', 's1X'));
    expect(evidenceHash('disk_serial', 's1')).to.not.equal(evidenceHash('board_serial', 's1'));
  });

  it('knows what makers write where they write nothing', () => {
    const blanks = [
      '',
      ' ',
      'To be filled by O.E.M.',
      'Default string',
      'System Serial Number',
      'None',
      '-',
      '00000000',
      'FFFFFFFF',
      '0123456789',
      'Not Specified',
      '00000000-0000-0000-0000-000000000000',
      '03000200-0400-0500-0006-000700080009',
      'Chassis Serial Number',
      'xxxxxxxx',
    ];
    expect(blanks.map(meaningful).filter(value => value !== null)).to.deep.equal([]);
    expect(['PF2ABCDE', 'MXL1234ABC', 'S4EWNX0R123456', 'Typewriter'].map(meaningful)).to.not.include(null);
  });
});

describe('os-release', () => {
  itOnRecorded('is read with its comments and quotes, for four systems', () => {
    const name = (file: string, key: string) => parseOsRelease(recorded(`linux/os-release/${file}`)).get(key);
    expect(name('os-release-debian-11.2.txt', 'VERSION')).to.equal('11 (bullseye)');
    expect(name('facter-os-release-redhat-linux-with-comment.txt', 'NAME')).to.equal(
      'Red Hat Enterprise Linux',
    );
    expect(name('facter-os-release-archlinux.txt', 'BUILD_ID')).to.equal('rolling');
    expect(name('os-release-centos-7.9.txt', 'VERSION_ID')).to.equal('7');
  });
});

describe('inventory of this very machine', () => {
  const notHere = existsSync('/usr/bin/dpkg-query') ? null : 'there is no dpkg here';
  itWhen(notHere, 'agrees with dpkg-query, /etc/os-release and /proc', async function () {
    this.timeout(60_000);
    const seen = await readInventory(thisMachine());
    expect(seen.errors).to.deep.equal([]);
    const status = ['-W', '-f=$' + '{db:Status-Status}\n'];
    const installed = execFileSync('/usr/bin/dpkg-query', status, { encoding: 'utf8' }).match(
      /^installed$/gm,
    );
    const listed = seen.software?.filter(({ source }) => source === 'dpkg') ?? [];
    expect(listed).to.have.length(installed?.length ?? -1);
    expect(new Set(listed.map(softwareKey)).size).to.equal(listed.length);
    const release = parseOsRelease(readFileSync('/etc/os-release', 'utf8'));
    expect(system.parse(seen.system).version).to.equal(release.get('VERSION'));
    expect(hardware.parse(seen.hardware).memoryBytes).to.equal(
      totalMemory(readFileSync('/proc/meminfo', 'utf8')),
    );
  });
});
