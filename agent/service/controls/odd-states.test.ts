/** Machines as they really go wrong, each of which looks fine at the first look. None may be *met*. Answers are composed. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { antivirus } from '../../../shared/controls/antivirus/index.ts';
import type { ControlMeaning } from '../../../shared/controls/control.ts';
import { diskEncryption } from '../../../shared/controls/disk-encryption/index.ts';
import { judge } from '../../../shared/controls/judge.ts';
import { localAccounts } from '../../../shared/controls/local-accounts/index.ts';
import { osUpdates } from '../../../shared/controls/os-updates/index.ts';
import { itWhen } from '../../../test/support/recorded.ts';
import { ended, type Script, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { windows as windowsAntivirus } from './antivirus/windows.ts';
import type { Backend } from './control.ts';
import { linux as linuxDisks } from './disk-encryption/linux.ts';
import { windows as windowsDisks } from './disk-encryption/windows.ts';
import { linux as linuxAccounts } from './local-accounts/linux.ts';
import { windows as windowsAccounts } from './local-accounts/windows.ts';
import { observe } from './observe.ts';
import { linux as linuxUpdates } from './os-updates/linux.ts';
import { pinnedPackages, readsSecuritySource } from './os-updates/parse-apt.ts';

async function verdict(
  meaning: ControlMeaning,
  backend: Backend<unknown>,
  script: Script,
  asked: object = {},
) {
  const policy = meaning.policy.parse(asked);
  const machine = scriptedMachine({ privileged: true, ...script });
  const { state, reason } = judge(
    meaning,
    await observe(meaning, backend, machine, { policy }),
    policy,
    'test',
  );
  return `${state} ${reason}`;
}
const powershell = (answer: object): Script => ({
  commands: { powershell: ended(JSON.stringify({ language: 'FullLanguage', answer })) },
});

describe('two products against viruses', () => {
  const product = (name: string, state: number, exists = true) => {
    const mine = name === 'Windows Defender';
    const guid = mine ? '{D68DDC3A-831F-4fae-9E44-DA132C1ACF46}' : '{BAF124F4-FA00-8560-3FDE-6C380446AEFB}';
    return { name, guid, program: `C:\\${name}.exe`, product: `C:\\${name}.exe`, exists, state };
  };
  const [on, off, expired] = [0x41000, 0x40000, 0x43000];
  const look = (other: object, mode: string, mine: number) =>
    verdict(
      antivirus,
      windowsAntivirus,
      powershell({
        system: { rows: [{ productType: 1 }] },
        services: { rows: ['wscsvc', 'WinDefend'].map(name => ({ name, state: 'Running' })) },
        center: { rows: [other, product('Windows Defender', mine)] },
        defender: {
          rows: [
            {
              ...{
                mode,
                service: true,
                antivirus: true,
                realTime: true,
                version: '4',
                listVersion: '1.1.1.1',
              },
              ...{
                listAt: '2026-11-20T12:00:00Z',
                listAge: 1,
                tamper: true,
                quickScanAt: null,
                fullScanAt: null,
              },
            },
          ],
        },
      }),
    );

  it('of which one has expired and the other leaves protection to it, are none', async () =>
    expect(await look(product('Norton', expired), 'Passive Mode', 0x60100)).to.equal('not_met not_running'));

  it('of which one was taken off and left its entry, while the other still waits for it, are not known', async () =>
    expect(await look(product('Norton', on, false), 'Passive Mode', 0x60100)).to.equal(
      'unknown not_answering',
    ));

  it('of which one is off and the other on, are one', async () =>
    expect(await look(product('Norton', off), 'Normal', 0x61100)).to.equal('met protected'));
});

describe('disks that look encrypted', () => {
  const volume = (over: object = {}) => ({
    ...{ deviceId: '\\\\?\\Volume{1}\\', driveLetter: 'C:', volumeType: 0 },
    ...{ conversionResult: 0, conversionStatus: 1, protectionResult: 0, protectionStatus: 1 },
    ...{ methodResult: 0, encryptionMethod: 6, protectorsResult: 0, recoveryProtectors: 1, suspendCount: 0 },
    ...over,
  });
  const bitlocker = (...volumes: object[]) => verdict(diskEncryption, windowsDisks, powershell({ volumes }));

  it('are not, while BitLocker is suspended for two restarts, waits to be activated, or left out a second disk', async () => {
    expect(await bitlocker(volume({ protectionStatus: 0, suspendCount: 2 }))).to.equal('not_met suspended');
    expect(await bitlocker(volume({ protectionStatus: 0, recoveryProtectors: 0 }))).to.equal(
      'not_met suspended',
    );
    const second = {
      driveLetter: 'D:',
      volumeType: 1,
      conversionStatus: 0,
      protectionStatus: 0,
      encryptionMethod: 0,
    };
    expect(await bitlocker(volume(), volume(second))).to.equal('not_met not_encrypted');
  });

  const crypt = (name: string, points: (string | null)[], uuid?: string) => ({
    ...{ name: `${name}-part`, type: 'part', fstype: 'crypto_LUKS', mountpoints: [null] },
    children: [{ name, type: 'crypt', fstype: 'btrfs', mountpoints: points, uuid }],
  });
  const disk = (name: string, ...children: object[]) => ({
    name,
    type: 'disk',
    mountpoints: [null],
    children,
  });
  const boot = { name: 'sda1', type: 'part', fstype: 'ext4', mountpoints: ['/boot'] };
  const luks = (
    given: { files?: Script['files']; disks?: object[]; mounts?: string[]; swaps?: string } = {},
  ) =>
    verdict(diskEncryption, linuxDisks, {
      commands: {
        lsblk: ended(
          JSON.stringify({ blockdevices: given.disks ?? [disk('sda', boot, crypt('root', ['/']))] }),
        ),
        cryptsetup: ended('/dev/mapper/x is active.\n  type:    LUKS2\n  cipher:  aes-xts-plain64\n'),
      },
      files: {
        '/proc/self/mounts': (given.mounts ?? ['/dev/mapper/root / btrfs', '/dev/sda1 /boot ext4'])
          .map(mount => `${mount} rw 0 0\n`)
          .join(''),
        '/proc/swaps': `Filename Type Size Used Priority\n${given.swaps ?? ''}`,
        ...given.files,
      },
    });
  const crypttab = (line: string) => luks({ files: { '/etc/crypttab': `# names\n${line}\n` } });

  it('are not, where LUKS opens by itself with a key that lies on the boot partition', async () => {
    expect(await luks()).to.equal('met encrypted');
    expect(await crypttab('root UUID=1 none luks,discard')).to.equal('met encrypted');
    expect(await crypttab('root UUID=1 /etc/keys/root.key luks')).to.equal('not_met suspended');
    expect(await crypttab('root UUID=1 /boot/root.key luks')).to.equal('not_met suspended');
    expect(await crypttab('root UUID=1 /key:UUID=stick luks'), 'on a stick').to.equal('met encrypted');
    expect(await crypttab('root UUID=1 - tpm2-device=auto'), 'in the TPM').to.equal('met encrypted');
    expect(await crypttab('other UUID=1 /etc/keys/other.key luks'), 'below the root').to.equal(
      'met encrypted',
    );
    const started = { '/proc/cmdline': 'root=/dev/mapper/root rd.luks.key=/crypto_keyfile.bin quiet\n' };
    expect(await luks({ files: started })).to.equal('not_met suspended');
    // Nothing is apart from what is encrypted: whoever has the disk has no first stage to read the key from.
    const whole = { disks: [disk('sda', crypt('root', ['/']))], mounts: ['/dev/mapper/root / btrfs'] };
    expect(await luks({ ...whole, files: { '/etc/crypttab': 'root UUID=1 /key luks\n' } })).to.equal(
      'met encrypted',
    );
  });

  it('are not, where the file system goes on over a second disk, or swaps beside them', async () => {
    const open = (uuid: string) =>
      disk('sdb', { name: 'sdb1', type: 'part', fstype: 'btrfs', mountpoints: [null], uuid });
    const first = disk('sda', boot, crypt('root', ['/'], 'one'));
    expect(await luks({ disks: [first, open('one')] })).to.equal('not_met not_encrypted');
    expect(await luks({ disks: [first, open('another')] })).to.equal('met encrypted');
    const swap = { name: 'sda3', type: 'part', fstype: 'swap', mountpoints: ['[SWAP]'] };
    const beside = {
      disks: [disk('sda', boot, crypt('root', ['/']), swap)],
      swaps: '/dev/sda3 partition 1 0 -2\n',
    };
    expect(await luks(beside)).to.equal('not_met not_encrypted');
  });
});

describe('accounts that look in order', () => {
  const hash = '$y$j9T$notAHash$notAHashAtAll';
  const rows = (...all: string[]) => `${all.join('\n')}\n`;
  const people = (...further: string[]) =>
    rows(
      'root:x:0:0::/root:/bin/bash',
      'ann:x:1000:1000::/:/bin/bash',
      'ben:x:1001:1001::/:/bin/bash',
      ...further,
    );
  const secrets = (...further: string[]) =>
    rows(...['root:!', `ann:${hash}`, `ben:${hash}`, ...further].map(row => `${row}:20000:0:99999:7:::`));
  const files = (over: Script['files'] = {}): Script => ({
    files: {
      '/etc/passwd': people(),
      '/etc/shadow': secrets(),
      '/etc/group': rows('root:x:0:', 'sudo:x:27:ann'),
      '/etc/sudoers': '%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n',
      '/etc/sudoers.d': [],
      '/etc/nsswitch.conf': 'passwd: files\n',
      ...over,
    },
  });
  const asked = { approvedAdministrators: ['ann'] };
  const linux = (over?: Script['files']) => verdict(localAccounts, linuxAccounts, files(over), asked);
  const sudo = (text: string) => linux({ '/etc/sudoers.d': ['x'], '/etc/sudoers.d/x': text });
  const bad = 'not_met administrator_not_approved';

  it('are not, where sudo’s rules give everything in another way than by saying so', async () => {
    expect(await linux()).to.equal('met accounts_in_order');
    for (const text of [
      'ben ALL=(root) NOPASSWD: /bin/bash\n',
      'ben ALL=(root) NOPASSWD: /usr/bin/apt update, /usr/bin/su -\n',
      'ben ALL=(root) /usr/bin/\n',
      'ben ALL=(root) ALL, !/usr/bin/passwd root\n',
      'Cmnd_Alias REPAIR = /usr/bin/apt, SHELLS : SHELLS = /bin/dash\nben ALL = REPAIR\n',
      'ann, ben ALL=(ALL) ALL\n',
      '%staff,ben ALL=(ALL) ALL\n',
      'ben here = /bin/ls : there = ALL\n',
    ])
      expect(await sudo(text), text).to.equal(bad);
    for (const text of [
      'ben ALL=(root) /usr/bin/apt update\n',
      'ben ALL=(root) /usr/bin/systemctl restart cups, !/bin/bash\n',
      'Cmnd_Alias PRINT = /usr/bin/lpadmin\nben ALL = NOPASSWD: PRINT\n',
    ])
      expect(await sudo(text), text).to.equal('met accounts_in_order');
    for (const text of ['ben ALL = ELSEWHERE\n', 'ALL ALL=(ALL) ALL\n', '@include x.%h\n'])
      expect(await sudo(text), text).to.equal('unknown not_seen');
    const included = {
      '/etc/sudoers': '@include sudoers.local\n',
      '/etc/sudoers.local': 'ben ALL=(ALL) ALL\n',
    };
    expect(await linux(included)).to.equal(bad);
  });

  it('are not, where somebody is in a group that is as good as root, or hides among the system’s numbers', async () => {
    for (const group of ['docker', 'lxd', 'disk'])
      expect(await linux({ '/etc/group': rows('root:x:0:', `${group}:x:99:ben`) }), group).to.equal(bad);
    const hidden = (uid: number, groups: string) =>
      linux({
        '/etc/passwd': people(`svc:x:${uid}:${uid}::/:/bin/bash`),
        '/etc/shadow': secrets(`svc:${hash}`),
        '/etc/group': rows('root:x:0:', `sudo:x:27:ann${groups}`),
      });
    expect(await hidden(997, ',svc')).to.equal(bad);
    expect(await hidden(61_000, ',svc')).to.equal(bad);
    expect(await hidden(0, '')).to.equal(bad);
    expect(await hidden(997, '')).to.equal('met accounts_in_order');
  });

  it('are not, where a group that holds everybody, or of which nobody here knows, is among Windows’ administrators', async () => {
    const sid = (number: number) => `S-1-5-21-1-2-3-${number}`;
    const account = (name: string, number: number) => ({
      // Of one that is on, Windows does not tell whether the password is empty.
      ...{ name, sid: sid(number), disabled: true, passwordRequired: true },
    });
    const windows = (further: string[], domain = false) =>
      verdict(
        localAccounts,
        windowsAccounts,
        powershell({
          ...{ computer: 'L', domain, role: 0, entra: { rows: [] } },
          ...{ autoLogon: '', autoLogonName: '', autoLogonDomain: '' },
          accounts: [account('Administrator', 500), account('ann', 1001), account('ben', 1002)],
          administrators: {
            rows: [sid(500), sid(1001), ...further].map(one => ({ sid: one, name: '' })),
          },
          remote: { rows: [] },
        }),
        asked,
      );
    expect(await windows([])).to.equal('met accounts_in_order');
    for (const all of ['S-1-1-0', 'S-1-5-11', 'S-1-5-32-545', 'S-1-5-4'])
      expect(await windows([all]), all).to.equal(bad);
    expect(await windows(['S-1-5-21-9-9-9-512'])).to.equal('unknown not_seen');
    expect(await windows(['S-1-5-21-9-9-9-512'], true), 'the directory’s, and not on the list').to.equal(bad);
  });
});

describe('updates that look installed', () => {
  it('are not, where the package that waits for its fix is held', async () => {
    const count = (n: number) => `${n} upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`;
    const fix = 'Inst openssl [3.0.1] (3.0.2 Debian-Security:12/stable-security [amd64])\n';
    const lists = '/var/lib/apt/lists';
    const found = await verdict(osUpdates, linuxUpdates, {
      commands: {
        'apt-get': args => ended(args.includes('--ignore-hold') ? fix + count(1) : count(0)),
        'apt-cache': ended(
          ' 500 http://x\n     release n=bookworm-security,l=Debian-Security\nPinned packages:\n',
        ),
      },
      files: {
        [lists]: ['a_bookworm-security_InRelease'],
        [`${lists}/a_bookworm-security_InRelease`]: '',
        '/etc/os-release': '',
      },
      modified: { [lists]: Date.UTC(2026, 10, 21) },
    });
    expect(found).to.equal('unknown update_age_not_known');
  });

  const apt = existsSync('/usr/bin/apt-cache') ? null : 'apt is not here';
  itWhen(apt, 'are told by apt itself, where a source is turned down and a package is pinned', () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-pins-'));
    try {
      const file = join(folder, 'pins');
      const down = 'Package: *\nPin: release n=*\nPin-Priority: 50\n';
      writeFileSync(file, `${down}\nPackage: apt\nPin: release n=*\nPin-Priority: -10\n`);
      const args = ['-o', `Dir::Etc::Preferences=${file}`, 'policy'];
      const policy = execFileSync('apt-cache', args, {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      });
      expect(readsSecuritySource(policy)).to.equal(false);
      const others = pinnedPackages(policy)?.filter(name => name !== 'apt');
      expect(others).to.deep.equal([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
