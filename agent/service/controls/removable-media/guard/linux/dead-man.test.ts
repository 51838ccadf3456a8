/** The end of a permission as systemd keeps it: nothing opens for a time that nothing else would end. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import type { Closed } from '../hands.ts';
import type { Stick } from '../stick.ts';
import { endedList } from './ended-list.ts';
import { LinuxHands } from './hands.ts';
import { shutInTime } from './shut-in-time.ts';

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

  it('is shut at its end without the service, and of what the service opened beside it nothing', async () => {
    tree.device('1-2', ['08:06:50'], { authorized: '0', devnum: '6' });
    tree.disk('1-2', 'sdc');
    const machine = scriptedMachine({ commands: { blockdev: ended(''), 'systemd-run': ended('') } });
    const openedList = join(tree.folder, 'run/caretaker-media/opened');
    const parts = { machine, roots: tree.roots, openedList };
    const service = new LinuxHands({ ...parts, systemd: true });
    const sticks = await service.present();
    for (const stick of sticks)
      await service.open(stick, { access: 'read_only', user: 'maria', withinMs: 60_000 });
    const devices = () => [
      ...new Set(
        readFileSync(openedList, 'utf8')
          .trim()
          .split('\n')
          .map(line => line.split(' ')[1]),
      ),
    ];
    expect(devices()).to.include.members(['/dev/sdb', '/dev/sdc']);
    const own = sticks.find(({ place }) => place === '1-2');
    if (own === undefined) throw new Error('no stick');
    await shutInTime(new LinuxHands({ ...parts, direct: true, beside: true }), { ...own, port: '1-2' });
    expect(devices()).to.include('/dev/sdb').and.not.include('/dev/sdc');
  });

  it('is not shut again and again where it was taken out, and is told where it stays open', async () => {
    const [stick] = await new LinuxHands({ machine: scriptedMachine({}), roots: tree.roots }).present();
    if (stick === undefined) throw new Error('no stick');
    const tried = async (answer: Closed, insertion = stick.insertion) => {
      const forced: boolean[] = [];
      const close = (_stick: Stick, force: boolean) => {
        forced.push(force);
        return Promise.resolve(answer);
      };
      const hands = { present: () => Promise.resolve([stick]), close };
      const end = await shutInTime(hands, { port: '1-1', insertion }, 0).catch(error => error.message);
      return [forced, end];
    };
    expect(await tried('closed')).to.deep.equal([[false], undefined]);
    expect(await tried('gone')).to.deep.equal([[false], undefined]);
    expect(await tried('gone', 'boot-1/1-99'), 'another one').to.deep.equal([[], undefined]);
    const said = '1-1 could not be shut';
    expect(await tried('busy')).to.deep.equal([[false, false, true, true], said]);
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
