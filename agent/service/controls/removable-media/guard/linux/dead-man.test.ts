/** The end of a permission as systemd keeps it: nothing opens for a time that nothing else would end. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import { endedList } from './ended-list.ts';
import { LinuxHands } from './hands.ts';

const failed = ended('', { exit: 1, stderr: 'Failed to start transient timer unit' });

describe('a stick that is open for a time on Linux', () => {
  let tree: UsbSysfs;
  beforeEach(() => {
    tree = new UsbSysfs();
    tree.device('1-1', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1', 'sdb');
  });
  afterEach(() => tree.remove());

  async function opening(over: { taken: boolean; waits: boolean; systemd?: boolean }) {
    const ran: string[][] = [];
    const told = (name: string, fine: boolean) => (args: readonly string[]) => {
      ran.push([name, ...args]);
      return fine ? ended('') : failed;
    };
    const machine = scriptedMachine({
      commands: {
        blockdev: ended(''),
        'systemd-run': told('systemd-run', over.taken),
        systemctl: told('systemctl', over.waits),
      },
    });
    const openedList = join(tree.folder, 'run/caretaker-media/opened');
    const { systemd = true } = over;
    const hands = new LinuxHands({ machine, systemd, roots: tree.roots, openedList });
    const [stick] = await hands.present();
    if (stick === undefined) throw new Error('no stick');
    const opens = await hands
      .open(stick, { access: 'read_only', user: 'maria', withinMs: 60_000 })
      .then(() => 'opened')
      .catch(error => (error as Error).message);
    return { opens, ran, isListed: existsSync(openedList) };
  }

  it('is opened when systemd took on its end', async () => {
    const { opens, ran, isListed } = await opening({ taken: true, waits: false });
    expect([opens, isListed]).to.deep.equal(['opened', true]);
    expect(ran[0]).to.include('--on-active=60s');
    expect(ran.map(([name]) => name)).to.not.include('systemctl');
  });

  it('is opened when that end waits already, as after a restart of the service', async () => {
    const { opens, ran, isListed } = await opening({ taken: false, waits: true });
    expect([opens, isListed]).to.deep.equal(['opened', true]);
    expect(ran[1]).to.deep.equal(['systemctl', 'is-active', '--quiet', 'caretaker-media-end-1-5.timer']);
  });

  it('stays shut when systemd did not take it on, and where there is no systemd', async () => {
    for (const systemd of [true, false]) {
      const { opens, isListed } = await opening({ taken: false, waits: false, systemd });
      expect([opens, isListed]).to.deep.equal(['systemd did not take on to shut it in time', false]);
    }
  });

  it('is listed as ended beside the list of what is open, and in no file when none is', () => {
    const path = join(tree.folder, 'run/caretaker-media/ended');
    const list = endedList(path);
    expect(list.read()).to.deep.equal([]);
    list.write(['a', 'b']);
    expect(list.read()).to.deep.equal(['a', 'b']);
    expect(readFileSync(path, 'utf8')).to.equal('a\nb\n');
    list.write([]);
    expect(existsSync(path)).to.equal(false);
    list.write([]);
  });
});
