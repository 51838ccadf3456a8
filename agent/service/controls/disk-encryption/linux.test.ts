/** Trees marked composed are written by hand after what lsblk prints. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { everyCut } from '../../../../test/support/mutated.ts';
import { itOnRecorded, itWhen, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { thisMachine } from '../../system/machine.ts';
import { parseCryptsetupStatus, parseLayerName } from './cipher.ts';
import { linux } from './linux.ts';
import { parseLsblk } from './parse-lsblk.ts';

const noSwap = 'Filename Type Size Used Priority\n';
const never = new AbortController().signal;

interface Given {
  lsblk: unknown;
  mounts: string[];
  swaps?: string;
  cryptsetup?: Parameters<typeof ended>;
  files?: Record<string, string | string[]>;
  privileged?: boolean;
}

async function volumes({ lsblk, mounts, swaps = '', cryptsetup, files = {}, privileged = false }: Given) {
  const machine = scriptedMachine({
    privileged,
    commands: {
      lsblk: ended(typeof lsblk === 'string' ? lsblk : JSON.stringify({ blockdevices: lsblk })),
      cryptsetup: cryptsetup ? ended(...cryptsetup) : missing,
    },
    files: {
      '/proc/self/mounts': mounts.map(mount => `${mount} rw 0 0\n`).join(''),
      '/proc/swaps': noSwap + swaps,
      ...files,
    },
  });
  const seen = await linux.observe(machine, never);
  return seen.volumes.map(volume => [volume.name, volume.role, volume.protection, volume.method]);
}

/** Composed: a laptop with LUKS below LVM, a boot partition, and a stick. */
const laptop = [
  {
    name: 'nvme0n1',
    kname: 'nvme0n1',
    type: 'disk',
    mountpoints: [null],
    rm: false,
    hotplug: false,
    tran: 'nvme',
    children: [
      { name: 'nvme0n1p2', kname: 'nvme0n1p2', type: 'part', mountpoints: ['/boot'] },
      {
        name: 'nvme0n1p3',
        kname: 'nvme0n1p3',
        type: 'part',
        fstype: 'crypto_LUKS',
        mountpoints: [null],
        children: [
          {
            name: 'luks-root',
            kname: 'dm-0',
            type: 'crypt',
            mountpoints: [null],
            children: [
              { name: 'vg-root', kname: 'dm-1', type: 'lvm', fstype: 'ext4', mountpoints: ['/'] },
              { name: 'vg-swap', kname: 'dm-2', type: 'lvm', fstype: 'swap', mountpoints: ['[SWAP]'] },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'sda',
    kname: 'sda',
    type: 'disk',
    mountpoints: [null],
    rm: false,
    hotplug: true,
    tran: 'usb',
    children: [{ name: 'sda1', kname: 'sda1', type: 'part', mountpoints: ['/media/stick'] }],
  },
];
const laptopMounts = [
  '/dev/mapper/vg-root / ext4',
  '/dev/nvme0n1p2 /boot ext4',
  'tmpfs /tmp tmpfs',
  '/dev/sda1 /media/stick vfat',
];
const status = 'luks-root is active and is in use.\n  type:    LUKS2\n  cipher:  aes-xts-plain64\n';

describe('disk encryption on Linux', () => {
  it('finds the encryption below LVM, confirms it as root, and leaves out the boot partition', async () => {
    const seen = await volumes({
      lsblk: laptop,
      mounts: laptopMounts,
      swaps: '/dev/dm-2 partition 999 0 -2\n',
      cryptsetup: [status],
      privileged: true,
    });
    expect(seen).to.deep.equal([
      ['/', 'system', 'on', 'LUKS2 aes-xts-plain64'],
      ['/media/stick', 'removable', 'off', null],
      ['[SWAP] /dev/dm-2', 'swap', 'on', 'LUKS2 aes-xts-plain64'],
    ]);
  });

  it('as an ordinary user believes the kernel’s own name for the layer', async () => {
    const files = { '/sys/class/block/dm-0/dm/uuid': 'CRYPT-LUKS2-0123-luks-root\n' };
    const [root] = await volumes({ lsblk: laptop, mounts: laptopMounts, files });
    expect(root).to.deep.equal(['/', 'system', 'on', 'LUKS2']);
  });

  it('does not call a layer encrypted that nothing vouches for', async () => {
    const [root] = await volumes({ lsblk: laptop, mounts: laptopMounts });
    expect(root?.[2]).to.equal('not_understood');
  });

  it('does not believe a layer when cryptsetup could not look at it', async () => {
    const [root] = await volumes({
      lsblk: laptop,
      mounts: laptopMounts,
      cryptsetup: ['', { exit: 4, stderr: 'Cannot initialize device-mapper.' }],
      privileged: true,
    });
    expect(root?.[2]).to.equal('not_understood');
  });

  it('sees through a cipher that encrypts nothing', () => {
    expect(parseCryptsetupStatus('  type: LUKS1\n  cipher: cipher_null-ecb\n')?.protection).to.equal('off');
    expect(parseCryptsetupStatus('/dev/mapper/x is inactive.\n')).to.equal(undefined);
    expect(parseLayerName('LVM-abc')).to.equal(undefined);
  });

  it('does not call a disk encrypted while LUKS writes it anew, for part of it may still lie open', async () => {
    const status = '  type:    LUKS2\n  reencryption:  in-progress\n  cipher:  aes-xts-plain64\n';
    expect(parseCryptsetupStatus(status)?.protection).to.equal('encrypting');
    const seen = await volumes({
      ...{ lsblk: laptop, mounts: ['/dev/mapper/vg-root / ext4'], privileged: true },
      cryptsetup: [status],
    });
    expect(seen[0]?.[2]).to.equal('encrypting');
    for (const cut of everyCut(status)) {
      const said = parseCryptsetupStatus(cut)?.protection;
      expect(said, cut).to.be.oneOf([undefined, 'encrypting']);
    }
  });

  it('asks that every disk below a mirror is encrypted', async () => {
    const half = (disk: string, inner: object) => ({
      name: disk,
      kname: disk,
      type: 'disk',
      children: [inner],
    });
    const md = { name: 'md0', kname: 'md0', type: 'raid1', mountpoints: ['/'] };
    const seen = await volumes({
      lsblk: [
        half('sda', { name: 'c1', kname: 'dm-0', type: 'crypt', children: [md] }),
        half('sdb', { name: 'sdb1', kname: 'sdb1', type: 'part', children: [md] }),
      ],
      mounts: ['/dev/md0 / ext4'],
    });
    expect(seen).to.deep.equal([['/', 'system', 'off', null]]);
  });

  it('does not know about the root of a container, which lies on no disk that it sees', async () => {
    const disk = [{ name: 'sda', kname: 'sda', type: 'disk', mountpoints: ['/etc/hosts'] }];
    const seen = await volumes({ lsblk: disk, mounts: ['overlay / overlay', '/dev/sda /etc/hosts ext4'] });
    expect(seen).to.deep.include(['/', 'system', 'not_seen', null]);
  });

  it('judges every part of soldered storage, which lsblk calls pluggable as it does a card (composed)', async () => {
    const disk = (name: string, mountpoints: string[]) => ({
      ...{ name, kname: name, type: 'disk', rm: false, hotplug: true },
      children: [
        { name: `${name}p1`, kname: `${name}p1`, type: 'part', rm: false, hotplug: true, mountpoints },
      ],
    });
    const seen = await volumes({
      lsblk: [disk('mmcblk0', ['/srv']), disk('mmcblk1', ['/media/card'])],
      mounts: ['overlay / overlay', '/dev/mmcblk0p1 /srv ext4', '/dev/mmcblk1p1 /media/card vfat'],
      files: {
        '/sys/block': ['mmcblk0', 'mmcblk0boot0', 'mmcblk1'],
        '/sys/block/mmcblk0/device/type': 'MMC\n',
        '/sys/block/mmcblk1/device/type': 'SD\n',
      },
    });
    expect(seen.slice(1)).to.deep.equal([
      ['/srv', 'data', 'off', null],
      ['/media/card', 'removable', 'off', null],
    ]);
  });

  it('does not know about ZFS or a system kept in a file', async () => {
    expect(await volumes({ lsblk: [], mounts: ['rpool/ROOT / zfs'] })).to.deep.equal([
      ['/', 'system', 'not_understood', null],
    ]);
    const loop = [{ name: 'loop0', kname: 'loop0', type: 'loop', mountpoints: ['/'] }];
    expect((await volumes({ lsblk: loop, mounts: ['/dev/loop0 / ext4'] }))[0]?.[2]).to.equal(
      'not_understood',
    );
  });

  it('counts swap on an open partition, but not in compressed memory', async () => {
    const disks = [
      { name: 'sda2', kname: 'sda2', type: 'part', mountpoints: ['[SWAP]'] },
      { name: 'sda1', kname: 'sda1', type: 'part', mountpoints: ['/'] },
    ];
    const swaps = '/dev/sda2 partition 9 0 -2\n/dev/zram0 partition 9 0 100\n';
    const seen = await volumes({ lsblk: disks, mounts: ['/dev/sda1 / ext4'], swaps });
    expect(seen.map(([name]) => name)).to.deep.equal(['/', '[SWAP] /dev/sda2']);
  });

  it('reads the older spelling of lsblk: one mount point, booleans as digits', () => {
    const nodes = parseLsblk(
      '{"blockdevices":[{"name":"/dev/sdb","type":"disk","rm":"1","mountpoint":"/media/x"}]}',
    );
    expect(nodes[0]).to.deep.include({ name: 'sdb', mountPoints: ['/media/x'], removable: true });
  });

  itOnRecorded('reads a recorded laptop with everything but /boot below LUKS', async () => {
    const seen = await volumes({
      lsblk: recorded('linux/lsblk-json/luks-lvm-root-and-swap-mountpoint.json'),
      mounts: [
        '/dev/mapper/example--laptop--vg-root / ext4',
        '/dev/nvme0n1p2 /boot ext2',
        '/dev/nvme0n1p1 /boot/efi vfat',
      ],
      swaps: '/dev/mapper/example--laptop--vg-swap_1 partition 999 0 -2\n',
      cryptsetup: [status],
      privileged: true,
    });
    expect(seen.map(([name, role, protection]) => `${name} ${role} ${protection}`)).to.deep.equal([
      '/ system on',
      '[SWAP] /dev/mapper/example--laptop--vg-swap_1 swap on',
    ]);
  });

  const notHere = existsSync('/usr/bin/lsblk') ? null : 'there is no lsblk here';
  itWhen(notHere, 'agrees with this machine’s own lsblk about what the root lies on', async () => {
    const text = execFileSync('/usr/bin/lsblk', ['-rno', 'TYPE,MOUNTPOINT', '-s'], { encoding: 'utf8' });
    const { volumes: seen } = await linux.observe(thisMachine(), never);
    const root = seen.find(volume => volume.name === '/');
    const rootIsListed = text.split('\n').some(line => line.endsWith(' /'));
    expect(root?.protection !== 'not_seen').to.equal(rootIsListed);
    if (!text.includes('crypt')) expect(root?.protection).to.not.equal('on');
  });
});
