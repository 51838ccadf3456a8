/** What would be set on Linux. Whether dconf and GNOME obey was tried with dconf 0.40 (README). */
import { expect } from 'chai';
import fc from 'fast-check';
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import type { Plan } from '../plan.ts';
import { profileWith } from './dconf.ts';
import { parseKscreenlocker } from './kde.ts';
import { kscreenlockerWith } from './kde-plan.ts';
import { planLinux } from './linux-plan.ts';

const enforce = (afterMinutes = 20) => ({ mode: 'enforce', afterMinutes }) as ControlPolicy;
const bare = { '/usr/bin': ['bash'], '/usr/sbin': ['init'] };
const gnome = { ...bare, '/usr/bin': ['bash', 'gnome-shell', 'dconf'] };
const kde = { ...bare, '/usr/bin': ['bash', 'plasmashell'] };

const planned = (files: Script['files'], policy = enforce()) => planLinux(scriptedMachine({ files }), policy);
const textsOf = ({ wanted }: Plan) =>
  Object.fromEntries(
    wanted.map(({ setting, value }) => [
      setting.kind === 'file' ? setting.path : setting.kind,
      value?.kind === 'file' ? value.text : null,
    ]),
  );

describe('what is set on Linux', () => {
  it('is a locked database of GNOME’s settings, a profile that reads it, and dconf told to', async () => {
    const plan = await planned(gnome, enforce(15));
    expect(plan.how).to.equal('enforced');
    expect(textsOf(plan)).to.deep.equal({
      '/etc/dconf/db/caretaker.d/00-idle-lock':
        '[org/gnome/desktop/session]\nidle-delay=uint32 900\n\n[org/gnome/desktop/screensaver]\nlock-enabled=true\nlock-delay=uint32 0\n\n[org/gnome/desktop/lockdown]\ndisable-lock-screen=false\n',
      '/etc/dconf/db/caretaker.d/locks/00-idle-lock':
        '/org/gnome/desktop/session/idle-delay\n/org/gnome/desktop/screensaver/lock-enabled\n/org/gnome/desktop/screensaver/lock-delay\n/org/gnome/desktop/lockdown/disable-lock-screen\n',
      '/etc/dconf/profile/user': 'user-db:user\nsystem-db:caretaker\n',
    });
    for (const { then } of plan.wanted)
      expect(then?.[0]).to.deep.equal({ command: 'dconf', args: ['update'] });
    expect(plan.detail).to.contain('next sign-in');
  });

  it('locks the password after sleep too where secure data is reached', async () => {
    const secure = { mode: 'enforce', secureData: true } as unknown as ControlPolicy;
    const both = { ...gnome, '/usr/bin': ['cinnamon-session', 'gnome-shell', 'dconf'] };
    const texts = textsOf(await planned(both, secure));
    expect(texts['/etc/dconf/db/caretaker.d/00-idle-lock'])
      .to.contain('ubuntu-lock-on-suspend=true')
      .and.to.contain('[org/cinnamon/settings-daemon/plugins/power]\nlock-on-suspend=true');
    expect(texts['/etc/dconf/db/caretaker.d/locks/00-idle-lock']).to.contain(
      '/org/gnome/desktop/screensaver/ubuntu-lock-on-suspend\n',
    );
  });

  it('sets Cinnamon in the same database, beside GNOME or alone', async () => {
    const cinnamon = { ...gnome, '/usr/bin': ['cinnamon-session', 'dconf'] };
    const keyFile = '/etc/dconf/db/caretaker.d/00-idle-lock';
    const alone = await planned(cinnamon);
    expect([alone.how, alone.wanted.length]).to.deep.equal(['enforced', 3]);
    expect(textsOf(alone)[keyFile]).to.contain('[org/cinnamon/desktop/session]\nidle-delay=uint32 1200\n');
    const both = await planned({ ...cinnamon, '/usr/bin': ['cinnamon-session', 'gnome-shell', 'dconf'] });
    expect(both.wanted).to.have.length(3);
    expect(textsOf(both)[keyFile]).to.contain('[org/gnome/').and.to.contain('[org/cinnamon/');
  });

  it('keeps every line of a profile that is there, and begins with the one the system ships', async () => {
    const own = '# ours\nuser-db:user\nsystem-db:local\nfile-db:/opt/x';
    expect(textsOf(await planned({ ...gnome, '/etc/dconf/profile/user': own }))).to.deep.include({
      '/etc/dconf/profile/user': `${own}\nsystem-db:caretaker\n`,
    });
    const shipped = 'user-db:user\nsystem-db:site\n';
    expect(textsOf(await planned({ ...gnome, '/usr/share/dconf/profile/user': shipped }))).to.deep.include({
      '/etc/dconf/profile/user': `${shipped}system-db:caretaker\n`,
    });
  });

  it('never takes a line from a profile, never takes away the first, and does no more the second time', () => {
    const line = fc.constantFrom(
      'user-db:user',
      'system-db:local',
      '# x',
      '',
      'system-db:caretaker',
      ' file-db:/a ',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.boolean(), (lines, ended) => {
        const before = lines.join('\n') + (ended ? '\n' : '');
        const after = profileWith(before);
        expect(after.startsWith(before)).to.equal(true);
        expect(after.split('\n').filter(one => one === 'system-db:caretaker')).to.not.be.empty;
        expect(profileWith(after)).to.equal(after);
        const sources = after.split('\n').filter(one => one.trim() !== '' && !one.startsWith('#'));
        if (lines.every(one => one === '' || one === '# x')) expect(sources[0]).to.equal('user-db:user');
      }),
    );
  });

  it('leaves to another manager what that has locked', async () => {
    const profile = { '/etc/dconf/profile/user': 'user-db:user\nsystem-db:mdm\n' };
    const locks = (text: string) => ({
      ...{ ...gnome, ...profile },
      '/etc/dconf/db/mdm.d/locks': ['lock'],
      '/etc/dconf/db/mdm.d/locks/lock': text,
    });
    const all = await planned(locks('/org/gnome/desktop/\n'));
    expect([all.how, all.wanted]).to.deep.equal(['managed_elsewhere', []]);
    const some = await planned(locks('/org/gnome/desktop/session/idle-delay\n'));
    expect(textsOf(some)['/etc/dconf/db/caretaker.d/locks/00-idle-lock']).to.not.contain('idle-delay');
    const unused = await planned({
      ...locks('/org/gnome/desktop/\n'),
      '/etc/dconf/profile/user': 'user-db:user\n',
    });
    expect(unused.how).to.equal('enforced');
  });

  it('says what to install where dconf’s own program is missing, and does not undo what was set before', async () => {
    const without = { ...gnome, '/usr/bin': ['gnome-shell'] };
    const plan = await planned(without);
    expect([plan.how, plan.wanted]).to.deep.equal(['best_effort', []]);
    expect(plan.detail).to.contain('dconf-cli');
    const set = { ...without, '/etc/dconf/profile/user': 'user-db:user\nsystem-db:caretaker\n' };
    expect((await planned(set)).wanted).to.have.length(3);
  });

  it('is KDE’s group, marked so that nobody can change it, with the rest of the file as it was', async () => {
    const text = '[Greeter]\nTheme=x\n\n[Daemon]\nTimeout=60\nWallpaper=1\n\n[Other][$e]\nA=b\n';
    const plan = await planned({ ...kde, '/etc/xdg/kscreenlockerrc': text }, enforce(10));
    expect(plan.how).to.equal('enforced');
    expect(textsOf(plan)['/etc/xdg/kscreenlockerrc']).to.equal(
      '[Greeter]\nTheme=x\n\n[Other][$e]\nA=b\n\n# The group [Daemon] is set by Caretaker.\n[Daemon][$i]\nAutolock=true\nTimeout=10\nLockGrace=0\nLockOnResume=true\nWallpaper=1\n',
    );
  });

  it('leaves KDE’s file to another manager who made it unchangeable', async () => {
    for (const text of ['[$i]\n[Daemon]\nTimeout=20\n', '[Daemon][$i]\nTimeout=20\n'])
      expect((await planned({ ...kde, '/etc/xdg/kscreenlockerrc': text })).how).to.equal('managed_elsewhere');
  });

  it('is read back from KDE’s file as it was meant, and set again is the same', () => {
    const line = fc.constantFrom(
      '[Daemon]',
      '[Greeter]',
      'Timeout=99',
      'Autolock=false',
      'Theme=a',
      '',
      '# x',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.integer({ min: 1, max: 20 }), (lines, minutes) => {
        const once = kscreenlockerWith(lines.join('\n'), minutes) ?? '';
        const entries = parseKscreenlocker(once);
        expect(entries.get('Timeout')).to.deep.equal({ value: String(minutes), immutable: true });
        expect(entries.get('Autolock')).to.deep.equal({ value: 'true', immutable: true });
        expect(kscreenlockerWith(once, minutes)).to.equal(once);
        expect(once.split('Theme=a').length).to.equal(lines.filter(one => one === 'Theme=a').length + 1);
      }),
    );
  });

  it('is nothing for a desktop that is not installed, and says what cannot be set', async () => {
    expect((await planned(bare)).wanted).to.deep.equal([]);
    const plan = await planned({ ...bare, '/usr/bin': ['sway'] });
    expect([plan.how, plan.wanted]).to.deep.equal(['best_effort', []]);
    expect(plan.detail).to.contain('Sway');
    expect(textsOf(await planned(kde))).to.have.all.keys('/etc/xdg/kscreenlockerrc');
  });

  it('is not known while it cannot be seen what is there: what was set must stay', async () => {
    const denied = { code: 'EACCES' };
    const given = [
      { ...gnome, '/usr/share/xsessions': denied },
      { ...gnome, '/etc/dconf/profile/user': denied },
      { ...kde, '/etc/xdg/kscreenlockerrc': denied },
      {},
    ];
    for (const files of given) {
      const error = await planned(files).catch(failed => failed);
      expect(error).to.have.property('reason', 'probe_failed');
    }
  });

  it('never touches the setting that keeps sticks out of a locked screen', async () => {
    expect(JSON.stringify(await planned(gnome))).to.not.contain('usb-protection');
  });
});
