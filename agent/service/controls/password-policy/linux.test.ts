/** Files marked composed are written by hand in the form of their manual pages; the hash is none. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/password-policy/evaluate.ts';
import { policy } from '../../../../shared/controls/password-policy/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { itOnRecorded, itWhen, recorded } from '../../../../test/support/recorded.ts';
import { type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { parseShadow } from '../../system/account-files.ts';
import { thisMachine } from '../../system/machine.ts';
import { linux } from './linux.ts';
import { stackOf } from './pam.ts';

const never = new AbortController().signal;
const hash = '$y$j9T$notAHash$notAHashAtAll';
const now = Date.UTC(2026, 10, 21);
const today = Math.floor(now / (24 * 3600_000));

/** Composed: Debian with pwquality and faillock. */
const commonPassword = [
  'password requisite pam_pwquality.so retry=3',
  'password [success=1 default=ignore] pam_unix.so obscure use_authtok yescrypt',
  'password requisite pam_deny.so',
  'password required pam_permit.so',
];
const commonAuth = [
  'auth required pam_faillock.so preauth',
  'auth [success=1 default=ignore] pam_unix.so nullok',
  'auth [default=die] pam_faillock.so authfail',
  'auth required pam_permit.so',
];
const lines = (all: readonly string[]) => `${all.join('\n')}\n`;
const passwdFile = 'root:x:0:0:root:/root:/bin/bash\najones:x:1000:1000::/home/ajones:/bin/bash\n';
const shadowFile = (max = '99999', setOn = today - 10) =>
  `root:!:20000:0:99999:7:::\najones:${hash}:${setOn}:0:${max}:7:::\n`;

const files = (over: Script['files'] = {}): Script['files'] => ({
  '/etc/passwd': passwdFile,
  '/etc/shadow': shadowFile(),
  '/etc/login.defs': 'PASS_MAX_DAYS\t99999\n',
  '/etc/nsswitch.conf': 'passwd: files systemd\n',
  '/etc/pam.d': ['common-auth', 'common-password', 'login', 'passwd'],
  '/etc/pam.d/passwd': '@include common-password\n',
  '/etc/pam.d/login': '#%PAM-1.0\n@include common-auth\nsession required pam_limits.so\n',
  '/etc/pam.d/common-password': lines(commonPassword),
  '/etc/pam.d/common-auth': lines(commonAuth),
  '/etc/security/pwquality.conf': '# minlen = 20\ndictcheck = 1\nminlen = 12\n',
  '/etc/security/faillock.conf': 'audit\nunlock_time = 600\ndeny = 5\n',
  ...over,
});
const observe = (over?: Script['files']) =>
  linux.observe(scriptedMachine({ files: files(over), now }), never);
async function verdictOf(over?: Script['files'], rule: object = {}): Promise<string> {
  const { state, reason } = evaluate(await observe(over), policy.parse(rule), now);
  return `${state} ${reason}`;
}

describe('rules for passwords on Linux', () => {
  it('are in force by pwquality and faillock, where PAM really loads them', async () => {
    expect(await verdictOf()).to.equal('met rules_in_force');
    expect(await observe()).to.deep.include({
      minLength: 12,
      denyList: true,
      lockoutAfter: 5,
      maxAgeDays: 0,
    });
  });

  it('are not, however strict pwquality’s file is, where PAM does not load it or does not heed it', async () => {
    const without = (first: string[]) => ({
      '/etc/pam.d/common-password': lines([...first, ...commonPassword.slice(1)]),
    });
    expect(await verdictOf(without([]))).to.equal('not_met too_short');
    expect(await verdictOf(without(['# password requisite pam_pwquality.so']))).to.equal('not_met too_short');
    expect(await verdictOf(without(['password optional pam_pwquality.so']))).to.equal('not_met too_short');
    expect((await observe(without([]))).minLength, 'pam_unix alone').to.equal(6);
  });

  it('are not, where PAM asks in the wrong order: after the password was taken, or without heeding the answer', async () => {
    const [quality = '', ...rest] = commonPassword;
    const late = { '/etc/pam.d/common-password': lines([...rest, quality]) };
    expect(await verdictOf(late)).to.equal('not_met too_short');
    const [preauth = '', unix = '', ...after] = commonAuth;
    const behind = { '/etc/pam.d/common-auth': lines([unix, preauth, ...after]) };
    expect(await verdictOf(behind)).to.equal('not_met never_locks_out');
    const optional = preauth.replace('required', 'optional');
    expect(await verdictOf({ '/etc/pam.d/common-auth': lines([optional, unix, ...after]) })).to.equal(
      'not_met never_locks_out',
    );
  });

  it('count PAM’s own arguments over the file, and the file over its drop-ins', async () => {
    const argued = lines([
      'password requisite pam_pwquality.so minlen=16 ucredit=-1',
      ...commonPassword.slice(1),
    ]);
    expect((await observe({ '/etc/pam.d/common-password': argued })).minLength).to.equal(16);
    const dropIn = {
      '/etc/security/pwquality.conf.d': ['50.conf'],
      '/etc/security/pwquality.conf.d/50.conf': 'minlen = 8\nminclass = 4\n',
    };
    expect(await observe(dropIn)).to.deep.include({ minLength: 12, complexity: true });
    const denied = { '/etc/security/pwquality.conf.d': { code: 'EACCES' } };
    expect(await verdictOf(denied)).to.equal('unknown not_read');
    expect(await verdictOf({}, { complexity: true })).to.equal('not_met not_complex');
  });

  it('take credits off the length, and know when nothing is enforced', async () => {
    const conf = (text: string) => ({ '/etc/security/pwquality.conf': text });
    expect((await observe(conf('minlen = 12\ndcredit = 1\nucredit = 1\n'))).minLength).to.equal(10);
    expect((await observe(conf('minlen = 12\ndcredit=-1\nucredit=-1\nlcredit=-1\n'))).complexity).to.equal(
      true,
    );
    expect(await verdictOf(conf('minlen = 12\nenforcing = 0\n'))).to.equal('not_met too_short');
    expect(await verdictOf(conf('minlen = twelve\n'))).to.equal('unknown not_read');
  });

  it('know pam_unix’s and cracklib’s own least length, and do not guess at passwdqc', async () => {
    const stack = (...first: string[]) =>
      observe({ '/etc/pam.d/common-password': lines([...first, 'password required pam_permit.so']) });
    expect((await stack('password required pam_unix.so minlen=14')).minLength).to.equal(14);
    expect(
      (await stack('password required pam_cracklib.so minlen=14', 'password required pam_unix.so')).minLength,
    ).to.equal(10);
    expect(
      (await stack('password required pam_passwdqc.so', 'password required pam_unix.so')).minLength,
    ).to.equal(null);
    expect((await stack('password required pam_sss.so')).minLength).to.equal(null);
  });

  it('follow Fedora’s substacks, and give up on one that is missing or goes in a circle', async () => {
    const fedora = {
      '/etc/pam.d/passwd': 'password   substack   system-auth\n',
      '/etc/pam.d/system-auth':
        'password    requisite     pam_pwquality.so local_users_only\npassword    sufficient    pam_unix.so sha512 shadow use_authtok\n',
    };
    expect((await observe(fedora)).minLength).to.equal(12);
    expect((await observe({ '/etc/pam.d/passwd': '@include nowhere\n' })).minLength).to.equal(null);
    const circle = scriptedMachine({ files: { '/etc/pam.d/a': '@include a\n' } });
    expect(await stackOf(circle, 'a', 'auth')).to.equal(null);
  });

  it('see guessing without end: no faillock, or at one sign-in screen only', async () => {
    const plain = lines([commonAuth[1] ?? '']);
    expect(await verdictOf({ '/etc/pam.d/common-auth': plain })).to.equal('not_met never_locks_out');
    const gdm = { '/etc/pam.d': ['login', 'gdm-password'], '/etc/pam.d/gdm-password': plain };
    expect(await verdictOf(gdm)).to.equal('not_met never_locks_out');
    const half = lines(commonAuth.slice(1));
    expect(await verdictOf({ '/etc/pam.d/common-auth': half })).to.equal('unknown not_read');
    expect(await verdictOf({ '/etc/security/faillock.conf': 'deny = 30\n' })).to.equal(
      'not_met locks_out_late',
    );
    expect((await observe({ '/etc/security/faillock.conf': '' })).lockoutAfter, 'its own default').to.equal(
      3,
    );
  });

  it('compare each person’s own limit and the age of their password, without a name', async () => {
    const rule = { maxAgeDays: 90 };
    const defs = { '/etc/login.defs': 'PASS_MAX_DAYS 90\n' };
    expect(await verdictOf({}, rule)).to.equal('not_met never_runs_out');
    expect(await verdictOf({ ...defs, '/etc/shadow': shadowFile('90') }, rule)).to.equal(
      'met rules_in_force',
    );
    expect(await verdictOf({ ...defs, '/etc/shadow': shadowFile('99999') }, rule)).to.equal(
      'not_met people_exempt',
    );
    expect(await verdictOf({ ...defs, '/etc/shadow': shadowFile('90', today - 91) }, rule)).to.equal(
      'not_met passwords_too_old',
    );
    const text = JSON.stringify(await observe());
    expect(text).to.not.contain('jones').and.not.contain('$');
  });

  it('say that a directory has rules of its own', async () =>
    expect(await verdictOf({ '/etc/nsswitch.conf': 'passwd: files winbind\n' })).to.equal(
      'unknown directory_managed',
    ));

  const rule = { maxAgeDays: 90 };
  const whole = { '/etc/login.defs': 'PASS_MAX_DAYS 90\n', '/etc/shadow': shadowFile('90') };
  for (const [path, text] of [
    ['/etc/shadow', shadowFile('90')],
    ['/etc/login.defs', '# the greatest age\nPASS_MAX_DAYS 90\n'],
    ['/etc/security/pwquality.conf', 'minlen = 12'],
    ['/etc/pam.d/common-password', 'password requisite pam_pwquality.so\npassword required pam_unix.so'],
  ] as const)
    it(`with ${path} cut at any byte are never in force`, () =>
      neverMetWhenCut(text, cut => verdictOf({ ...whole, [path]: cut }, rule)));

  itOnRecorded('take what chage shows as never for never', () => {
    expect(recorded('linux/misc/chage-l-root.txt')).to.match(/Maximum number of days.*: 99999/);
    expect(parseShadow(shadowFile('99999')).get('ajones')?.maxDays).to.equal(null);
  });
});

describe('rules for passwords on this machine', () => {
  const obstacle =
    process.getuid?.() !== 0 ? 'it needs root' : existsSync('/etc/pam.d/passwd') ? null : 'it has no PAM';

  itWhen(obstacle, 'are what its own files say', async () => {
    const seen = await linux.observe(thisMachine(), never);
    const loads = (module: string) =>
      execFileSync(
        'sh',
        ['-c', `grep -hE '^[^#]*${module}' /etc/pam.d/common-* /etc/pam.d/system-auth 2>/dev/null | wc -l`],
        { encoding: 'utf8' },
      ).trim() !== '0';
    if (!loads('pam_pwquality') && !loads('minlen=')) expect(seen.minLength).to.equal(6);
    if (!loads('pam_faillock')) expect(seen.lockoutAfter).to.equal(0);
  });

  const noUseradd = obstacle ?? (existsSync('/usr/sbin/useradd') ? null : 'useradd is not installed');
  itWhen(noUseradd, 'are read of accounts made by useradd below another root', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-passwords-'));
    const machine = thisMachine();
    const rooted = {
      ...machine,
      readFile: (path: string, maxBytes?: number) =>
        machine.readFile(path.startsWith('/etc/pam.d') ? path : join(folder, path), maxBytes),
    };
    try {
      mkdirSync(join(folder, 'etc'));
      for (const name of ['passwd', 'shadow', 'group', 'gshadow', 'login.defs', 'nsswitch.conf'])
        cpSync(`/etc/${name}`, join(folder, 'etc', name));
      const before = (await linux.observe(rooted, never)).people?.length ?? 0;
      execFileSync('/usr/sbin/useradd', [
        '-P',
        folder,
        '-s',
        '/bin/bash',
        '-p',
        hash,
        '-K',
        'PASS_MAX_DAYS=90',
        'ajones',
      ]);
      const { people } = await linux.observe(rooted, never);
      expect(people).to.have.length(before + 1);
      expect(people?.at(-1)?.maxAgeDays).to.equal(90);
      expect(Math.abs((people?.at(-1)?.setAt ?? 0) - Date.now())).to.be.below(2 * 24 * 3600_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
