/** Property lists are composed after diskutil's published keys; nothing here was seen on a live machine. */
import { expect } from 'chai';
import { build, type PlistValue } from 'plist';
import { diskEncryption } from '../../../../shared/controls/disk-encryption/index.ts';
import { policy } from '../../../../shared/controls/disk-encryption/policy.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { macos } from './macos.ts';
import { parseFdesetup } from './parse-macos.ts';

type Dict = Record<string, PlistValue>;

const on = 'FileVault is On.\n';
const off = 'FileVault is Off.\n';

const volume = (over: Dict = {}): Dict => ({
  DeviceIdentifier: 'disk3s5',
  Name: 'Data',
  Roles: ['Data'],
  FileVault: true,
  Encryption: true,
  Locked: false,
  CryptoMigrationOn: false,
  ...over,
});
const system = volume({ DeviceIdentifier: 'disk3s1', Name: 'Macintosh HD', Roles: ['System'] });
const own = ['Preboot', 'Recovery', 'VM'].map(role =>
  volume({ Name: role, Roles: [role], FileVault: false, Encryption: false }),
);
const container = (volumes: Dict[], over: Dict = {}): Dict => ({
  ContainerReference: 'disk3',
  DesignatedPhysicalStore: 'disk0s2',
  Volumes: volumes,
  ...over,
});

interface Mac {
  fdesetup?: string;
  containers?: Dict[];
  apfs?: string;
  /** Of the other physical stores. */
  store?: Dict | string;
  partitions?: Dict[];
}

function mac({ fdesetup = on, containers = [container([system, volume(), ...own])], ...rest }: Mac = {}) {
  const store = rest.store ?? { Internal: true, BusProtocol: 'PCI-Express' };
  const disk = { Content: 'GUID_partition_scheme', DeviceIdentifier: 'disk0' };
  const diskutil = (args: readonly string[]) => {
    if (args[0] === 'apfs') return ended(rest.apfs ?? build({ Containers: containers }));
    if (args[0] === 'list')
      return ended(build({ AllDisksAndPartitions: [{ ...disk, Partitions: rest.partitions ?? [] }] }));
    if (args[2] === '/') return ended(build({ APFSContainerReference: 'disk3', Internal: true }));
    return ended(typeof store === 'string' ? store : build(store));
  };
  return scriptedMachine({ commands: { fdesetup: ended(fdesetup), diskutil } });
}

async function look(given?: Mac) {
  const seen = await observe(diskEncryption, macos, mac(given));
  return judge(diskEncryption, seen, policy.parse({}), 'caretaker test');
}
const verdict = async (given?: Mac) => {
  const { state, reason } = await look(given);
  return `${state} ${reason}`;
};
const one = (over: Dict) => [container([volume(over)])];

describe('disk encryption on macOS', () => {
  it('is on when fdesetup and diskutil agree, and leaves out what only the system writes', async () => {
    const finding = await look();
    expect(`${finding.state} ${finding.reason}`).to.equal('met encrypted');
    expect(finding.evidence.parts.map(part => part.name)).to.deep.equal(['Data']);
  });

  it('is off when both say so, also where the hardware encrypts without a password', async () => {
    const finding = await look({ fdesetup: off, containers: one({ FileVault: false }) });
    expect(`${finding.state} ${finding.reason}`).to.equal('not_met not_encrypted');
    expect(finding.evidence.parts[0]?.facts.detail).to.match(/only the hardware/);
  });

  it('does not know when they contradict each other', async () => {
    expect(await verdict({ containers: one({ FileVault: false }) })).to.equal('unknown not_understood');
    expect(await verdict({ fdesetup: off })).to.equal('unknown not_understood');
  });

  it('tells a disk on its way from one that has arrived', async () => {
    const moving = (word: string) => `FileVault is On.\n${word} in progress: Percent completed = 45.00\n`;
    // Both witnesses tell of it, so that neither is believed alone.
    const containers = one({ CryptoMigrationOn: true });
    expect(await verdict({ fdesetup: moving('Encryption'), containers })).to.equal('not_met encrypting');
    expect(await verdict({ fdesetup: moving('Decryption'), containers })).to.equal('not_met decrypting');
    expect(await verdict({ containers })).to.equal('unknown not_understood');
  });

  it('judges an older Mac, whose volume has no role', async () => {
    expect(await verdict({ containers: one({ Roles: [] }) })).to.equal('met encrypted');
  });

  it('counts a second built-in disk, and one of which nothing is told, but not a stick or an image', async () => {
    const second = container([volume({ Name: 'Films', Roles: [], FileVault: false })], {
      ContainerReference: 'disk5',
      DesignatedPhysicalStore: 'disk4s1',
    });
    const containers = [container([volume()]), second];
    expect(await verdict({ containers })).to.equal('not_met not_encrypted');
    expect(await verdict({ containers, store: 'no list' })).to.equal('not_met not_encrypted');
    expect(await verdict({ containers, store: { BusProtocol: 'Disk Image' } })).to.equal('met encrypted');
    expect(await verdict({ containers, store: { Internal: false } })).to.equal('met encrypted');
  });

  it('does not know about a built-in partition of another kind', async () => {
    const partitions = [
      { Content: 'EFI', DeviceIdentifier: 'disk0s1' },
      { Content: 'Apple_APFS', DeviceIdentifier: 'disk0s2' },
      { Content: 'Microsoft Basic Data', DeviceIdentifier: 'disk0s3', VolumeName: 'BOOTCAMP' },
    ];
    expect(await verdict({ partitions })).to.equal('unknown not_understood');
    expect(await verdict({ partitions: partitions.slice(0, 2) })).to.equal('met encrypted');
  });

  it('does not know when the system’s volume is not among them, or a sentence is not known', async () => {
    const elsewhere = [container([volume()], { ContainerReference: 'disk9' })];
    expect(await verdict({ containers: elsewhere })).to.equal('unknown system_volume_not_seen');
    for (const text of ['FileVault est activé.\n', 'FileVault is On, but needs to be restarted to finish.\n'])
      expect(await verdict({ fdesetup: text })).to.equal('unknown unrecognised_output');
  });

  it('lives through any cut and any other number in diskutil’s list', async () => {
    const whole = build({ Containers: one({ FileVault: false }) });
    await onMutations(whole, async apfs => {
      expect((await look({ apfs, fdesetup: off })).state).to.not.equal('met');
    });
  });

  itOnRecorded('reads fdesetup’s recorded sentences, and keeps no name', () => {
    expect(parseFdesetup(recorded('macos/fdesetup-status/on.txt')).on).to.equal(true);
    expect(parseFdesetup(recorded('macos/fdesetup-status/off.txt'))).to.deep.equal({
      on: false,
      moving: null,
      detail: null,
    });
    const deferred = parseFdesetup(recorded('macos/fdesetup-status/off-deferred.txt'));
    expect(deferred).to.deep.include({ on: false, detail: 'to be turned on at the next sign-in' });
  });

  itOnRecorded('lives through any cut of them: never encrypted, whatever diskutil says', async () => {
    for (const name of ['off', 'off-deferred'])
      await onMutations(recorded(`macos/fdesetup-status/${name}.txt`), async fdesetup => {
        expect((await look({ fdesetup })).state).to.not.equal('met');
      });
    await onMutations(recorded('macos/fdesetup-status/on.txt'), async fdesetup => {
      if (fdesetup.trim() !== 'FileVault is On.')
        expect((await look({ fdesetup })).state).to.equal('unknown');
    });
  });

  itOnRecorded('takes a recorded stick for portable, and nothing less than the whole of it', async () => {
    const stick = recorded('macos/diskutil-info-plist/usb-stick-fat32-whole-disk.plist');
    const second = container([volume({ Name: 'Stick', Roles: [], FileVault: false })], {
      ContainerReference: 'disk5',
      DesignatedPhysicalStore: 'disk4',
    });
    const containers = [container([volume()]), second];
    expect(await verdict({ containers, store: stick })).to.equal('met encrypted');
    await onMutations(stick, async store => {
      const { state } = await look({ containers, store });
      if (!store.trim().endsWith('</plist>')) expect(state).to.equal('not_met');
    });
  });
});
