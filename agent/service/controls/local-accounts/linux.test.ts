/** Files marked composed are written by hand in the form of their manual pages. The hashes are none: no such password exists. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/local-accounts/evaluate.ts';
import { policy } from '../../../../shared/controls/local-accounts/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itWhen } from '../../../../test/support/recorded.ts';
import { type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { thisMachine } from '../../system/machine.ts';
import type { Machine, ProbeError } from '../control.ts';
import { linux } from './linux.ts';
import { parseSudoers } from './sudoers.ts';

const never = new AbortController().signal;
const hash = '$y$j9T$notAHash$notAHashAtAll';

/** Composed. */
const passwd = [
  'root:x:0:0:root:/root:/bin/bash',
  'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
  'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
  'ajones:x:1000:1000:A Jones,,,:/home/ajones:/bin/bash',
  'bsmith:x:1001:1001::/home/bsmith:/bin/bash',
];
const shadow = [
  'root:!:20000:0:99999:7:::',
  'daemon:*:20000:0:99999:7:::',
  'nobody:*:20000:0:99999:7:::',
  `ajones:${hash}:20000:0:99999:7:::`,
  `bsmith:${hash}:20000:0:99999:7:::`,
];
const group = ['root:x:0:', 'sudo:x:27:ajones', 'ajones:x:1000:', 'bsmith:x:1001:'];
const gshadow = ['root:*::', 'sudo:*::ajones', 'ajones:!::', 'bsmith:!::'];
const sudoers =
  'Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n';

const lines = (all: readonly string[]) => `${all.join('\n')}\n`;
const files = (over: Script['files'] = {}): Script['files'] => ({
  '/etc/passwd': lines(passwd),
  '/etc/shadow': lines(shadow),
  '/etc/group': lines(group),
  '/etc/gshadow': lines(gshadow),
  '/etc/sudoers': sudoers,
  '/etc/sudoers.d': [],
  '/etc/nsswitch.conf': 'passwd: files systemd\n',
  ...over,
});
const rule = { approvedAdministrators: ['ajones'] };

const observe = (over?: Script['files'], asked: object = {}) =>
  linux.observe(scriptedMachine({ files: files(over) }), never, policy.parse(asked));
async function verdictOf(over?: Script['files'], asked: object = rule): Promise<string> {
  const { state, reason } = evaluate(await observe(over, asked), policy.parse(asked), Date.UTC(2026, 10, 22));
  return `${state} ${reason}`;
}
const reasonOf = (over: Script['files']) => verdictOf(over).catch((error: ProbeError) => error.reason);

describe('accounts on Linux', () => {
  it('name an ordinary account only when the policy says that it is a guest’s', async () => {
    const asked = { guests: [{ name: 'BSmith', endsOn: '2026-11-20' }] };
    expect(JSON.stringify(await observe())).to.not.contain('bsmith');
    expect(JSON.stringify(await observe({}, asked))).to.contain('bsmith');
    expect(await verdictOf({}, asked)).to.equal('not_met guest_past_end');
    const admin = { guests: [{ name: 'ajones', endsOn: '2026-12-01' }] };
    expect(await verdictOf({}, admin)).to.equal('not_met guest_administrator');
    const ended = shadow.map(line =>
      line.startsWith('bsmith') ? line.replace(':7:::', ':7::20000:') : line,
    );
    expect(await verdictOf({ '/etc/shadow': lines(ended) }, asked), 'closed by its own end').to.equal(
      'met accounts_in_order',
    );
  });

  it('are in order, and only administrators are named', async () => {
    expect(await verdictOf()).to.equal('met accounts_in_order');
    const seen = await observe();
    expect(seen.accounts.map(({ name }) => name)).to.deep.equal(['root', 'ajones']);
    expect(seen.others).to.equal(1);
  });

  it('never carry a hash, nor the name of somebody who gives no cause', async () => {
    const text = JSON.stringify(await observe());
    expect(text).to.not.contain('$').and.not.contain('bsmith').and.not.contain('Jones');
  });

  it('without a password are found, whichever number they have', async () => {
    const open = (line: number, name: string) => lines(shadow.with(line, `${name}::20000:0:99999:7:::`));
    expect(await verdictOf({ '/etc/shadow': open(4, 'bsmith') })).to.equal('not_met no_password');
    expect(await verdictOf({ '/etc/shadow': open(0, 'root') })).to.equal('not_met no_password');
    expect(await verdictOf({ '/etc/shadow': open(1, 'daemon') }), 'cannot sign in').to.equal(
      'met accounts_in_order',
    );
  });

  it('that have ended or were locked are not held against the computer', async () => {
    const ended = lines(shadow.with(4, 'bsmith::20000:0:99999:7::20001:'));
    expect(await verdictOf({ '/etc/shadow': ended })).to.equal('met accounts_in_order');
    const locked = lines(shadow.with(4, `bsmith:!${hash}:20000:0:99999:7:::`));
    expect(await verdictOf({ '/etc/shadow': locked })).to.equal('met accounts_in_order');
  });

  it('whose password is not in the shadow file are not known', async () =>
    expect(await verdictOf({ '/etc/shadow': lines(shadow.toSpliced(4, 1)) })).to.equal('unknown not_seen'));

  it('become administrators by group, by their own number, by sudo’s rules and by a group that those name', async () => {
    const bad = 'not_met administrator_not_approved';
    expect(await verdictOf({ '/etc/group': lines(group.with(1, 'sudo:x:27:ajones,bsmith')) })).to.equal(bad);
    expect(await verdictOf({ '/etc/passwd': lines(passwd.with(4, 'bsmith:x:0:0::/:/bin/bash')) })).to.equal(
      bad,
    );
    expect(
      await verdictOf({ '/etc/passwd': lines(passwd.with(4, 'bsmith:x:1001:27::/:/bin/bash')) }),
    ).to.equal(bad);
    const dropIn = (text: string) => ({
      '/etc/sudoers.d': ['10-extra', 'old.bak'],
      '/etc/sudoers.d/10-extra': text,
    });
    expect(await verdictOf(dropIn('bsmith ALL=(ALL) NOPASSWD: ALL\n'))).to.equal(bad);
    expect(await verdictOf(dropIn('%bsmith ALL=(ALL)\\\n  ALL\n')), 'a member by its first group').to.equal(
      bad,
    );
    expect(await verdictOf(dropIn('bsmith ALL=(root) /usr/bin/apt update\n'))).to.equal(
      'met accounts_in_order',
    );
  });

  it('are not known to have no further administrator when a rule cannot be read', async () => {
    const denied = { '/etc/sudoers.d': ['x'], '/etc/sudoers.d/x': { code: 'EACCES' } };
    expect(await verdictOf(denied)).to.equal('unknown not_seen');
    expect(parseSudoers('User_Alias ADMINS = a, b\nADMINS ALL=(ALL) ALL\n').whole).to.equal(false);
    expect(parseSudoers('+netgroup ALL=(ALL) ALL\n').whole).to.equal(false);
    expect(parseSudoers('# a remark\n#includedir /etc/sudoers.d\n').folders).to.deep.equal([
      '/etc/sudoers.d',
    ]);
  });

  it('show administrators without judging while the school has no list', async () =>
    expect(await verdictOf({}, {})).to.equal('met accounts_in_order'));

  it('that are signed in by themselves are found in each kind of sign-in screen', async () => {
    const auto: Script['files'][] = [
      { '/etc/gdm3/daemon.conf': '[daemon]\nAutomaticLoginEnable = true\nAutomaticLogin = bsmith\n' },
      {
        '/etc/lightdm/lightdm.conf.d': ['50.conf'],
        '/etc/lightdm/lightdm.conf.d/50.conf': '[Seat:*]\nautologin-user=bsmith\n',
      },
      { '/etc/sddm.conf': '[Autologin]\nUser=bsmith\nSession=plasma\n' },
      {
        '/etc/systemd/system/getty@tty1.service.d': ['auto.conf'],
        '/etc/systemd/system/getty@tty1.service.d/auto.conf':
          '[Service]\nExecStart=\nExecStart=-/sbin/agetty --autologin bsmith --noclear %I $TERM\n',
      },
    ];
    for (const over of auto) expect(await verdictOf(over)).to.equal('not_met auto_logon');
    expect(
      await verdictOf({
        '/etc/gdm3/daemon.conf': '[daemon]\nAutomaticLoginEnable=false\nAutomaticLogin=bsmith\n',
      }),
    ).to.equal('met accounts_in_order');
    expect(await verdictOf({ '/etc/lightdm/lightdm.conf': '[SeatDefaults]\nallow-guest=true\n' })).to.equal(
      'not_met guest_on',
    );
    expect(await verdictOf({ '/etc/sddm.conf': { code: 'EACCES' } })).to.equal('unknown not_seen');
  });

  it('say that a directory keeps more of them', async () => {
    const winbind = { '/etc/nsswitch.conf': 'passwd: files winbind systemd\n' };
    expect(await verdictOf(winbind)).to.equal('unknown directory_managed');
    const sss = { '/etc/nsswitch.conf': 'passwd:\tfiles sss\n' };
    expect(await verdictOf(sss), 'named and not set up').to.equal('met accounts_in_order');
    expect(await verdictOf({ ...sss, '/etc/sssd/sssd.conf': '[sssd]\n' })).to.equal(
      'unknown directory_managed',
    );
  });

  it('need root, and do not guess at half a file', async () => {
    const seen = await linux
      .observe(scriptedMachine({ files: files(), privileged: false }), never)
      .catch((error: ProbeError) => error.reason);
    expect(seen).to.equal('no_privilege');
    expect(await reasonOf({ '/etc/shadow': { code: 'EACCES' } })).to.equal('no_privilege');
    expect(await reasonOf({ '/etc/gshadow': { code: 'EIO' } })).to.equal('no_privilege');
    expect(await verdictOf({ '/etc/gshadow': { code: 'ENOENT' } })).to.equal('met accounts_in_order');
    expect(await reasonOf({ '/etc/passwd': '' })).to.equal('unrecognised_output');
    expect(await reasonOf({ '/etc/passwd': lines(passwd.slice(0, 3)) })).to.equal('unrecognised_output');
  });

  for (const [path, text] of [
    ['/etc/passwd', lines(passwd)],
    ['/etc/shadow', lines(shadow)],
    ['/etc/group', lines(group)],
  ] as const)
    it(`with ${path} cut at any byte are never in order`, () =>
      neverMetWhenCut(text, cut => verdictOf({ [path]: cut })));
});

/** A folder that stands for the root of another computer. */
function rooted(folder: string): Machine {
  const machine = thisMachine();
  return {
    ...machine,
    readFile: (path, maxBytes) => machine.readFile(join(folder, path), maxBytes),
    readDirectory: path => machine.readDirectory(join(folder, path)),
  };
}

describe('accounts made by the real programs, below another root', () => {
  const obstacle =
    process.getuid?.() !== 0
      ? 'it needs root'
      : existsSync('/usr/sbin/useradd')
        ? null
        : 'useradd is not installed';

  itWhen(obstacle, 'are seen as useradd, usermod and chage leave them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-accounts-'));
    const on = (command: string, ...args: string[]) =>
      execFileSync(command, ['-P', folder, ...args], { stdio: 'pipe' });
    const judged = async () => {
      const { state, reason } = evaluate(
        await linux.observe(rooted(folder), never),
        policy.parse(rule),
        Date.UTC(2026, 10, 22),
      );
      return `${state} ${reason}`;
    };
    try {
      mkdirSync(join(folder, 'etc'));
      for (const name of ['passwd', 'shadow', 'group', 'gshadow', 'login.defs', 'nsswitch.conf'])
        cpSync(`/etc/${name}`, join(folder, 'etc', name));
      on('useradd', '-s', '/bin/bash', '-p', hash, '-u', '4321', 'ajones');
      expect(await judged()).to.equal('met accounts_in_order');
      on('usermod', '-aG', 'sudo', 'ajones');
      expect(await judged()).to.equal('met accounts_in_order');
      on('useradd', '-s', '/bin/bash', '-p', hash, '-G', 'sudo', 'csmith');
      expect(await judged()).to.equal('not_met administrator_not_approved');
      on('usermod', '-G', '', '-p', '', 'csmith');
      expect(await judged()).to.equal('not_met no_password');
      on('usermod', '-L', '-e', '1', 'csmith');
      expect(await judged()).to.equal('met accounts_in_order');
      on('useradd', '-s', '/bin/bash', '-p', hash, 'pupil7');
      expect(await judged()).to.equal('not_met shared_name');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
