import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ended, scriptedMachine } from '../../../../../../test/support/scripted-machine.ts';
import { descriptors, UsbSysfs } from '../../../../../../test/support/usb-sysfs.ts';
import { interfacesOf } from './descriptors.ts';
import { LinuxHands } from './hands.ts';
import { sessionsOf } from './logind.ts';
import { mountsIn } from './mounts.ts';
import { opensAs, writeOpened } from './opened-list.ts';
import { Sysfs } from './sysfs.ts';
import { type Heard, WatchReader } from './usbguard.ts';

describe('sticks as Linux shows them', () => {
  let tree: UsbSysfs;
  beforeEach(() => {
    tree = new UsbSysfs();
  });
  afterEach(() => tree.remove());

  it('are known by their own descriptors while they are not let in, when no interface is shown', () => {
    tree.device('1-1', ['08:06:50'], { serial: '4C530001' });
    tree.device('1-2', ['03:01:01']);
    expect(new Sysfs(tree.roots).sticks()).to.deep.equal([
      {
        insertion: 'boot-1/1-5',
        place: '1-1',
        vendorId: '0781',
        productId: '5567',
        serial: '4C530001',
        kind: 'storage',
        alsoInput: false,
        admitted: false,
        sizeBytes: null,
        unlocked: false,
      },
    ]);
  });

  it('are told from a composite with keys, a camera, a built-in reader and the disk the computer runs from', () => {
    tree.device('1-1', ['08:06:50', '03:01:01']);
    tree.device('1-2', ['06:01:01']);
    tree.device('1-3', ['08:06:50'], { removable: 'fixed' });
    tree.device('1-4', ['08:06:50'], { authorized: '1' });
    tree.disk('1-4', 'sda');
    const seen = new Sysfs(tree.roots).sticks();
    expect(seen.map(({ place, kind, alsoInput }) => [place, kind, alsoInput])).to.deep.equal([
      ['1-1', 'storage', true],
      ['1-2', 'phone_or_camera', false],
    ]);
  });

  it('are a card in a reader inside the computer while one lies there, and never an empty reader or a disk inside', () => {
    tree.device('1-3', ['08:06:50'], { authorized: '1', removable: 'fixed' });
    tree.disk('1-3', 'sdc');
    const sysfs = new Sysfs(tree.roots);
    expect(sysfs.sticks(), 'a disk inside').to.deep.equal([]);
    tree.write('sys/block/sdc/removable', '1\n');
    expect(sysfs.sticks()).to.have.length(1);
    expect(sysfs.sticks()[0]).to.include({ builtIn: true, admitted: true, kind: 'storage' });
    tree.write('sys/block/sdc/size', '0\n');
    expect(sysfs.sticks(), 'an empty reader').to.deep.equal([]);
  });

  it('show their disk, its partitions and its size once they are let in', () => {
    tree.device('1-1.2', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1.2', 'sdb');
    const sysfs = new Sysfs(tree.roots);
    expect(sysfs.sticks()[0]).to.include({ admitted: true, sizeBytes: 1_048_576 });
    expect(sysfs.disks('1-1.2')[0]?.parts).to.deep.equal(['sdb', 'sdb1']);
  });

  it('are another insertion after they were taken out and put in again, and after a start of the machine', () => {
    tree.device('1-1', ['08:06:50']);
    tree.device('1-1', ['08:06:50'], { devnum: '6' });
    expect(new Sysfs(tree.roots).sticks()[0]?.insertion).to.equal('boot-1/1-6');
    tree.write('proc/sys/kernel/random/boot_id', 'boot-2\n');
    expect(new Sysfs(tree.roots).sticks()[0]?.insertion).to.equal('boot-2/1-6');
  });

  it('tell the card that lies in them from another, by the kernel’s count or at least by its size', () => {
    tree.device('1-1', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1', 'sdb');
    const sysfs = new Sysfs(tree.roots);
    expect(sysfs.medium('1-1')).to.equal('sdb of 1048576');
    tree.write('sys/block/sdb/diskseq', '7\n');
    expect(sysfs.medium('1-1')).to.equal('sdb 7');
    tree.write('sys/block/sdb/diskseq', '8\n');
    expect(sysfs.medium('1-1')).to.equal('sdb 8');
    tree.write('sys/block/sdb/size', '0\n');
    expect(sysfs.medium('1-1')).to.equal('');
  });

  it('are none where a kernel has no USB', () => {
    rmSync(join(tree.folder, 'sys/bus'), { recursive: true });
    expect(new Sysfs(tree.roots).sticks()).to.deep.equal([]);
  });

  it('survive descriptors that are cut short or lie about their lengths', () => {
    const whole = descriptors('08:06:50', '03:01:01');
    for (let length = 0; length <= whole.length; length++)
      expect(interfacesOf(whole.subarray(0, length))).to.have.length.of.at.most(2);
    expect(interfacesOf(Uint8Array.from([...whole.subarray(0, 18), 0, 4, 0]))).to.deep.equal([]);
  });

  it('are opened to one person by name, and to nobody once they are shut', async () => {
    tree.device('1-1', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1', 'sdb');
    const ran: string[] = [];
    const list = join(tree.folder, 'run/caretaker-media/opened');
    const machine = scriptedMachine({
      commands: {
        blockdev: args => {
          ran.push(`blockdev ${args.join(' ')}`);
          return ended('');
        },
        usbguard: args => {
          ran.push(`usbguard ${args.join(' ')}`);
          if (args[0] === 'block-device') tree.write('sys/bus/usb/devices/1-1/authorized', '0\n');
          return ended('7: allow id 0781:5567 serial "x" via-port "1-1" with-interface 08:06:50\n');
        },
      },
    });
    const hands = new LinuxHands({ machine, direct: true, roots: tree.roots, openedList: list });
    const [stick] = await hands.present();
    if (stick === undefined) throw new Error('no stick');
    await hands.open(stick, { access: 'read_only', user: 'maria', withinMs: null });
    expect(ran).to.deep.equal(['blockdev --setro /dev/sdb /dev/sdb1']);
    expect(readFileSync(list, 'utf8')).to.contain('mount /dev/sdb1 maria\n');
    // Where the kernel counts media, held to the one that lies there.
    tree.write('sys/block/sdb/diskseq', '17\n');
    await hands.open(stick, { access: 'read_only', user: 'maria', withinMs: null });
    expect(readFileSync(list, 'utf8')).to.contain('mount /dev/sdb1 maria sdb:17\n');
    expect(statSync(list).mode & 0o777).to.equal(0o644);
    expect(await hands.close(stick, false)).to.equal('closed');
    expect(ran).to.include('usbguard block-device 7');
    expect(() => readFileSync(list)).to.throw();
  });

  it('open a container by the name that udisks has for it, and to be written only where it may be', async () => {
    tree.device('1-1', ['08:06:50'], { authorized: '1' });
    tree.disk('1-1', 'sdb');
    const ran: string[] = [];
    const blockdev = (args: readonly string[]) => {
      ran.push(args.join(' '));
      return ended('');
    };
    const openedList = join(tree.folder, 'run/caretaker-media/opened');
    const machine = scriptedMachine({ commands: { blockdev } });
    const hands = new LinuxHands({ machine, direct: true, roots: tree.roots, openedList });
    const [stick] = await hands.present();
    if (stick === undefined) throw new Error('no stick');
    const list = () => readFileSync(openedList, 'utf8').split('\n').filter(Boolean);
    await hands.offerUnlock(stick, 'maria', 'read_write');
    expect(list()).to.deep.equal(['unlock /dev/sdb maria', 'unlock /dev/sdb1 maria']);
    expect(ran).to.deep.equal(['--setrw /dev/sdb /dev/sdb1']);
    tree.write('sys/block/sdb/sdb1/holders/dm-0/dev', '254:0\n');
    tree.write('sys/block/dm-0/dm/name', 'luks-1f2e\n');
    await hands.open(stick, { access: 'read_only', user: 'maria', withinMs: null });
    expect(list()).to.include.members(['mount /dev/mapper/luks-1f2e maria', 'mount /dev/dm-0 maria']);
    expect(ran.at(-1)).to.equal('--setro /dev/sdb /dev/sdb1');
  });

  it('never lets another stick in that took the place of the one that was meant', async () => {
    tree.device('1-1', ['08:06:50']);
    const machine = scriptedMachine({});
    const hands = new LinuxHands({
      machine,
      direct: true,
      roots: tree.roots,
      openedList: join(tree.folder, 'o'),
    });
    const [stick] = await hands.present();
    tree.device('1-1', ['08:06:50'], { devnum: '9' });
    if (stick === undefined) throw new Error('no stick');
    const refused = await hands.admit(stick, new AbortController().signal).catch(error => error.message);
    expect(refused).to.match(/another stick/);
  });
});

describe('the list that polkit reads', () => {
  it('holds three words a line, or four with what lies in the disk, and no name that could be read as more', () => {
    const list = opensAs([
      { may: 'mount', device: '/dev/sdb1', user: 'maria' },
      { may: 'unlock', device: '/dev/sdb1', user: null },
      { may: 'mount', device: '/dev/sdb1', user: 'a b\nmount /dev/sda1 *' },
      { may: 'mount', device: '/dev/sdb1', user: '*' },
      { may: 'mount', device: '/dev/sdb1', user: 'maria', medium: 'sdb:17' },
    ]);
    expect(list).to.equal('mount /dev/sdb1 maria\nunlock /dev/sdb1 *\nmount /dev/sdb1 maria sdb:17\n');
  });

  it('is gone when nothing is open', () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-list-'));
    const path = join(folder, 'media/opened');
    writeOpened([{ may: 'mount', device: '/dev/sdb1', user: null }], path);
    writeOpened([], path);
    expect(() => readFileSync(path)).to.throw('ENOENT');
    rmSync(folder, { recursive: true });
  });
});

describe('the words of `usbguard watch`', () => {
  const heard = (text: string) => {
    const all: Heard[] = [];
    const reader = new WatchReader(one => all.push(one));
    for (const line of text.split('\n')) reader.line(line);
    return all;
  };
  // Composed after USBGuard's own IPCSignalWatcher; the serial is invented.
  const rule =
    'id 0951:1665 serial "B72B" name "Data \\"x\\" via-port" hash "a=b=" via-port "3-2" with-interface 08:06:50';

  it('say what was decided, before and when it is applied, and what was taken out', () => {
    const all = heard(
      `[IPC] Connected\n[device] PresenceChanged: id=10\n event=Insert\n target=block\n device_rule=block ${rule}\n[device] PolicyChanged: id=10\n target_old=block\n target_new=block\n device_rule=block ${rule}\n rule_id=4294967294\n[device] PolicyApplied: id=10\n target_new=block\n device_rule=block ${rule}\n rule_id=4294967294\n[device] PresenceChanged: id=10\n event=Remove\n target=block\n device_rule=block ${rule}`,
    );
    expect(all.map(({ kind, target }) => [kind, target])).to.deep.equal([
      ['changed', 'block'],
      ['decided', 'block'],
      ['removed', 'block'],
    ]);
    expect(all[0]).to.deep.include({
      id: '10',
      port: '3-2',
      vendorId: '0951',
      serial: 'B72B',
      interfaces: ['08:06:50'],
    });
  });

  it('are left alone when they are something else', () => {
    expect(
      heard('[property] ParameterChanged: name=x\n value_old=a\nnonsense\n device_rule=block id 1:2'),
    ).to.deep.equal([]);
  });

  it('are read as they were recorded', function () {
    const path = '../shared/data/recorded/linux/usbguard-watch/policyapplied-allow-then-block.txt';
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      // The recorded outputs are not part of the project.
      return this.skip();
    }
    expect(heard(text).map(({ target, vendorId }) => [target, vendorId])).to.deep.equal([
      ['allow', '058f'],
      ['block', '058f'],
    ]);
  });
});

describe('mounts and sessions', () => {
  it('read a mount whose folder holds a blank', () => {
    expect(
      mountsIn('40 25 8:17 / /media/maria/MY\\040STICK rw,nosuid - vfat /dev/sdb1 rw\nnonsense'),
    ).to.deep.equal([{ source: '/dev/sdb1', place: '/media/maria/MY STICK', number: '8:17', type: 'vfat' }]);
  });

  it('put the person at the screen first and leave out who is no person', async () => {
    const properties: Record<string, string> = {
      '/s/1':
        '{"type":"s","data":"greeter"}\n{"type":"s","data":"online"}\n{"type":"b","data":true}\n{"type":"b","data":false}',
      '/s/2':
        '{"type":"s","data":"user"}\n{"type":"s","data":"online"}\n{"type":"b","data":false}\n{"type":"b","data":true}',
      // Over the network: active, and at no seat.
      '/s/4':
        '{"type":"s","data":"user"}\n{"type":"s","data":"active"}\n{"type":"b","data":true}\n{"type":"b","data":false}',
      '/s/3':
        '{"type":"s","data":"user"}\n{"type":"s","data":"active"}\n{"type":"b","data":true}\n{"type":"b","data":false}',
    };
    const list = [
      ['1', 115, 'gdm', 'seat1', '/s/1'],
      ['2', 1001, 'otto', 'seat0', '/s/2'],
      ['4', 1002, 'nora', '', '/s/4'],
      ['3', 1000, 'maria', 'seat0', '/s/3'],
    ];
    const machine = scriptedMachine({
      commands: {
        busctl: args =>
          ended(
            args.includes('ListSessions')
              ? JSON.stringify({ data: [list] })
              : (properties[args[3] ?? ''] ?? ''),
          ),
      },
    });
    expect(await sessionsOf(machine)).to.deep.equal([
      { id: '3', user: 'maria', account: '1000', locked: false, away: false },
      { id: '2', user: 'otto', account: '1001', locked: true, away: true },
      { id: '4', user: 'nora', account: '1002', locked: false, away: true },
    ]);
    expect(await sessionsOf(scriptedMachine({}))).to.equal(null);
    // Behind the sign-in screen of their own seat, or in front of nobody.
    list.splice(0, 4, ['1', 115, 'gdm', 'seat0', '/s/1'], ['2', 1001, 'otto', 'seat0', '/s/2']);
    expect(await sessionsOf(machine)).to.deep.equal([
      { id: '2', user: 'otto', account: '1001', locked: true, away: true },
    ]);
    list.shift();
    expect(await sessionsOf(machine)).to.deep.equal([
      { id: '2', user: 'otto', account: '1001', locked: true, away: false },
    ]);
  });
});
