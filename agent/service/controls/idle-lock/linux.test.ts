/** Settings files are composed after their documentation; gsettings answers as GLib prints values. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/idle-lock/evaluate.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import {
  ended,
  missing,
  type Script,
  scriptedMachine,
  timedOut,
} from '../../../../test/support/scripted-machine.ts';
import { parseSeconds } from './dconf-look.ts';
import { parseKscreenlocker } from './kde.ts';
import { linux } from './linux.ts';
import { parseSession } from './logind.ts';
import { beganBefore, seenSessions, signedIn } from './sessions.ts';

const never = new AbortController().signal;
const now = Date.UTC(2026, 10, 21, 12);
const textOnly = { '/usr/bin': ['bash', 'ls'], '/usr/sbin': ['init'] };

/** Nobody is signed in, unless the script says otherwise. */
async function verdictOf(script: Script): Promise<string> {
  const files = { '/run/systemd/sessions': [], ...script.files };
  const { state, reason } = evaluate(
    await linux.observe(scriptedMachine({ now, ...script, files }), never),
    policy.parse({}),
  );
  return `${state} ${reason}`;
}

/** GNOME's own tool, answering by setting; `writable` for all of them at once. */
const gsettings = (values: Record<string, string>, writable = false) => ({
  gsettings: ([verb, , key = '']: readonly string[]) =>
    verb === 'writable' ? ended(`${writable}\n`) : ended(`${values[key]}\n`),
});
const good = {
  'idle-delay': 'uint32 900',
  'lock-enabled': 'true',
  'lock-delay': 'uint32 0',
  'disable-lock-screen': 'false',
};
const gnome = { '/usr/bin': ['bash', 'gnome-shell'], '/usr/sbin': ['gdm3'] };
const kde = (text?: string) => ({
  '/usr/bin': ['bash', 'plasmashell'],
  '/usr/sbin': ['sddm'],
  ...(text === undefined ? {} : { '/etc/xdg/kscreenlockerrc': text }),
});

describe('the screen lock on Linux', () => {
  it('does not apply to a text console, once every place was looked at', async () =>
    expect(await verdictOf({ files: textOnly })).to.equal('not_applicable no_desktop'));

  it('is unknown where a place could not be looked at, or programs are not to be seen', async () => {
    expect(await verdictOf({ files: { ...textOnly, '/usr/share/xsessions': { code: 'EACCES' } } })).to.equal(
      'unknown desktop_not_recognised',
    );
    expect(await verdictOf({ files: {} })).to.equal('unknown desktop_not_recognised');
  });

  it('is unknown where something graphical is installed that no desktop claims', async () =>
    expect(await verdictOf({ files: { ...textOnly, '/usr/bin': ['Xorg'] } })).to.equal(
      'unknown desktop_not_recognised',
    ));

  it('is unknown for a desktop that it cannot read, by its session file', async () => {
    const files = { ...textOnly, '/usr/share/xsessions': ['enlightenment.desktop'] };
    expect(await verdictOf({ files })).to.equal('unknown desktop_not_understood');
  });

  it('is met by GNOME’s settings when they are locked for everybody', async () => {
    expect(await verdictOf({ files: gnome, commands: gsettings(good) })).to.equal('met locks_in_time');
    expect(await verdictOf({ files: gnome, commands: gsettings(good, true) })).to.equal(
      'unknown people_can_change',
    );
  });

  it('is met by Cinnamon’s settings in the same way, under names of its own', async () => {
    const files = { '/usr/bin': ['bash', 'cinnamon-session'], '/usr/sbin': ['lightdm'] };
    const asked: string[] = [];
    const { gsettings: answer } = gsettings(good);
    const commands = {
      gsettings: (args: readonly string[]) => {
        asked.push(args[1] ?? '');
        return answer(args);
      },
    };
    expect(await verdictOf({ files, commands })).to.equal('met locks_in_time');
    expect(asked.every(schema => schema.startsWith('org.cinnamon.'))).to.equal(true);
  });

  it('asks for the password after sleep only where no setting of GNOME, Cinnamon or Plasma says otherwise for good', async () => {
    const secure = policy.parse({ secureData: true });
    const judged = async (script: Script) => {
      const files = { '/run/systemd/sessions': [], ...script.files };
      const seen = await linux.observe(scriptedMachine({ now, ...script, files }), never);
      return evaluate(seen, secure).reason;
    };
    const noSuchKey = { exit: 1, stdout: '', stderr: 'No such key “ubuntu-lock-on-suspend”\n' };
    const answering = (values: Record<string, string>, unknown = noSuchKey) => ({
      gsettings: ([verb, , key = '']: readonly string[]) => {
        if (verb === 'writable') return ended('false\n');
        const value = values[key];
        return value === undefined ? { ...ended(''), ...unknown } : ended(`${value}\n`);
      },
    });
    const cinnamon = { '/usr/bin': ['bash', 'cinnamon-session'], '/usr/sbin': ['lightdm'] };
    const grace = 'LockGrace=0\nTimeout=20\nAutolock=true\n';
    const cases: [Script, string][] = [
      [{ files: gnome, commands: answering(good) }, 'locks_in_time'],
      [
        { files: gnome, commands: answering({ ...good, 'ubuntu-lock-on-suspend': 'false' }) },
        'no_password_on_wake',
      ],
      [
        { files: gnome, commands: answering(good, { ...noSuchKey, stderr: 'Gwall: ni ellir darllen\n' }) },
        'wake_not_read',
      ],
      [{ files: cinnamon, commands: answering({ ...good, 'lock-on-suspend': 'true' }) }, 'locks_in_time'],
      [{ files: cinnamon, commands: answering(good) }, 'wake_not_read'],
      [{ files: kde(`[Daemon][$i]\n${grace}LockOnResume=true\n`) }, 'locks_in_time'],
      [{ files: kde(`[Daemon][$i]\n${grace}LockOnResume=false\n`) }, 'no_password_on_wake'],
      [{ files: kde(`[Daemon][$i]\n${grace}`) }, 'wake_not_read'],
    ];
    for (const [script, reason] of cases) expect(await judged(script)).to.equal(reason);
  });

  it('sees GNOME’s lock turned off by either of its two switches', async () => {
    const off = { ...good, 'lock-enabled': 'false' };
    const forbidden = { ...good, 'disable-lock-screen': 'true' };
    for (const values of [off, forbidden])
      expect(await verdictOf({ files: gnome, commands: gsettings(values) })).to.equal(
        'not_met lock_disabled',
      );
  });

  it('is unknown when gsettings does not answer or has no such setting', async () => {
    expect(await verdictOf({ files: gnome, commands: { gsettings: timedOut } })).to.equal(
      'unknown setting_not_read',
    );
    expect(await verdictOf({ files: gnome, commands: gsettings({}) })).to.equal('unknown setting_not_read');
    expect(parseSeconds('uint32 300\n')).to.equal(300);
    expect(parseSeconds('300')).to.equal(null);
  });

  it('is met by KDE’s settings only when each is marked immutable', async () => {
    const locked = '[Daemon][$i]\nAutolock=true\nTimeout=15\nLockGrace=0\n';
    expect(await verdictOf({ files: kde(locked) })).to.equal('met locks_in_time');
    const open = '[Daemon]\nAutolock=true\nTimeout[$i]=15\nLockGrace=0\n';
    expect(await verdictOf({ files: kde(open) })).to.equal('unknown people_can_change');
    expect(await verdictOf({ files: kde() })).to.equal('unknown people_can_change');
    expect(await verdictOf({ files: kde('[Daemon]\nAutolock=false\n') })).to.equal('not_met lock_disabled');
    expect(await verdictOf({ files: kde('[Daemon][$i]\nTimeout=bald\n') })).to.equal(
      'unknown setting_not_read',
    );
  });

  it('reads only the group of KDE’s file that counts', () => {
    const entries = parseKscreenlocker('[$i]\n[Greeter]\nTimeout=1\n[Daemon]\nTimeout=9\n');
    expect(entries.get('Timeout')).to.deep.equal({ value: '9', immutable: true });
  });

  it('lets a session that stands open contradict the settings', async () => {
    const awakeMs = 5000_000;
    const fields = 'Id=3\nType=wayland\nClass=user\nLockedHint=no\nIdleHint=yes';
    const since = (wall: number) =>
      `${fields}\nIdleSinceHint=${wall * 1000}\nIdleSinceHintMonotonic=${(awakeMs - 1500_000) * 1000}\n`;
    const look = (wall: number) => {
      const loginctl = ([verb]: readonly string[]) =>
        ended(
          verb === 'list-sessions' ? '[{"session":"3","uid":1000,"user":"x","seat":"seat0"}]' : since(wall),
        );
      const machine = scriptedMachine({ now, commands: { loginctl } });
      return signedIn(machine, never, () => awakeMs).then(seenSessions);
    };
    const open = [{ id: '3', graphical: true, locked: false, idleSeconds: 1500 }];
    expect(await look(now - 1500_000)).to.deep.equal(open);
    // A clock that was set since changes nothing.
    expect(await look(now - 9_000_000)).to.deep.equal(open);
    expect(await look(now + 9_000_000)).to.deep.equal(open);
    const seen = await linux.observe(
      scriptedMachine({ now, files: gnome, commands: gsettings(good) }),
      never,
    );
    const { reason } = evaluate({ ...seen, sessions: open }, policy.parse({}));
    expect(reason).to.equal('session_left_open');
  });

  it('says for how long nobody was at a text console here, by the clock, for what might be done', async () => {
    const look = (more: string) => {
      const fields = `Id=1\nType=tty\nClass=user\nLockedHint=no\nIdleHint=no\n${more}`;
      const loginctl = ([verb]: readonly string[]) =>
        ended(verb === 'list-sessions' ? '[{"session":"1","uid":1000,"user":"x","seat":"seat0"}]' : fields);
      return signedIn(scriptedMachine({ now, commands: { loginctl } }), never, () => 0).then(seenSessions);
    };
    const idle = async (more: string) => (await look(more))?.[0]?.idleSeconds;
    const since = `IdleSinceHint=${(now - 1500_000) * 1000}`;
    expect(await idle(`Remote=no\n${since}\n`)).to.equal(1500);
    expect(await idle(`Remote=yes\n${since}\n`), 'over the network').to.equal(null);
    expect(await idle('Remote=no\n'), 'not told').to.equal(null);
  });

  describe('with settings that would do', () => {
    const sessionOf = (id: string) =>
      `Id=${id}\nType=wayland\nClass=user\nState=active\nIdleHint=no\nIdleSinceHintMonotonic=0\nLockedHint=no\n`;
    const whole = `${sessionOf('3')}\n${sessionOf('5')}`;
    const verdictBy = (answer: ReturnType<typeof ended>, left = ['3', '5']) => {
      let looks = 0;
      const loginctl = ([verb]: readonly string[]) => {
        if (verb !== 'list-sessions') return answer;
        looks++;
        return ended(JSON.stringify((looks === 1 ? ['3', '5'] : left).map(session => ({ session }))));
      };
      const files = { ...gnome, '/run/systemd/sessions': { code: 'ENOENT' } };
      return verdictOf({ files, commands: { ...gsettings(good), loginctl } });
    };

    it('is met where every session was read, or has ended meanwhile', async () => {
      expect(await verdictBy(ended(whole))).to.equal('met locks_in_time');
      expect(await verdictBy(ended(sessionOf('3'), { exit: 1 }), ['3'])).to.equal('met locks_in_time');
    });

    it('asks once more where a session that ended hid those after it', async () => {
      let asked = 0;
      const loginctl = ([verb]: readonly string[]) => {
        if (verb === 'list-sessions')
          return ended(JSON.stringify((asked === 0 ? ['3', '5'] : ['5']).map(session => ({ session }))));
        asked++;
        return asked === 1 ? ended(`${sessionOf('7')}`, { exit: 1 }) : ended(sessionOf('5'));
      };
      const files = { ...gnome, '/run/systemd/sessions': { code: 'ENOENT' } };
      expect(await verdictOf({ files, commands: { ...gsettings(good), loginctl } })).to.equal(
        'met locks_in_time',
      );
      expect(asked).to.equal(2);
    });

    it('is not known where loginctl is missing, fails, is slow or leaves a session out', async () => {
      for (const answer of [missing, timedOut, ended('', { exit: 1 }), ended(sessionOf('3'))])
        expect(await verdictBy(answer)).to.equal('unknown sessions_not_read');
      const { commands, files } = { files: gnome, commands: gsettings(good) };
      const none = { ...files, '/run/systemd/sessions': { code: 'ENOENT' } };
      expect(await verdictOf({ files: none, commands })).to.equal('unknown sessions_not_read');
    });

    it('is not known wherever loginctl’s answer is cut off', async () => {
      for (let at = 0; at < whole.length - 1; at++)
        expect(await verdictBy(ended(whole.slice(0, at))), String(at)).to.equal('unknown sessions_not_read');
    });
  });

  it('does not believe a new profile for whoever was signed in before it', async () => {
    const shown =
      'Id=3\nType=wayland\nClass=user\nDesktop=gnome\nTimestampMonotonic=100000000\nIdleHint=no\nLockedHint=no\n';
    const loginctl = ([verb]: readonly string[]) =>
      ended(verb === 'list-sessions' ? '[{"session":"3","uid":1000,"user":"x","seat":"seat0"}]' : shown);
    const people = await signedIn(scriptedMachine({ now, commands: { loginctl } }), never, () => 600_000);
    if (people === null) throw new Error('nobody is signed in');
    const began = now - 500_000;
    expect(beganBefore(people, 'GNOME', began + 1000)).to.equal(true);
    expect(beganBefore(people, 'GNOME', began - 1000)).to.equal(false);
    expect(beganBefore(people, 'KDE Plasma', began + 1000)).to.equal(false);
    const modified = { '/etc/dconf/profile/user': now };
    const files = { ...gnome, '/run/systemd/sessions': ['3'] };
    const script = { files, modified, commands: { ...gsettings(good), loginctl } };
    expect(await verdictOf(script)).to.equal('unknown locks_after_restart');
  });

  it('does not take a sign-in screen, or a session that ends, for somebody’s', () => {
    const fields = 'Id=c1\nType=wayland\nLockedHint=no\n';
    expect(parseSession(`${fields}Class=greeter\n`)?.person).to.equal(false);
    expect(parseSession(`${fields}Class=user\nState=closing\n`)?.person).to.equal(false);
    expect(parseSession(`${fields}Class=user\nState=active\n`)?.person).to.equal(true);
  });

  itOnRecorded('takes neither the manager’s nor a person’s own record for a session', () => {
    for (const path of ['loginctl-show-manager/ubuntu-laptop', 'loginctl-show-user/user-active-no-idle']) {
      const text = recorded(`linux/${path}.txt`);
      expect(text).to.contain('IdleHint=no');
      expect(parseSession(text), path).to.equal(undefined);
    }
  });

  itOnRecorded('reads a recorded session: graphical, unlocked, in use', () => {
    const session = parseSession(recorded('linux/loginctl-show-session/deepin-inactive-unlocked.txt'));
    expect(session).to.deep.equal({
      id: '1',
      type: 'x11',
      graphical: true,
      person: true,
      remote: false,
      uid: 1000,
      desktop: 'deepin',
      locked: false,
      idleHint: false,
      idleSince: null,
      idleSinceBoot: null,
      beganSinceBoot: 4856.519,
    });
  });
});
