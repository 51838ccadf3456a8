import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import { LinuxHands } from './hands.ts';

describe('what stays on while it is shut', () => {
  it('is made read-only first, and is not shut while a file on it is open', async () => {
    const tree = new UsbSysfs();
    try {
      tree.device('1-3', ['08:06:50'], { authorized: '1', removable: 'fixed' });
      tree.disk('1-3', 'sdb');
      tree.write('sys/block/sdb/removable', '1\n');
      const system = '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
      const mount = '23 22 8:17 / /media/maria/CARD rw - vfat /dev/sdb1 rw\n';
      tree.write('proc/1/mountinfo', `${system}${mount}`);
      const ran: string[] = [];
      const note = (name: string) => (args: readonly string[]) => {
        ran.push([name, ...args].join(' '));
        if (args[0] === '-l') tree.write('proc/1/mountinfo', system);
        return ended('');
      };
      const machine = scriptedMachine({ commands: { blockdev: note('blockdev'), umount: note('umount') } });
      const held = new Set([join(tree.folder, 'dev/sdb1')]);
      const hands = new LinuxHands({
        ...{ machine, direct: true, roots: tree.roots, openedList: join(tree.folder, 'run/opened') },
        isHeld: device => held.has(device),
      });
      const [card] = await hands.present();
      if (card === undefined) throw new Error('no card');
      expect(await hands.close(card, false)).to.equal('busy');
      expect(await hands.close(card, true)).to.equal('busy');
      expect(ran).to.deep.equal([
        'umount -- /media/maria/CARD',
        'blockdev --setro /dev/sdb /dev/sdb1',
        'umount -l -- /media/maria/CARD',
      ]);
      held.clear();
      expect(await hands.close(card, true)).to.equal('closed');
    } finally {
      tree.remove();
    }
  });

  it('is shut also where somebody mounted it for good meanwhile, and with all others though one is busy', async () => {
    const tree = new UsbSysfs();
    try {
      const system = '22 1 8:1 / / rw - ext4 /dev/sda1 rw\n';
      for (const [port, disk, devnum] of [
        ['1-3', 'sdb', '5'],
        ['1-4', 'sdc', '6'],
      ] as const) {
        tree.device(port, ['08:06:50'], { authorized: '1', removable: 'fixed', devnum });
        tree.disk(port, disk);
        tree.write(`sys/block/${disk}/removable`, '1\n');
      }
      tree.write('proc/1/mountinfo', system);
      const held = new Set([join(tree.folder, 'dev/sdb1'), join(tree.folder, 'dev/sdc1')]);
      const ran: string[] = [];
      const umount = (args: readonly string[]) => {
        ran.push(args.join(' '));
        return ended('');
      };
      const machine = scriptedMachine({ commands: { blockdev: ended(''), udevadm: ended(''), umount } });
      const parts = { machine, direct: true, roots: tree.roots, openedList: join(tree.folder, 'run/opened') };
      const hands = new LinuxHands({ ...parts, isHeld: device => held.has(device) });
      const cards = await hands.present();
      for (const card of cards) await hands.admit(card, new AbortController().signal);
      held.delete(join(tree.folder, 'dev/sdc1'));
      const said = await hands.closeLeftovers(new Set(), true).catch((error: Error) => error.message);
      expect(said).to.equal('1-3 could not be shut');
      expect(readFileSync(join(tree.folder, 'run/admitted'), 'utf8')).to.equal('boot-1/1-5\n');
      const [card] = cards;
      if (card === undefined) throw new Error('no card');
      tree.write('proc/1/mountinfo', `${system}23 22 8:17 / /mnt/x rw - vfat /dev/sdb1 rw\n`);
      expect(await hands.present()).to.have.length(1);
      expect(await hands.close(card, true)).to.equal('busy');
      expect(ran).to.deep.equal(['-l -- /mnt/x']);
    } finally {
      tree.remove();
    }
  });

  it('is not held where nothing can be asked', async () => {
    const tree = new UsbSysfs();
    try {
      tree.device('1-3', ['08:06:50', '03:01:01'], { authorized: '1' });
      tree.disk('1-3', 'sdb');
      const machine = scriptedMachine({});
      const openedList = join(tree.folder, 'run/opened');
      const hands = new LinuxHands({ machine, direct: true, roots: tree.roots, openedList });
      const [stick] = await hands.present();
      if (stick === undefined) throw new Error('no stick');
      expect(await hands.close(stick, true)).to.equal('closed');
    } finally {
      tree.remove();
    }
  });
});
