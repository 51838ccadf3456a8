/** Property lists and lines are composed after what macOS documents, unless called recorded. */
import { expect } from 'chai';
import { build, type PlistValue } from 'plist';
import { idleLock } from '../../../../shared/controls/idle-lock/index.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine, timedOut } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { macos } from './macos.ts';
import { parseIdleTime, parseScreenLock } from './parse-macos.ts';

type Dict = Record<string, PlistValue>;

const managed = '/Library/Managed Preferences';
const profile = { idleTime: 900, askForPassword: true, askForPasswordDelay: 0 };
const immediate = '2026-11-21 12:00:00.000 sysadminctl[1:2] screenLock delay is immediate\n';

interface Mac {
  console?: string;
  lock?: string;
  idle?: string | null;
  /** Of the whole Mac, and of the person at the screen. */
  computer?: Dict | string;
  person?: Dict;
  root?: Dict;
  unused?: number | null;
}

function mac({ console = '501 pupil\n', lock = immediate, idle = '900\n', ...rest }: Mac = {}) {
  const lists: Record<string, string> = {};
  const computer = rest.computer ?? profile;
  lists[`${managed}/com.apple.screensaver.plist`] = typeof computer === 'string' ? computer : build(computer);
  if (rest.person) lists[`${managed}/pupil/com.apple.screensaver.plist`] = build(rest.person);
  const launchctl = (args: readonly string[]) => {
    if (args.includes('-screenLock')) return ended('', { stderr: lock });
    return idle === null ? ended('', { exit: 1, stderr: 'does not exist' }) : ended(idle);
  };
  const ioreg = (args: readonly string[]) => {
    if (args.includes('Root')) return ended(build(rest.root ?? { IOConsoleLocked: false }));
    return rest.unused === null ? timedOut : ended(build([{ HIDIdleTime: (rest.unused ?? 5) * 1e9 }]));
  };
  return scriptedMachine({
    commands: {
      stat: ended(console),
      plutil: args => ended(lists[args.at(-1) ?? ''] ?? ''),
      launchctl,
      ioreg,
    },
    modified: Object.fromEntries(Object.keys(lists).map(path => [path, 1])),
  });
}

async function look(given?: Mac) {
  const seen = await observe(idleLock, macos, mac(given));
  return judge(idleLock, seen, policy.parse({}), 'caretaker test');
}
const verdict = async (given?: Mac) => {
  const { state, reason } = await look(given);
  return `${state} ${reason}`;
};

describe('the screen lock on macOS', () => {
  it('is met when what is in force is what a profile sets', async () => {
    expect(await verdict()).to.equal('met locks_in_time');
    expect(
      await verdict({ computer: { idleTime: 900 }, person: { askForPassword: 1, askForPasswordDelay: 0 } }),
    ).to.equal('met locks_in_time');
  });

  it('is not known when people can change it', async () => {
    expect(await verdict({ computer: {} })).to.equal('unknown people_can_change');
    expect(await verdict({ computer: { idleTime: 900 } })).to.equal('unknown people_can_change');
  });

  it('counts the wait for the password with the wait before', async () => {
    const lock = immediate.replace('immediate', '301 seconds');
    const computer = { ...profile, askForPasswordDelay: 301 };
    expect(await verdict({ lock, computer })).to.equal('not_met locks_too_late');
    expect(await verdict({ lock, computer: {}, idle: '899\n' })).to.equal('unknown people_can_change');
  });

  it('is not met when it never starts, or no password is asked for', async () => {
    expect(await verdict({ idle: '0\n', computer: {} })).to.equal('not_met never_locks');
    expect(await verdict({ lock: 'screenLock is off\n', computer: {} })).to.equal('not_met lock_disabled');
    expect(await verdict({ lock: 'screenLock delay is -1.000000 seconds\n', computer: {} })).to.equal(
      'not_met lock_disabled',
    );
  });

  it('does not know when the profile and what is in force contradict each other', async () => {
    expect(await verdict({ lock: immediate.replace('immediate', '5 seconds') })).to.equal(
      'unknown setting_not_read',
    );
    expect(await verdict({ idle: '600\n' })).to.equal('unknown people_can_change');
  });

  it('does not know what was not told in known words, or could not be read', async () => {
    expect(await verdict({ lock: 'Le verrouillage est désactivé\n' })).to.equal('unknown setting_not_read');
    expect(await verdict({ idle: null })).to.equal('unknown setting_not_read');
    expect(await verdict({ computer: 'bplist00' })).to.equal('unknown people_can_change');
    expect(await verdict({ console: 'nobody knows\n' })).to.equal('unknown unrecognised_output');
  });

  it('goes by the profile alone at the sign-in window', async () => {
    const nobody = '0 root\n';
    expect(await verdict({ console: nobody })).to.equal('met locks_in_time');
    expect(await verdict({ console: nobody, computer: {} })).to.equal('unknown setting_not_read');
    expect(await verdict({ console: nobody, computer: { ...profile, askForPassword: false } })).to.equal(
      'not_met lock_disabled',
    );
  });

  it('holds a screen that was left open against any setting, but not a locked one', async () => {
    expect(await verdict({ unused: 1300 })).to.equal('not_met session_left_open');
    expect(await verdict({ unused: 1300, root: { IOConsoleLocked: true } })).to.equal('met locks_in_time');
    const screen = { IOConsoleLocked: false, IOConsoleUsers: [{ CGSSessionScreenIsLocked: true }] };
    expect(await verdict({ unused: 1300, root: screen })).to.equal('met locks_in_time');
  });

  it('is not known where ioreg does not say whether the screen is open, or for how long', async () => {
    expect(await verdict({ unused: 1300, root: {} })).to.equal('unknown sessions_not_read');
    expect(await verdict({ unused: null })).to.equal('unknown sessions_not_read');
    expect(await verdict({ unused: null, root: { IOConsoleLocked: true } })).to.equal('met locks_in_time');
  });

  it('lives through any cut and any other number in a profile', async () => {
    const whole = build({ ...profile, idleTime: 3600 });
    await onMutations(whole, async computer => {
      if (!computer.includes('</plist>')) expect((await look({ computer })).state).to.not.equal('met');
      expect((await look({ computer, idle: '3600\n' })).state).to.not.equal('met');
    });
  });

  itOnRecorded('reads sysadminctl’s lines, recorded and rebuilt, and no other line of it', () => {
    const read = (name: string) => parseScreenLock(recorded(`macos/sysadminctl/${name}.txt`));
    expect(read('screenlock-immediate')).to.equal(0);
    expect(read('screenlock-300-seconds')).to.equal(300);
    expect(read('guest-account-disabled-stderr')).to.equal(null);
  });

  itOnRecorded('lives through any cut and any other number of them', async () => {
    for (const name of ['screenlock-immediate', 'screenlock-300-seconds', 'guest-account-disabled-stderr'])
      await onMutations(recorded(`macos/sysadminctl/${name}.txt`), async lock => {
        const { state } = await look({ lock });
        if (parseScreenLock(lock) !== 0) expect(state).to.not.equal('met');
      });
    expect(parseIdleTime('90')).to.equal(null);
  });
});
