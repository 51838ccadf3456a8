import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { stickOf } from '../../../../../../test/support/media-world.ts';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import { LinuxHands } from './hands.ts';
import { Sysfs } from './sysfs.ts';

describe('the disk that a computer runs from', () => {
  let tree: UsbSysfs;
  beforeEach(() => {
    tree = new UsbSysfs();
    tree.device('1-1', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1', 'sdb');
    tree.write('sys/block/sdb/dev', '8:16\n');
    tree.write('sys/block/sdb/sdb1/dev', '8:17\n');
  });
  afterEach(() => tree.remove());

  /** `dm-1` (a volume) lies in `dm-0` (a container) on `sdb1`. */
  const layers = () => {
    mkdirSync(join(tree.folder, 'sys/block/sdb/sdb1/holders/dm-0'), { recursive: true });
    mkdirSync(join(tree.folder, 'sys/block/dm-0/holders/dm-1'), { recursive: true });
    tree.write('sys/block/dm-0/dm/name', 'luks-root\n');
    tree.write('sys/block/dm-1/dm/name', 'vg-root\n');
    for (const name of ['dm-0', 'dm-1']) tree.write(`sys/block/${name}/dev`, `253:${name.at(-1)}\n`);
  };
  const mounted = (...lines: string[]) => tree.write('proc/1/mountinfo', `${lines.join('\n')}\n`);
  const isStick = () => new Sysfs(tree.roots).stick('1-1') !== null;

  it('is never a stick, whatever its mount calls it and however many layers lie between', () => {
    layers();
    for (const root of [
      '8:17 / / rw - ext4 /dev/sdb1 rw',
      '8:17 / / rw - ext4 /dev/root rw',
      '253:0 / / rw - ext4 /dev/mapper/luks-root rw',
      '253:1 / / rw - ext4 /dev/mapper/vg-root rw',
      '0:30 /@ / rw - btrfs /dev/mapper/luks-root rw',
      '0:30 /@ / rw - btrfs /dev/sdb1 rw',
    ]) {
      mounted(`22 1 ${root}`);
      expect(isStick(), root).to.equal(false);
      expect(new Sysfs(tree.roots).runsFromUsb(), root).to.equal(true);
    }
    const system = '22 1 8:1 / / rw - ext4 /dev/sda1 rw';
    mounted(system, '23 22 253:1 / /home rw - ext4 /dev/mapper/vg-root rw');
    expect(isStick(), 'people’s files').to.equal(false);
    mounted(system, '23 22 8:17 / /media/maria/A rw - vfat /dev/sdb1 rw');
    expect(isStick(), 'a stick that somebody opened').to.equal(true);
    // Whoever is signed in mounts such things, and names their source as they like.
    mounted(system, '23 22 0:50 / /home/maria/x rw - fuse.x /dev/sdb1 rw');
    expect(isStick(), 'named by somebody in their own folder').to.equal(true);
    expect(new Sysfs(tree.roots).runsFromUsb()).to.equal(false);
  });

  it('is not one that somebody mounted below a place of the system later, though that one is no stick either', () => {
    const system = '22 1 8:1 / / rw - ext4 /dev/sda1 rw';
    const runsFrom = () => new Sysfs(tree.roots).runsFromUsb();
    for (const place of ['/srv/backup', '/home', '/var/lib/x']) {
      mounted(system, `23 22 8:17 / ${place} rw - ext4 /dev/sdb1 rw`);
      for (const options of ['noauto', 'defaults,nofail']) {
        tree.write('etc/fstab', `UUID=1 ${place} ext4 ${options} 0 2\n`);
        expect([isStick(), runsFrom()], place).to.deep.equal([false, false]);
      }
      tree.write('etc/fstab', `UUID=1 ${place} ext4 defaults 0 2\n`);
      expect(runsFrom(), `${place} from the start`).to.equal(true);
    }
    for (const place of ['/boot/efi', '/usr']) {
      mounted(system, `23 22 8:17 / ${place} rw - ext4 /dev/sdb1 rw`);
      expect(runsFrom(), place).to.equal(true);
    }
  });

  it('is also what it swaps to', () => {
    layers();
    mounted('22 1 8:1 / / rw - ext4 /dev/sda1 rw', '23 22 8:17 / /mnt/data rw - ext4 /dev/sdb1 rw');
    const header = 'Filename\tType\tSize\tUsed\tPriority\n';
    for (const swap of ['/dev/dm-1 partition', '/dev/sdb1 partition', '/mnt/data/swapfile file']) {
      tree.write('proc/swaps', `${header}${swap}\t1\t0\t-2\n`);
      expect(isStick(), swap).to.equal(false);
    }
    tree.write('proc/swaps', `${header}/swapfile file\t1\t0\t-2\n`);
    expect(isStick()).to.equal(true);
  });

  it('may be any while it cannot be told: then none is a stick, and that is said', () => {
    for (const root of [
      '0:30 / / rw - overlay overlay rw',
      '0:30 / / rw - btrfs /dev/root rw',
      '7:0 / / ro - squashfs /dev/loop0 ro',
    ]) {
      mounted(`22 1 ${root}`);
      expect(isStick(), root).to.equal(false);
      expect(() => new Sysfs(tree.roots).sticks(), root).to.throw('from which disk this computer runs');
    }
    mounted('nonsense');
    expect(isStick()).to.equal(false);
    mounted('22 1 0:30 / / rw - nfs4 server:/root rw');
    expect(isStick(), 'another computer’s').to.equal(true);
  });

  it('is no other’s business: a card that stays in its reader for good is none either', () => {
    tree.device('1-1', ['08:06:50'], { authorized: '1', removable: 'fixed' });
    tree.write('sys/block/sdb/removable', '1\n');
    const system = '22 1 8:1 / / rw - ext4 /dev/sda1 rw';
    const at = (place: string) => mounted(system, `23 22 8:17 / ${place} rw - vfat /dev/sdb1 rw`);
    mounted(system);
    expect(isStick(), 'mounted nowhere').to.equal(true);
    for (const place of ['/media/maria/CARD', '/run/media/maria/CARD']) {
      at(place);
      expect(isStick(), place).to.equal(true);
    }
    mounted(system, '23 22 0:50 / /home/maria/x rw - fuse.x /dev/sdb1 rw');
    expect(isStick(), 'named by somebody in their own folder').to.equal(true);
    at('/mnt/data');
    expect(isStick(), 'where an administrator mounts').to.equal(false);
    tree.write('etc/fstab', '# a card\nUUID=1234-ABCD\t/media/library vfat defaults 0 2\n');
    at('/media/library');
    expect(isStick(), 'an administrator’s entry').to.equal(false);
    tree.device('1-1', ['08:06:50'], { authorized: '1', removable: 'removable' });
    expect(isStick(), 'a stick from outside').to.equal(true);
  });

  it('is left alone with everything on it when it is to be shut', async () => {
    layers();
    mounted('22 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw');
    const asked: string[] = [];
    const machine = {
      ...scriptedMachine({}),
      run: async (command: string) => {
        asked.push(command);
        return ended('');
      },
    };
    const openedList = join(tree.folder, 'run/opened');
    const hands = new LinuxHands({ machine, direct: true, roots: tree.roots, openedList });
    expect(await hands.present()).to.deep.equal([]);
    const meant = { ...stickOf({ place: '1-1', admitted: true }), insertion: 'boot-1/1-5' };
    expect(await hands.close(meant, true)).to.equal('gone');
    expect(asked).to.deep.equal([]);
  });
});
