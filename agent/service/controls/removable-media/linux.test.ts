import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/removable-media/evaluate.ts';
import { removableMedia } from '../../../../shared/controls/removable-media/index.ts';
import type { Observation } from '../../../../shared/controls/removable-media/observation.ts';
import { policy } from '../../../../shared/controls/removable-media/policy.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, missing, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { rememberMedia } from './known-media.ts';
import { parseRules } from './linux/usbguard-rules.ts';
import { linux } from './linux.ts';

const usb = '/sys/bus/usb/devices';
const key = Buffer.alloc(32, 7).toString('base64url');

/** A composed machine: a hub, a keyboard and a mouse, and what is asked for beside them. */
type Files = NonNullable<Script['files']>;
interface Plugged {
  port: string;
  types: string[];
  attributes?: Record<string, string>;
  disk?: string;
}

function tree(devices: Plugged[]): Files {
  const files: Files = { '/sys/bus': ['usb'] };
  const names: string[] = [];
  for (const { port, types, attributes = {}, disk } of devices) {
    names.push(port);
    const all = {
      idVendor: '1209',
      idProduct: 'c0de',
      authorized: '1',
      removable: 'removable',
      ...attributes,
    };
    for (const [name, value] of Object.entries(all)) files[`${usb}/${port}/${name}`] = `${value}\n`;
    types.forEach((type, index) => {
      const name = `${port}:1.${index}`;
      names.push(name);
      const [cls = '', sub = '', protocol = ''] = type.split(':');
      files[`${usb}/${name}/bInterfaceClass`] = `${cls}\n`;
      files[`${usb}/${name}/bInterfaceSubClass`] = `${sub}\n`;
      files[`${usb}/${name}/bInterfaceProtocol`] = `${protocol}\n`;
      files[`${usb}/${name}`] = disk && cls === '08' ? ['host6'] : [];
      files[`${usb}/${name}/host6`] = ['target6:0:0'];
      files[`${usb}/${name}/host6/target6:0:0`] = ['6:0:0:0'];
      files[`${usb}/${name}/host6/target6:0:0/6:0:0:0`] = ['block'];
      files[`${usb}/${name}/host6/target6:0:0/6:0:0:0/block`] = disk ? [disk] : [];
    });
  }
  files[usb] = names;
  return files;
}

const usual: Plugged[] = [
  {
    port: 'usb1',
    types: [],
    attributes: { idVendor: '1d6b', idProduct: '0002', bDeviceClass: '09', removable: 'unknown' },
  },
  { port: '1-1', types: ['03:01:01'] },
  { port: '1-2', types: ['03:01:02'] },
];
const aStick = (over: Partial<Plugged> = {}): Plugged => ({
  port: '1-3',
  types: ['08:06:50'],
  attributes: { idVendor: '0781', idProduct: '5567', serial: '4C530001' },
  disk: 'sdb',
  ...over,
});
const inputs = `I: Bus=0003 Vendor=1209
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-1/1-1:1.0/0003:1209:C0DE.0001/input/input3
H: Handlers=sysrq kbd leds event3
B: EV=120013

I: Bus=0003 Vendor=1209
S: Sysfs=/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/0003:1209:C0DE.0002/input/input4
H: Handlers=mouse0 event4
B: EV=17
`;
const disk = (over: object) => ({
  name: 'sdb',
  tran: 'usb',
  fstype: null,
  ro: false,
  mountpoints: [null],
  ...over,
});
const lsblk = (...disks: object[]) =>
  ended(
    JSON.stringify({
      blockdevices: [{ name: 'sda', tran: 'sata', ro: false, mountpoints: ['/'] }, ...disks],
    }),
  );
const ourRules = `1: allow with-interface match-all { 09:*:* } label "caretaker:hub"
2: allow with-interface one-of { 03:*:* 09:*:* e0:*:* 02:*:* 0a:*:* } label "caretaker:input"
3: allow with-connect-type "hardwired" label "caretaker:built-in"
4: block with-interface one-of { 08:*:* 06:01:* } label "caretaker:storage"
`;

interface Machine {
  devices?: Plugged[];
  rules?: string | null;
  listed?: string;
  active?: string;
  pkcheck?: number;
  lsblk?: ReturnType<typeof ended>;
  files?: Files;
}

function machine(over: Machine = {}) {
  const { rules = ourRules } = over;
  return scriptedMachine({
    files: {
      ...tree([...usual, ...(over.devices ?? [])]),
      '/proc/bus/input/devices': inputs,
      '/usr/share/polkit-1/actions': ['org.freedesktop.UDisks2.policy'],
      '/etc/usbguard/usbguard-daemon.conf':
        'RuleFile=/etc/usbguard/rules.conf\nIPCAllowedUsers=root\nIPCAllowedGroups=root\n',
      ...over.files,
    },
    commands: {
      lsblk: over.lsblk ?? lsblk(),
      usbguard: args =>
        rules === null
          ? missing
          : args[0] === 'list-rules'
            ? ended(rules)
            : args[0] === 'list-devices'
              ? ended(over.listed ?? '')
              : ended('allow\n'),
      systemctl: args =>
        ended(args.includes('--property=MainPID') ? '612\n' : `${over.active ?? 'active'}\n`),
      pkcheck: ended('', { exit: over.pkcheck ?? 1 }),
    },
  });
}

async function seen(over: Machine = {}): Promise<Observation> {
  const looked = await observe(removableMedia, linux, machine(over));
  if (!looked.ok) throw new Error(`${looked.reason}: ${looked.detail}`);
  return looked.value as Observation;
}
const verdict = (observation: Observation, rule: object = {}) => {
  const { state, reason, how } = evaluate(observation, policy.parse({ mode: 'enforce', ...rule }));
  return [state, reason, ...(how ? [how] : [])].join(' ');
};

describe('removable media on Linux, observed', () => {
  it('is met where the daemon’s own rules block a stick that does not exist', async () => {
    expect(verdict(await seen())).to.equal('met blocked');
    expect(verdict(await seen(), { rule: 'allow_scanned' })).to.equal('met scanned_first');
    expect(verdict(await seen(), { rule: 'encrypted_only' })).to.equal('met encrypted_only');
  });

  it('takes no setting’s word for it: rules that admit, or a daemon that is dead, are seen', async () => {
    const admitting = await seen({ rules: '1: allow with-interface one-of { 08:*:* }\n', pkcheck: 2 });
    expect(verdict(admitting)).to.equal('not_met nothing_stops_media');
    const dead = await seen({ active: 'failed', rules: '' });
    expect(dead.barriers.find(({ name }) => name === 'USBGuard')?.inForce).to.equal(false);
    expect(verdict(dead), 'though polkit still refuses').to.equal('not_met daemon_stopped');
  });

  it('falls back on the mount layer, and says that it is best effort', async () => {
    expect(verdict(await seen({ rules: null }))).to.equal('met blocked best_effort');
    expect(verdict(await seen({ rules: null, pkcheck: 2 }))).to.equal('not_met nothing_stops_media');
    expect(verdict(await seen({ rules: null, pkcheck: 127 }))).to.equal('unknown barrier_not_seen');
  });

  it('does not judge rules that ask for what it cannot weigh', async () => {
    const odd = '1: allow with-interface 08:06:50 if !localtime(08:00-17:00)\n';
    expect((await seen({ rules: odd })).barriers[0]?.inForce).to.equal(null);
    expect((await seen({ rules: 'what is this\n' })).barriers[0]?.inForce).to.equal(null);
  });

  it('sees a stick that is blocked: no interface in sysfs, but in the daemon’s list', async () => {
    const listed =
      '9: block id 0781:5567 serial "4C530001" name "Blade" hash "x=" parent-hash "y=" via-port "1-3" with-interface 08:06:50 with-connect-type "hotplug"\n';
    const shut = aStick({
      types: [],
      attributes: { idVendor: '0781', idProduct: '5567', serial: '4C530001', authorized: '0' },
    });
    const observation = await seen({ devices: [shut], listed });
    expect(observation.media).to.have.length(1);
    expect(observation.media[0]).to.include({ admitted: false, readable: false, mounted: false });
    expect(verdict(observation)).to.equal('met blocked');
  });

  it('sees a stick that is open, and writes neither its serial nor its files anywhere', async () => {
    const open = lsblk(
      disk({ children: [{ name: 'sdb1', fstype: 'vfat', ro: false, mountpoints: ['/media/ann/PRIVATE'] }] }),
    );
    const told = machine({ devices: [aStick()], lsblk: open });
    await rememberMedia(told.memory, policy.parse({}), key, []);
    const looked = await observe(removableMedia, linux, told);
    const observation = (looked.ok ? looked.value : null) as Observation;
    expect(observation.media[0]).to.include({
      standing: 'unlisted',
      mounted: true,
      writable: true,
      encrypted: 'no',
    });
    expect(observation.media[0]?.serialHash).to.have.length(43);
    expect(JSON.stringify(observation)).to.not.match(/4C530001|PRIVATE|ann/);
    expect(verdict(observation)).to.equal('not_met medium_open');
  });

  it('knows a registered stick, one with permission and one that was lost', async () => {
    const one = { label: 'Office 4', vendorId: '0781', productId: '5567', serial: '4C530001' };
    const rules = [
      [policy.parse({ approved: [one] }), 'approved'],
      [policy.parse({ approved: [one], lost: [one] }), 'lost'],
      [policy.parse({ curriculum: [one] }), 'curriculum'],
    ] as const;
    for (const [rule, standing] of rules) {
      const told = machine({ devices: [aStick()], lsblk: lsblk(disk({})) });
      await rememberMedia(told.memory, rule, key, []);
      const looked = await observe(removableMedia, linux, told);
      expect(looked.ok && (looked.value as Observation).media[0]?.standing).to.equal(standing);
    }
  });

  it('does not count what the guard mounted for a scan as open to people', async () => {
    const scanning = lsblk(disk({ mountpoints: ['/run/caretaker-media/scan/1'] }));
    expect((await seen({ devices: [aStick()], lsblk: scanning })).media[0]?.mounted).to.equal(false);
  });

  it('leaves out a card reader inside the computer and the disk it runs from', async () => {
    const inside = aStick({ attributes: { removable: 'fixed' } });
    expect((await seen({ devices: [inside], lsblk: lsblk(disk({})) })).media).to.deep.equal([]);
    const boot = lsblk(disk({ mountpoints: ['/boot/efi'] }));
    expect((await seen({ devices: [aStick()], lsblk: boot })).media).to.deep.equal([]);
    const kept = lsblk(disk({ rm: true, mountpoints: ['/mnt/data'] }));
    expect((await seen({ devices: [inside], lsblk: kept })).media, 'a card for good').to.deep.equal([]);
  });

  it('counts a card in a reader inside the computer, which escapes no rule', async () => {
    const inside = aStick({ attributes: { removable: 'fixed' } });
    const files = { '/etc/udev/rules.d/72-caretaker-media.rules': '# effect: read_only\n' };
    const judged = async (over: object, rule: object) => {
      const card = disk({ rm: true, fstype: 'vfat', mountpoints: ['/media/c'], ...over });
      const found = await seen({ devices: [inside], lsblk: lsblk(card), files });
      expect(found.media).to.have.length(1);
      const media = found.media.map(medium => ({ ...medium, standing: 'unlisted' as const }));
      return verdict({ ...found, media }, { scanBeforeUse: false, ...rule });
    };
    expect(await judged({ ro: false }, { rule: 'read_only' })).to.equal('not_met medium_writable');
    expect(await judged({ ro: true }, { rule: 'read_only' })).to.equal('met read_only');
    expect(await judged({ ro: false }, { rule: 'encrypted_only' })).to.equal('not_met medium_writable');
    expect(await judged({ ro: true }, { rule: 'block' })).to.equal('not_met medium_open');
  });

  it('tells an SSD in a case from an inside disk by how it is connected, never by RM', async () => {
    const ssd = aStick({ types: ['08:06:62'] });
    const observation = await seen({
      devices: [ssd],
      lsblk: lsblk(disk({ rm: false, fstype: 'crypto_LUKS' })),
    });
    expect(observation.media[0]).to.include({ kind: 'storage', encrypted: 'luks' });
  });

  it('finds who else may admit devices', async () => {
    const file = '/etc/usbguard/IPCAccessControl.d';
    const debian = {
      [file]: [':plugdev'],
      [`${file}/:plugdev`]: 'Devices=modify,list,listen\nPolicy=list\n',
    };
    expect(verdict(await seen({ files: debian }))).to.equal('not_met people_may_admit');
    const looking = { [file]: [':plugdev'], [`${file}/:plugdev`]: 'Devices=list,listen\nPolicy=list\n' };
    expect(verdict(await seen({ files: looking }))).to.equal('met blocked');
    const config = {
      '/etc/usbguard/usbguard-daemon.conf': 'IPCAllowedUsers=root\nIPCAllowedGroups=root plugdev\n',
    };
    expect(verdict(await seen({ files: config }))).to.equal('not_met people_may_admit');
  });

  it('is not met where it could not be read who else may admit devices', async () => {
    const file = '/etc/usbguard/IPCAccessControl.d';
    const closed = { code: 'EACCES' };
    for (const files of [
      { [file]: closed },
      { '/etc/usbguard/usbguard-daemon.conf': closed },
      { [file]: [':plugdev'], [`${file}/:plugdev`]: closed },
    ] as Files[])
      expect(verdict(await seen({ files }))).to.equal('unknown ways_round_not_seen');
  });

  it('knows nothing where it cannot be read what something plugged in is', async () => {
    for (const name of ['1-3/idVendor', '1-3/authorized', '1-3:1.0/bInterfaceClass', '1-3:1.0']) {
      const files = { [`${usb}/${name}`]: { code: 'EACCES' } };
      const looked = await observe(removableMedia, linux, machine({ devices: [aStick()], files }));
      expect(looked, name).to.include({ ok: false, reason: 'probe_failed' });
    }
    // It was taken out while it was looked at.
    const gone = { [`${usb}/1-3/idVendor`]: { code: 'ENODEV' } };
    expect((await seen({ devices: [aStick()], files: gone })).media).to.deep.equal([]);
  });

  it('finds the desktop’s rule that admits everything, and somebody else’s', async () => {
    const gnome = `1: allow id *:* label "GNOME_SETTINGS_DAEMON_RULE"\n${ourRules}`;
    expect((await seen({ rules: gnome })).weaknesses).to.deep.equal(['desktop_admits']);
    const other = `1: allow with-interface one-of { 08:*:* } label "mine"\n${ourRules}`;
    expect((await seen({ rules: other })).weaknesses).to.deep.equal(['other_rules_admit']);
  });

  it('tells a phone that gives internet from an adapter for a cable', async () => {
    const net = (port: string, types: string[]) => ({
      port,
      types,
      attributes: { idVendor: '18d1', idProduct: '4eeb' },
    });
    const files = { [`${usb}/1-4:1.0`]: ['net'], [`${usb}/1-4:1.0/net`]: ['usb0'] };
    expect((await seen({ devices: [net('1-4', ['e0:01:03'])], files })).tethering).to.have.length(1);
    expect((await seen({ devices: [net('1-4', ['02:06:00'])], files })).tethering).to.deep.equal([]);
  });

  it('does not apply where the kernel has no USB, and is unknown where sysfs is not there', async () => {
    const bare = scriptedMachine({ files: { '/sys/bus': ['pci'] }, commands: { lsblk: lsblk() } });
    const looked = await observe(removableMedia, linux, bare);
    expect(looked.ok && verdict(looked.value as Observation)).to.equal('not_applicable no_usb');
    const blind = scriptedMachine({ commands: { lsblk: lsblk() } });
    expect((await observe(removableMedia, linux, blind)).ok).to.equal(false);
  });
});

describe('USBGuard’s rules, read', () => {
  it('reads what it writes', () => {
    const [hub, input] = parseRules(ourRules) ?? [];
    expect(hub?.interfaces).to.deep.equal({ operator: 'match-all', types: ['09:*:*'] });
    expect(input?.label).to.equal('caretaker:input');
  });

  it('takes nothing half understood for a rule', () => {
    for (const text of ['allow id', 'allow with-interface { 08:*:*', 'allow whatever 3', 'permit id 1:2'])
      expect(parseRules(text), text).to.equal(null);
    expect(parseRules('allow serial { "a" "b" }')?.[0]?.partly).to.equal(true);
  });

  itOnRecorded(
    'reads every rule that the real parser accepts, and none that it refuses for its target',
    () => {
      const good = recorded('linux/usbguard-rules/good-fuzzed-1.txt');
      expect(parseRules(good)).to.not.equal(null);
      for (const line of recorded('linux/usbguard-rules/bad.txt').split('\n').slice(0, 12))
        expect(parseRules(line) ?? [], line).to.deep.equal([]);
    },
  );
});
