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
