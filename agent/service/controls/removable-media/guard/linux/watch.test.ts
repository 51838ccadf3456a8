import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import type { Seen } from '../hands.ts';
import { Sysfs } from './sysfs.ts';
import { watchLinux } from './watch.ts';

const rule =
  'block id 0781:5567 serial "4C530001" name "Cruzer" hash "a" parent-hash "b" via-port "1-1" with-interface 08:06:50';
const blocked = `[device] PolicyApplied: id=10
 target_new=block
 device_rule=${rule}
 rule_id=4294967294
`;

/** Somebody pulls the stick out just after its word on admittance was read. */
class PulledOut extends Sysfs {
  readonly #pull: (port: string) => void;
  constructor(tree: UsbSysfs) {
    super(tree.roots);
    this.#pull = port => rmSync(join(tree.folder, 'sys/bus/usb/devices', port), { recursive: true });
  }
  override isAuthorized(port: string): boolean | null {
    const authorized = super.isAuthorized(port);
    this.#pull(port);
    return authorized;
  }
  override disks(port: string) {
    const disks = super.disks(port);
    this.#pull(port);
    return disks;
  }
}

describe('a stick that the daemon stopped', () => {
  let tree: UsbSysfs;
  beforeEach(() => {
    tree = new UsbSysfs();
    tree.device('1-1', ['08:06:50'], { serial: '4C530001' });
  });
  afterEach(() => tree.remove());

  async function told(sysfs: Sysfs, stdout = blocked): Promise<Seen[]> {
    const seen: Seen[] = [];
    const end = new AbortController();
    const machine = scriptedMachine({ commands: { usbguard: { ...ended(0), stdout } } });
    const changed = (one?: Seen) => one !== undefined && seen.push(one);
    watchLinux({ machine, sysfs, dev: tree.roots.dev, changed, signal: end.signal });
    await new Promise(resolve => setImmediate(resolve));
    end.abort();
    return seen;
  }

  it('is told in the daemon’s own words while it is there', async () => {
    const seen = await told(new Sysfs(tree.roots));
    expect(seen.map(({ stick }) => stick?.insertion)).to.deep.equal(['boot-1/1-5']);
  });

  it('is not told as a second one without numbers when it is pulled out meanwhile', async () => {
    expect(await told(new PulledOut(tree))).to.deep.equal([]);
  });

  it('is told once where it was turned away and is gone: the daemon says so twice', async () => {
    tree.device('1-1', ['08:06:50'], { devnum: '' });
    const applied = blocked.replaceAll('block', 'reject');
    const changed = applied
      .replace('PolicyApplied', 'PolicyChanged')
      .replace(' target_new', ' target_old=block\n target_new');
    const seen = await told(new Sysfs(tree.roots), changed + applied);
    expect(seen.map(({ verdict }) => verdict)).to.deep.equal(['rejected']);
  });

  it('is not told when it is only rehearsed, as the daemon answers', async () => {
    tree.device('0-0', ['08:06:50']);
    expect(await told(new Sysfs(tree.roots), '[IPC] Connected\n')).to.deep.equal([]);
  });

  it('is not seen half when it is pulled out while it is looked at', () => {
    expect(new PulledOut(tree).sticks()).to.deep.equal([]);
  });
});
