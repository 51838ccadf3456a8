import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import fc from 'fast-check';
import { strangerStick } from '../../../../../shared/controls/removable-media/catalogue.ts';
import { type Policy, policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Device } from '../../../../../shared/controls/removable-media/simulate.ts';
import { scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { PlanRefused } from '../../plan.ts';
import { valueIn, withOwnedValues } from './daemon-config.ts';
import { type Found, linuxPlan } from './linux-plan.ts';
import { localAuthorityText, polkitText, udevText } from './mount-rules.ts';

const ruled = (over: object = {}): Policy => policy.parse({ mode: 'enforce', ...over });
const office = { label: 'Office 4', vendorId: '0781', productId: '5581', serial: '4C53' };
/** As Debian ships it, shortened; composed. */
const config = `#\n# ImplicitPolicyTarget=target\n#\nImplicitPolicyTarget=block\n\nRuleFile=/etc/usbguard/rules.conf
PresentDevicePolicy=apply-policy\nAuthorizedDefault=none\nIPCAllowedUsers=root\nIPCAllowedGroups=root plugdev`;
const keyboard: Device = {
  ...strangerStick,
  name: '1-1',
  interfaces: ['03:01:01', '08:06:50'],
  lastInput: true,
};

async function planned(rule: Policy, found: Partial<Found> = {}, files: object = {}) {
  const machine = scriptedMachine({
    files: {
      '/usr/share/polkit-1/actions': ['org.freedesktop.UDisks2.policy'],
      '/etc/usbguard/usbguard-daemon.conf': config,
      '/usr/bin': ['ls'],
      ...files,
    },
  });
  return linuxPlan(machine, rule, { usbguard: true, present: [keyboard], inputRemains: true, ...found });
}
const textsOf = (plan: Awaited<ReturnType<typeof planned>>) =>
  Object.fromEntries(
    plan.wanted.map(({ setting, value }) => [
      setting.kind === 'file' ? setting.path : setting.kind,
      value?.kind === 'file' ? value.text : JSON.stringify(value),
    ]),
  );

describe('removable media on Linux, planned', () => {
  it('writes USBGuard’s rules so that a bad one never reaches the daemon', async () => {
    const plan = await planned(ruled({ approved: [office], badUsb: true }));
    const rules = plan.wanted.find(
      ({ setting }) => setting.kind === 'file' && setting.path.endsWith('/rules.conf'),
    );
    expect(rules?.value).to.deep.include({ kind: 'file', mode: 0o600 });
    expect(rules?.check).to.deep.equal({ command: 'usbguard-rule-parser', args: ['-f', '{candidate}'] });
    expect(rules?.then).to.deep.equal([{ command: 'systemctl', args: ['try-restart', 'usbguard.service'] }]);
    expect(textsOf(plan)['/etc/usbguard/rules.conf']).to.equal(
      `allow with-interface match-all { 09:*:* } label "caretaker:hub"
allow id f00d:0bad serial "COMPOSED-0001" with-interface equals { 03:01:01 08:06:50 } label "caretaker:present:1"
reject with-interface all-of { 08:*:* 03:00:* } label "caretaker:bad-usb"
reject with-interface all-of { 08:*:* 03:01:* } label "caretaker:bad-usb"
allow with-interface one-of { 03:*:* 09:*:* e0:*:* 02:*:* 0a:*:* } label "caretaker:input"
allow with-connect-type "hardwired" label "caretaker:built-in"
allow id 0781:5581 serial "4C53" with-interface match-all { 08:*:* } label "caretaker:allow:1"
block with-interface one-of { 08:*:* 06:01:* } label "caretaker:storage"
`,
    );
    expect(plan.how).to.equal('enforced');
  });

  it('leaves the rule against sticks that also type out where no other keyboard is, and says so', async () => {
    const plan = await planned(ruled({ badUsb: true }), { inputRemains: false });
    expect(textsOf(plan)['/etc/usbguard/rules.conf']).to.not.contain('reject');
    expect(plan.detail).to.contain('could take the last one');
    expect((await planned(ruled(), { inputRemains: false })).detail).to.equal(undefined);
  });

  it('keeps every line of the daemon’s settings that is not ours, byte for byte', async () => {
    const text = textsOf(await planned(ruled()))['/etc/usbguard/usbguard-daemon.conf'] ?? '';
    expect(text).to.equal(
      `${config
        .replace('\nImplicitPolicyTarget=block', '\nImplicitPolicyTarget=allow')
        .replace('AuthorizedDefault=none', 'AuthorizedDefault=keep')
        .replace('root plugdev', 'root')}\nPresentControllerPolicy=keep\nInsertedDevicePolicy=apply-policy\n`,
    );
  });

  it('leaves settings that are right already as they are, whatever else stands there', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[A-Za-z# ]{0,20}(=[a-z ]{0,9})?$/)), lines => {
        const once = withOwnedValues(lines.join('\n'));
        expect(withOwnedValues(once)).to.equal(once);
        expect(valueIn(once, 'ImplicitPolicyTarget')).to.equal('allow');
        expect(once.startsWith(lines.join('\n')) || lines.some(line => line.includes('='))).to.equal(true);
      }),
    );
  });

  it('lets ordinary people look and not admit', async () => {
    const text = textsOf(await planned(ruled()))['/etc/usbguard/IPCAccessControl.d/:plugdev'];
    expect(text)
      .to.match(/^Devices=list,listen$/m)
      .and.not.contain('modify');
  });

  it('is best effort without USBGuard, touches none of its files, and says what to install', async () => {
    const plan = await planned(ruled(), { usbguard: false });
    expect(plan.how).to.equal('best_effort');
    expect(plan.detail).to.contain('usbguard');
    expect(Object.keys(textsOf(plan)).filter(path => path.includes('usbguard'))).to.deep.equal([]);
  });

  it('refuses to plan for a computer that runs from a disk on USB, or whose settings it cannot read', async () => {
    const boot: Device = { ...strangerStick, bootDisk: true };
    for (const rule of ['block', 'read_only']) {
      const refused = await planned(ruled({ rule }), { present: [boot] }).catch(error => error);
      expect(refused).to.be.instanceOf(PlanRefused).and.include({ reason: 'would_deny_input' });
    }
    const files = { '/etc/usbguard/usbguard-daemon.conf': { code: 'EACCES' } };
    expect(await planned(ruled(), {}, files).catch(error => error.reason)).to.equal('probe_failed');
  });

  it('wakes ports that USBGuard left shut, so that a new keyboard works without its daemon', async () => {
    const wakes = async (found: Partial<Found>, files: object) =>
      /authorized_default/.test(
        textsOf(await planned(ruled(), found, files))['/etc/udev/rules.d/72-caretaker-media.rules'] ?? '',
      );
    expect(await wakes({}, { '/proc/cmdline': 'root=/dev/vda1 quiet\n' })).to.equal(true);
    expect(await wakes({ usbguard: false }, { '/proc/cmdline': 'quiet\n' })).to.equal(false);
    expect(await wakes({}, { '/proc/cmdline': 'quiet usbcore.authorized_default=0\n' })).to.equal(false);
  });

  it('ships both forms of polkit’s rules where the older one is read', async () => {
    const older = { '/var/lib/polkit-1/localauthority': ['10-vendor.d'] };
    const paths = Object.keys(textsOf(await planned(ruled(), {}, older)));
    expect(paths.filter(path => path.includes('polkit'))).to.have.length(2);
    expect(
      Object.keys(textsOf(await planned(ruled()))).filter(path => path.includes('polkit')),
    ).to.have.length(1);
  });

  it('locks GNOME’s own USB protection off, which would admit everything while the screen is unlocked', async () => {
    const texts = textsOf(await planned(ruled(), {}, { '/usr/bin': ['gnome-shell', 'dconf'] }));
    expect(texts['/etc/dconf/db/caretaker.d/90-caretaker-removable-media']).to.contain(
      'usb-protection=false',
    );
    expect(texts['/etc/dconf/db/caretaker.d/locks/90-caretaker-removable-media']).to.equal(
      '/org/gnome/desktop/privacy/usb-protection\n',
    );
    expect(texts['/usr/local/share/dconf/profile/user']).to.equal('user-db:user\nsystem-db:caretaker\n');
  });
});

describe('the udev rules', () => {
  it('leave disks inside the computer alone, and not a card in a reader there', () => {
    for (const rule of ['read_only', 'encrypted_only'] as const) {
      const lines = udevText(ruled({ rule, scanBeforeUse: false })).split('\n');
      const at = (part: string) => lines.findIndex(line => line.includes(part));
      const inside = at('/bin/grep -qx fixed');
      expect(lines[inside]).to.contain('ENV{CARETAKER_INSIDE}="1"').and.not.contain('GOTO');
      expect(lines[inside + 1]).to.equal(
        'ENV{CARETAKER_INSIDE}=="1", ATTRS{removable}=="1", ENV{CARETAKER_INSIDE}="0"',
      );
      expect(lines[inside + 2]).to.equal('ENV{CARETAKER_INSIDE}=="1", GOTO="caretaker_media_end"');
      expect(at(`ENV{CARETAKER_MEDIA}="${rule === 'read_only' ? 'read' : 'crypt'}"`)).to.be.above(-1);
      expect(lines.indexOf(`ENV{CARETAKER_MEDIA}="${rule === 'read_only' ? 'read' : 'crypt'}"`)).to.be.above(
        inside,
      );
    }
  });

  it('make a medium read-only by what is on it, and leave what encrypts alone', () => {
    const text = udevText(
      ruled({ rule: 'encrypted_only', approved: [{ ...office, hardwareEncrypted: true }] }),
    );
    expect(text).to.contain('# effect: encrypted_only');
    expect(text).to.contain('ENV{ID_FS_TYPE}!="crypto_LUKS|BitLocker"');
    expect(text).to.contain('ENV{CARETAKER_STICK}=="0781:5581:4C53", ENV{CARETAKER_MEDIA}="write"');
    const plain = udevText(ruled({ rule: 'encrypted_only', approved: [office] }));
    expect(plain).to.contain('ENV{CARETAKER_STICK}=="0781:5581:4C53", ENV{CARETAKER_MEDIA}="crypt"');
  });

  it('never touch an input device: they set attributes of disks, and of phones alone', () => {
    const text = udevText(ruled({ lost: [office], curriculum: [office], approved: [office] }));
    expect(text).to.not.match(/authorized|unbind|input|hid/i);
    expect(text.split('\n').filter(line => line.includes('MODE='))).to.satisfy((lines: string[]) =>
      lines.every(line => /ID_MTP_DEVICE|ID_GPHOTO2|ID_MEDIA_PLAYER/.test(line)),
    );
  });

  it('say each jump’s goal once, and put what was lost last', () => {
    const text = udevText(ruled({ lost: [office], approved: [office] }));
    for (const [, goal] of text.matchAll(/GOTO="(\w+)"/g))
      expect(text.split(`LABEL="${goal}"`), goal).to.have.length(2);
    expect(text.lastIndexOf('CARETAKER_LISTED}="0"')).to.be.greaterThan(
      text.lastIndexOf('CARETAKER_LISTED}="1"'),
    );
  });
});

/** polkit's own interpreter is older; the rule is plain enough for both. */
function ask(
  rule: Policy,
  over: {
    id?: string;
    details?: Record<string, string>;
    opened?: string;
    diskseq?: string;
    marks?: string;
    active?: boolean;
  } = {},
) {
  const results = { NO: 'no', YES: 'yes', AUTH_ADMIN: 'auth_admin', NOT_HANDLED: null };
  const rules: ((action: object, subject: object) => string | null)[] = [];
  const spawn = ([program, path]: string[]) => {
    const read = path === '/sys/block/sdb/diskseq' ? over.diskseq : over.opened;
    const text = program === '/bin/cat' ? read : over.marks;
    if (text === undefined) throw new Error(`${program} failed`);
    return text;
  };
  const polkit = { Result: results, addRule: (one: never) => rules.push(one), spawn, log: () => {} };
  runInNewContext(polkitText(rule), { polkit });
  const details = over.details ?? {
    device: '/dev/sdb1',
    'drive.removable': 'true',
    'drive.vendor': 'SanDisk',
  };
  const action = {
    id: over.id ?? 'org.freedesktop.udisks2.filesystem-mount',
    lookup: (name: string) => details[name],
  };
  const active = over.active ?? true;
  for (const one of rules) {
    const answer = one(action, { user: 'ann', local: active, active });
    if (answer !== null) return answer;
  }
  return null;
}

describe('the polkit rule', () => {
  it('refuses to mount what was plugged in, and leaves inside disks, discs and other things alone', () => {
    expect(ask(ruled())).to.equal('no');
    expect(ask(ruled(), { details: { device: '/dev/sda3', 'drive.vendor': 'Samsung' } })).to.equal(null);
    const disc = {
      device: '/dev/sr0',
      'drive.removable': 'true',
      'drive.removable.media': 'optical_cd',
      'drive.vendor': 'LG',
    };
    expect(ask(ruled(), { details: disc })).to.equal(null);
    expect(ask(ruled(), { id: 'org.freedesktop.udisks2.eject-media' })).to.equal(null);
    expect(ask(ruled(), { id: 'org.freedesktop.login1.power-off' })).to.equal(null);
  });

  it('opens what the guard listed, for whom it listed it, and for who sits there', () => {
    const opened = 'mount /dev/sdb1 ann\n';
    expect(ask(ruled(), { opened })).to.equal('yes');
    expect(ask(ruled(), { opened: 'mount /dev/sdb1 bob\n' })).to.equal('no');
    expect(ask(ruled(), { opened: 'mount /dev/sdb1 *\n' })).to.equal('yes');
    expect(ask(ruled(), { opened: 'mount /dev/sdb11 ann\n' })).to.equal('no');
    expect(ask(ruled(), { opened: 'unlock /dev/sdb1 ann\n' })).to.equal('no');
    expect(ask(ruled(), { opened: 'mount /dev/sdb1 *\n', active: false })).to.equal(null);
  });

  it('opens a card only as long as it lies in its reader, and nothing where that cannot be read', () => {
    const opened = 'mount /dev/sdb1 ann sdb:17\n';
    expect(ask(ruled(), { opened, diskseq: '17\n' })).to.equal('yes');
    for (const diskseq of ['18\n', '1\n', '', undefined])
      expect(ask(ruled(), { opened, ...(diskseq === undefined ? {} : { diskseq }) })).to.equal('no');
    expect(ask(ruled(), { opened: 'mount /dev/sdb1 ann sdb:17 more\n', diskseq: '17\n' })).to.equal('no');
  });

  it('holds an unlocked container shut until it was scanned', () => {
    const details = { device: '/dev/mapper/luks-1' };
    expect(ask(ruled(), { details })).to.equal('no');
    expect(ask(ruled(), { details, opened: 'mount /dev/mapper/luks-1 ann\n' })).to.equal('yes');
    const unlocking = { id: 'org.freedesktop.udisks2.encrypted-unlock', opened: 'unlock /dev/sdb1 ann\n' };
    expect(ask(ruled(), unlocking)).to.equal('yes');
  });

  it('lets the school’s own mount by themselves only where nothing is to be scanned', () => {
    const marks = 'DEVNAME=/dev/sdb1\nCARETAKER_LISTED=1\n';
    expect(ask(ruled({ scanBeforeUse: false }), { marks })).to.equal('yes');
    expect(ask(ruled({ scanBeforeUse: false }), { marks: 'DEVNAME=/dev/sdb1\n' })).to.equal('no');
    expect(ask(ruled({ scanBeforeUse: true }), { marks })).to.equal('no');
    expect(ask(ruled({ scanBeforeUse: false, rule: 'allow_scanned' }), { marks })).to.equal('no');
  });

  it('lets everything mount where it can only be read, except what was lost', () => {
    const reading = ruled({ scanBeforeUse: false, rule: 'read_only' });
    expect(ask(reading, { marks: 'DEVNAME=/dev/sdb1\n' })).to.equal(null);
    expect(ask(reading, { marks: 'CARETAKER_LISTED=0\n' })).to.equal('no');
  });

  it('asks for an administrator before USBGuard is told to admit anything', () => {
    expect(ask(ruled(), { id: 'org.usbguard.Devices1.applyDevicePolicy' })).to.equal('auth_admin');
    expect(ask(ruled(), { id: 'org.usbguard.Devices1.listDevices' })).to.equal(null);
  });

  it('in its older form, opens media for administrators at most', () => {
    expect(localAuthorityText(ruled())).to.contain('ResultActive=auth_admin');
    expect(localAuthorityText(ruled({ scanBeforeUse: false }))).to.contain('ResultActive=no');
    expect(localAuthorityText(ruled({ scanBeforeUse: false, rule: 'read_only' }))).to.not.contain(
      'filesystem-mount',
    );
  });
});
