/** The words before sign-in. Windows and macOS on composed answers, written to what Microsoft and Apple document. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { evaluate } from '../../../../../shared/controls/local-accounts/evaluate.ts';
import type { Observation } from '../../../../../shared/controls/local-accounts/observation.ts';
import { policy } from '../../../../../shared/controls/local-accounts/policy.ts';
import { itWhen } from '../../../../../test/support/recorded.ts';
import { ended, type Script, scriptedMachine } from '../../../../../test/support/scripted-machine.ts';
import { Enforcement } from '../../../enforcement/enforcement.ts';
import { Ledger } from '../../../enforcement/ledger.ts';
import { placesOf } from '../../../enforcement/places/index.ts';
import type { Machine } from '../../control.ts';
import type { Plan, Wanted } from '../../plan.ts';
import { macos } from '../macos.ts';
import { windows } from '../windows.ts';
import { noticeOnLinux, noticesOnLinux } from './linux.ts';
import { noticeOnMac, noticesOnMac } from './macos.ts';
import { noticeOnWindows, noticesOnWindows } from './windows.ts';

const never = new AbortController().signal;
const text = 'The school looks after this computer. Miss O’Hara’s rules hold: it’s for school work.';
const asked = policy.parse({ mode: 'enforce', noticeTitle: 'Using our computers', noticeText: text });
const withGdm = { '/usr/sbin': ['gdm3'], '/usr/bin': ['dconf'] };

const inOrder = {
  ...{ accounts: [], others: 1, autoLogonElsewhere: false, unseen: [] },
  ...{ directory: null, directoryAdministrators: null },
};
const judged = (notices: Observation['notices']) => {
  const { state, reason } = evaluate({ ...inOrder, notices }, asked, 0);
  return `${state} ${reason}`;
};
const onLinux = async (files: Script['files']) =>
  judged(await noticesOnLinux(scriptedMachine({ files: { ...files } }), asked));

/** A machine whose files lie below a folder, with dconf's own compiler. */
function below(root: string): Machine {
  const real = (path: string) => join(root, path);
  return {
    ...scriptedMachine({}),
    readFile: async path => readFileSync(real(path), 'utf8'),
    readBytes: async path => readFileSync(real(path)),
    readDirectory: async path => readdirSync(real(path)),
    run: async (command, args) => {
      const steps =
        command === 'dconf'
          ? ['update', real('/etc/dconf/db')]
          : args.map(one => one.replace(/^\/etc/, real('/etc')));
      const { status, stdout, stderr } = spawnSync(command, steps, { encoding: 'utf8' });
      return ended(stdout, { exit: status, stderr });
    },
  };
}

const moved = (wanted: readonly Wanted[], root: string): Wanted[] =>
  wanted.map(one => {
    const { setting } = one;
    return setting.kind === 'file'
      ? { ...one, setting: { ...setting, path: join(root, setting.path) } }
      : one;
  });

const hasDconf = spawnSync('dconf', ['help']).error === undefined;

describe('words before sign-in', () => {
  it('are looked for only where the school asks for some', async () => {
    const none = policy.parse({});
    expect(await noticesOnLinux(scriptedMachine({}), none)).to.equal(undefined);
    expect(await noticesOnMac(scriptedMachine({}), none)).to.equal(undefined);
    expect(await noticesOnWindows(scriptedMachine({}), none, never)).to.equal(undefined);
    expect(await noticeOnLinux(scriptedMachine({}), none)).to.deep.equal([]);
    expect(noticeOnWindows(none)).to.deep.equal([]);
    expect((await noticeOnMac(scriptedMachine({}), none)).wanted).to.deep.equal([]);
  });

  it('are one line of plain text', () => {
    for (const noticeText of ['two\nlines', 'a\u001b[2Jclear', 'right\u202eleft', 'x'.repeat(301)])
      expect(policy.safeParse({ noticeText }).success, JSON.stringify(noticeText)).to.equal(false);
  });

  it('on Linux: not shown, shown, and not known where a sign-in screen has no place for them', async () => {
    const issue = { '/etc/issue.d': ['90-caretaker.issue'], '/etc/issue.d/90-caretaker.issue': text };
    const plain = { '/usr/sbin': [], '/usr/bin': [], '/etc/issue': 'Debian \\n \\l\n' };
    expect(await onLinux({ ...plain, '/etc/issue.d': [] })).to.equal('not_met notice_not_shown');
    expect(await onLinux({ ...plain, ...issue })).to.equal('met accounts_in_order');
    expect(await onLinux({ ...plain, ...issue, ...withGdm })).to.equal('not_met notice_not_shown');
    const gdm = { ...withGdm, '/etc/dconf/profile/gdm': 'user-db:user\nsystem-db:gdm\n' };
    const compiled = `banner-message-enable banner-message-text ${text}`;
    expect(await onLinux({ ...plain, ...issue, ...gdm, '/etc/dconf/db/gdm': compiled })).to.equal(
      'met accounts_in_order',
    );
    const other = 'banner-message-enable banner-message-text Keep out';
    expect(await onLinux({ ...plain, ...issue, ...gdm, '/etc/dconf/db/gdm': other })).to.equal(
      'not_met notice_not_shown',
    );
    expect(await onLinux({ ...plain, ...issue, '/usr/sbin': ['lightdm'] })).to.equal('unknown not_seen');
  });

  it('on Linux are never shown on the strength of what could not be read', async () => {
    const denied = { code: 'EACCES' };
    const whole = {
      ...{ '/usr/sbin': ['gdm3'], '/usr/bin': [], '/etc/issue': '' },
      ...{ '/etc/issue.d': ['a.issue'], '/etc/issue.d/a.issue': text },
      '/etc/dconf/profile/gdm': 'user-db:user\nsystem-db:gdm\n',
      '/etc/dconf/db/gdm': `banner-message-enable banner-message-text ${text}`,
    };
    expect(await onLinux(whole)).to.equal('met accounts_in_order');
    for (const path of Object.keys(whole))
      expect(await onLinux({ ...whole, [path]: denied }), path).to.equal('unknown not_seen');
  });

  itWhen(
    hasDconf ? null : 'dconf is not installed here (dconf-cli)',
    'on Linux are in what dconf compiles for GNOME’s sign-in screen, and all is as it was afterwards',
    async () => {
      const root = mkdtempSync(join(tmpdir(), 'ct-'));
      const file = (path: string, said: string) => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), said);
      };
      const ledger = new Ledger(':memory:');
      try {
        file('/usr/sbin/gdm3', '');
        file('/usr/bin/dconf', '');
        file('/etc/issue', 'Debian GNU/Linux 12 \\n \\l\n');
        file('/etc/issue.d/.keep', '');
        file('/etc/dconf/db/local.d/00-theirs', "[a/b]\nc='d'\n");
        file('/usr/share/dconf/profile/gdm', 'user-db:user\nfile-db:/var/lib/gdm3/greeter-dconf-defaults\n');
        const tree = () =>
          execFileSync('find', ['.', '-type', 'f', '!', '-name', 'local'], { cwd: root, encoding: 'utf8' })
            .split('\n')
            .sort();
        const before = tree();
        const machine = below(root);
        const hands = new Enforcement({
          ...{ ledger, machine, candidates: join(root, 'candidates') },
          places: placesOf(machine, ledger.folders),
          beforeWriting: () => {},
          tell: () => {},
        });
        const plan = async (): Promise<Plan> => ({
          wanted: moved(await noticeOnLinux(machine, asked), root),
          how: 'enforced',
        });
        expect(judged(await noticesOnLinux(machine, asked))).to.equal('not_met notice_not_shown');
        expect(await hands.bring('local-accounts', await plan(), 1)).to.include({ kind: 'in_place' });
        expect(judged(await noticesOnLinux(machine, asked))).to.equal('met accounts_in_order');
        const profile = readFileSync(join(root, '/etc/dconf/profile/gdm'), 'utf8');
        expect(profile.split('\n').slice(0, 2)).to.deep.equal(['user-db:user', 'system-db:caretaker-gdm']);
        // Bringing it again changes nothing: the profile that is in force is now ours.
        expect(await hands.bring('local-accounts', await plan(), 1)).to.include({ changed: false });
        await hands.releaseAll();
        expect(tree()).to.deep.equal(before);
        expect(judged(await noticesOnLinux(machine, asked))).to.equal('not_met notice_not_shown');
      } finally {
        ledger.close();
        rmSync(root, { recursive: true, force: true });
      }
    },
  );

  it('on Linux go into the database that the sign-in screen has already, as Ubuntu ships it', async () => {
    const profile = 'user-db:user\nsystem-db:gdm\nfile-db:/usr/share/gdm/greeter-dconf-defaults\n';
    const files = { ...withGdm, '/usr/share/dconf/profile/gdm': profile };
    const paths = (await noticeOnLinux(scriptedMachine({ files }), asked)).map(({ setting }) =>
      setting.kind === 'file' ? setting.path : '',
    );
    expect(paths).to.deep.equal([
      '/etc/issue.d/90-caretaker.issue',
      '/etc/dconf/db/gdm.d/90-caretaker-sign-in-notice',
      '/etc/dconf/db/gdm.d/locks/90-caretaker-sign-in-notice',
    ]);
  });

  it('ask nothing of a console or of dconf, whatever stands in them', async () => {
    const odd = policy.parse({ noticeText: "It's \\d here" });
    const wanted = await noticeOnLinux(scriptedMachine({ files: withGdm }), odd);
    const texts = wanted.map(({ value }) => (value?.kind === 'file' ? value.text : ''));
    expect(texts[0]).to.equal("\nIt's \\\\d here\n\n");
    expect(texts[1]).to.contain("banner-message-text='It\\'s \\\\d here'");
  });

  it('on Windows are the legal notice, with a heading, for without one it shows nothing', async () => {
    const answer = (notice: object) =>
      scriptedMachine({
        commands: {
          powershell: ended(JSON.stringify({ language: 'FullLanguage', answer: { build: 22631, notice } })),
        },
      });
    const seen = async (notice: object) => judged(await noticesOnWindows(answer(notice), asked, never));
    expect(await seen({ title: 'Using our computers', text })).to.equal('met accounts_in_order');
    expect(await seen({ title: '', text: '' })).to.equal('not_met notice_not_shown');
    expect(await seen({ title: 'x', text: 'Keep out' })).to.equal('not_met notice_not_shown');
    const set = noticeOnWindows({ ...asked, noticeTitle: '' });
    expect(
      set.map(({ setting, value }) => [
        setting.kind === 'registry' ? setting.name : '',
        value?.kind === 'registry' ? value.data : null,
      ]),
    ).to.deep.equal([
      ['legalnoticecaption', 'Before you sign in'],
      ['legalnoticetext', text],
    ]);
    expect(typeof windows.plan).to.equal('function');
  });

  it('on a Mac are the policy banner, never over somebody else’s', async () => {
    const path = '/Library/Security/PolicyBanner.txt';
    const seen = async (files: Script['files']) =>
      judged(await noticesOnMac(scriptedMachine({ files: { ...files } }), asked));
    expect(await seen({ '/Library/Security': [] })).to.equal('not_met notice_not_shown');
    expect(await seen({ '/Library/Security': ['PolicyBanner.txt'], [path]: `A\n\n${text}\n` })).to.equal(
      'met accounts_in_order',
    );
    const both = { '/Library/Security': ['PolicyBanner.txt', 'PolicyBanner.rtf'], [path]: text };
    expect(await seen(both)).to.equal('not_met notice_not_shown');
    const plan = await macos.plan?.(scriptedMachine({ files: { '/Library/Security': [] } }), asked, never);
    expect(plan?.wanted).to.deep.equal([
      {
        setting: { kind: 'file', path },
        value: { kind: 'file', text: `Using our computers\n\n${text}\n`, mode: 0o644 },
      },
    ]);
    const refused = await noticeOnMac(scriptedMachine({ files: both }), asked).catch(error => error.reason);
    expect(refused).to.equal('managed_elsewhere');
    expect(existsSync(path)).to.equal(false);
  });
});
