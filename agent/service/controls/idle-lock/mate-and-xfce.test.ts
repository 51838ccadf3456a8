/** Desktops that GNOME's keys do not fit. Whether xfconfd and MATE's own schemas obey was tried with the real ones (README). */
import { expect } from 'chai';
import fc from 'fast-check';
import { evaluate } from '../../../../shared/controls/idle-lock/evaluate.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { ended, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { parseChannel } from '../../system/xfconf.ts';
import type { Plan } from '../plan.ts';
import { linux } from './linux.ts';
import { planLinux } from './linux-plan.ts';
import { xfceFile, xfcePath } from './xfce.ts';

const never = new AbortController().signal;
const bare = { '/usr/sbin': ['lightdm'], '/run/systemd/sessions': [], '/etc/xdg': ['xfce4', 'autostart'] };
const mate = { ...bare, '/usr/bin': ['mate-session', 'dconf'] };
const xfce = { ...bare, '/usr/bin': ['xfce4-session', 'xfce4-screensaver'] };
const asked = (over: object = {}) => policy.parse({ mode: 'enforce', afterMinutes: 15, ...over });
const planned = (files: Script['files'], over: object = {}) =>
  planLinux(scriptedMachine({ files }), asked(over));
const textOf = ({ wanted }: Plan, path: string) => {
  const value = wanted.find(({ setting }) => setting.kind === 'file' && setting.path === path)?.value;
  return value?.kind === 'file' ? value.text : undefined;
};
async function verdict(script: Script, over: object = {}): Promise<string> {
  const seen = await linux.observe(scriptedMachine(script), never);
  const { state, reason } = evaluate(seen, asked({ afterMinutes: 20, ...over }));
  return `${state} ${reason}`;
}

const channelText = (rule: ReturnType<typeof asked>): string => {
  const { value } = xfceFile(rule);
  return value?.kind === 'file' ? value.text : '';
};

describe('the screen lock of MATE', () => {
  const good = {
    'idle-delay': '15',
    'lock-enabled': 'true',
    'idle-activation-enabled': 'true',
    'lock-delay': '0',
    'disable-lock-screen': 'false',
    'lock-use-screensaver': 'true',
  };
  const answering = (values: Record<string, string>, writable = false) => ({
    gsettings: ([verb, schema = '', key = '']: readonly string[]) =>
      schema.startsWith('org.mate.') && values[key] !== undefined
        ? ended(`${verb === 'writable' ? writable : values[key]}\n`)
        : { ...ended(''), exit: 1, stderr: 'No such schema\n' },
  });
  const seen = (over: Record<string, string> = {}, writable = false) =>
    verdict({ files: mate, commands: answering({ ...good, ...over }, writable) });

  it('is its own keys, in minutes and locked, with a button to sign out where the policy signs out', async () => {
    const plan = await planned(mate, { secureData: true, signOutAfterMinutes: 45 });
    expect(plan.how).to.equal('enforced');
    expect(textOf(plan, '/etc/dconf/db/caretaker.d/00-idle-lock')).to.equal(
      '[org/mate/desktop/session]\nidle-delay=15\n\n[org/mate/screensaver]\nlock-enabled=true\nidle-activation-enabled=true\nlock-delay=0\nlogout-enabled=true\nlogout-delay=45\n\n[org/mate/desktop/lockdown]\ndisable-lock-screen=false\n\n[org/mate/power-manager]\nlock-use-screensaver=true\n',
    );
    const plain = textOf(await planned(mate), '/etc/dconf/db/caretaker.d/00-idle-lock');
    expect(plain).to.not.match(/logout|lock-use/);
  });

  it('is read in minutes, by both of its switches, and met only when nobody can change them', async () => {
    expect(await seen()).to.equal('met locks_in_time');
    expect(await seen({ 'idle-delay': '20' })).to.equal('met locks_in_time');
    expect(await seen({ 'idle-delay': '21' })).to.equal('not_met locks_too_late');
    expect(await seen({ 'lock-delay': '6' })).to.equal('not_met locks_too_late');
    expect(await seen({ 'idle-activation-enabled': 'false' })).to.equal('not_met lock_disabled');
    expect(await seen({ 'lock-enabled': 'false' })).to.equal('not_met lock_disabled');
    expect(await seen({ 'disable-lock-screen': 'true' })).to.equal('not_met lock_disabled');
    expect(await seen({ 'idle-delay': 'uint32 900' })).to.equal('unknown setting_not_read');
    expect(await seen({}, true)).to.equal('unknown people_can_change');
    expect(await verdict({ files: mate })).to.equal('unknown setting_not_read');
  });

  it('asks for the password after sleep where its power manager goes by the lock', async () => {
    const secure = (values: Record<string, string>) =>
      verdict({ files: mate, commands: answering({ ...good, ...values }) }, { secureData: true });
    expect(await secure({})).to.equal('met locks_in_time');
    expect(await secure({ 'lock-use-screensaver': 'false' })).to.equal('not_met no_password_on_wake');
  });
});

describe('the screen lock of Xfce', () => {
  const set = (text: string) => ({ ...xfce, [xfcePath]: text });

  it('is one channel of xfconf that only root may change, and is read back as it was meant', async () => {
    const plan = await planned(xfce, { signOutAfterMinutes: 45 });
    expect(plan.how).to.equal('enforced');
    const text = textOf(plan, xfcePath) ?? '';
    expect([...parseChannel(text)].map(([path, { value, fixed }]) => [path, value, fixed])).to.deep.equal([
      ['/saver/enabled', 'true', true],
      ['/saver/idle-activation/enabled', 'true', true],
      ['/saver/idle-activation/delay', '15', true],
      ['/lock/enabled', 'true', true],
      ['/lock/saver-activation/enabled', 'true', true],
      ['/lock/saver-activation/delay', '0', true],
      ['/lock/sleep-activation', 'true', true],
      ['/lock/logout/enabled', 'true', true],
      ['/lock/logout/delay', '45', true],
    ]);
    expect(await verdict({ files: set(text) })).to.equal('met locks_in_time');
    expect(await verdict({ files: set(text) }, { secureData: true })).to.equal('met locks_in_time');
    expect(textOf(await planned(set(text), { signOutAfterMinutes: 45 }), xfcePath)).to.equal(text);
  });

  it('is not met by what Xfce does by itself, for anybody can change it, nor by a mark that does not hold', async () => {
    expect(await verdict({ files: xfce })).to.equal('unknown people_can_change');
    const text = channelText(asked());
    expect(await verdict({ files: set(text.replaceAll('unlocked="root"', 'locked="*"')) })).to.equal(
      'unknown people_can_change',
    );
    expect(await verdict({ files: set(text.replace('unlocked="root"', 'unlocked="root;@staff"')) })).to.equal(
      'unknown people_can_change',
    );
    expect(await verdict({ files: set(text.replace('value="15"', 'value="25"')) })).to.equal(
      'not_met locks_too_late',
    );
    expect(
      await verdict({ files: set(text.replace('"bool" value="true"', '"bool" value="false"')) }),
    ).to.equal('not_met lock_disabled');
    const commented = text.replace('<channel', '<!-- <channel').replace('</channel>', '</channel> -->');
    expect(await verdict({ files: set(commented) })).to.equal('unknown people_can_change');
  });

  it('is not known, and nothing is set, where another program locks or another folder goes first', async () => {
    for (const programs of [
      ['xfce4-session'],
      ['xfce4-session', 'light-locker'],
      [...xfce['/usr/bin'], 'light-locker', 'xfce4-power-manager'],
    ]) {
      const files = { ...set(channelText(asked())), '/usr/bin': programs };
      expect(await verdict({ files })).to.equal('unknown desktop_not_understood');
      const plan = await planned({ ...xfce, '/usr/bin': programs });
      expect([plan.how, plan.wanted]).to.deep.equal(['best_effort', []]);
      expect(plan.detail).to.contain('install one and remove other lockers');
    }
    const first = {
      ...set(channelText(asked())),
      '/etc/xdg': ['xfce4', 'xdg-school'],
      [xfcePath.replace('/etc/xdg/', '/etc/xdg/xdg-school/')]: '<channel/>',
    };
    expect(await verdict({ files: first })).to.equal('unknown people_can_change');
    expect((await planned(first)).detail).to.contain('a folder below /etc/xdg');
    const theirs = await planned(set('<channel name="xfce4-screensaver" version="1.0"/>'));
    expect([theirs.how, theirs.wanted]).to.deep.equal(['best_effort', []]);
    expect(theirs.detail).to.contain('somebody else’s');
  });

  it('is not known, and what was set stays, while it cannot be read', async () => {
    for (const path of [xfcePath, '/etc/xdg']) {
      const files = { ...xfce, [path]: { code: 'EACCES' } };
      expect(await verdict({ files })).to.equal('unknown setting_not_read');
      expect(
        await planned(files).then(
          () => 'planned',
          error => error.reason,
        ),
      ).to.equal('probe_failed');
    }
  });

  it('is met by no file that was cut off', () => {
    const text = channelText(asked());
    return fc.assert(
      fc.asyncProperty(fc.nat({ max: text.length - 20 }), async end => {
        expect(await verdict({ files: set(text.slice(0, end)) })).to.not.match(/^met/);
      }),
      { numRuns: 150 },
    );
  });
});

describe('the screen lock of Xfce by light-locker', () => {
  const dark = '/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/xfce4-power-manager.xml';
  const debian = {
    ...bare,
    '/usr/bin': ['xfce4-session', 'light-locker', 'xfce4-power-manager', 'dconf'],
    // As the package brings it, in our own words.
    [dark]:
      '<channel name="xfce4-power-manager" version="1.0">\n<property name="xfce4-power-manager" type="empty">\n<property name="power-button-action" type="uint" value="3"/>\n</property>\n</channel>\n',
  };
  const good = { 'lock-after-screensaver': 'uint32 5', 'late-locking': 'false', 'lock-on-suspend': 'true' };
  const answering = (values: Record<string, string>, writable = false) => ({
    gsettings: ([verb, schema, key = '']: readonly string[]) =>
      schema === 'apps.light-locker' && values[key] !== undefined
        ? ended(`${verb === 'writable' ? writable : values[key]}\n`)
        : { ...ended(''), exit: 1, stderr: 'No such schema\n' },
  });
  const written = async (files: Script['files'] = debian, over: object = {}) =>
    textOf(await planned(files, over), dark) ?? '';
  async function seen(change = (text: string) => text, values = {}, writable = false, rule = {}) {
    const files = { ...debian, [dark]: change(await written(debian, { afterMinutes: 20 })) };
    return verdict({ files, commands: answering({ ...good, ...values }, writable) }, rule);
  }

  it('is set by the power manager’s channel, which keeps what it held, and by light-locker’s own keys', async () => {
    const plan = await planned(debian);
    expect(plan.how).to.equal('enforced');
    expect(
      [...parseChannel(textOf(plan, dark) ?? '')].map(([path, one]) => [
        path,
        one.type,
        one.value,
        one.fixed,
      ]),
    ).to.deep.equal([
      ['/xfce4-power-manager/power-button-action', 'uint', '3', false],
      ['/xfce4-power-manager/blank-on-ac', 'int', '14', true],
      ['/xfce4-power-manager/blank-on-battery', 'int', '14', true],
      ['/xfce4-power-manager/presentation-mode', 'bool', 'false', true],
    ]);
    expect(textOf(plan, '/etc/dconf/db/caretaker.d/00-idle-lock')).to.equal(
      '[apps/light-locker]\nlock-after-screensaver=uint32 5\nlate-locking=false\nlock-on-suspend=true\nidle-hint=true\n',
    );
    expect(textOf(plan, '/etc/dconf/db/caretaker.d/locks/00-idle-lock')).to.contain(
      '/apps/light-locker/idle-hint\n',
    );
    const again = { ...debian, [dark]: textOf(plan, dark) ?? '' };
    expect(await written(again)).to.equal(again[dark]);
  });

  it('is met when nobody can change when it goes dark, nor whether that locks', async () => {
    expect(await seen()).to.equal('met locks_in_time');
    expect(await seen(undefined, {}, false, { secureData: true })).to.equal('met locks_in_time');
    expect(await seen(undefined, {}, true)).to.equal('unknown people_can_change');
    expect(await seen(text => text.replace(' unlocked="root"', ''))).to.equal('unknown people_can_change');
    expect(await verdict({ files: debian, commands: answering(good) })).to.equal('unknown people_can_change');
  });

  it('is not met where it never goes dark, later, or without a lock', async () => {
    expect(await seen(text => text.replace('value="19"', 'value="0"'))).to.equal('not_met never_locks');
    expect(await seen(text => text.replace('value="19"', 'value="20"'))).to.equal('not_met locks_too_late');
    expect(await seen(text => text.replace('value="false"', 'value="true"'))).to.equal(
      'not_met lock_disabled',
    );
    expect(await seen(undefined, { 'lock-after-screensaver': 'uint32 0' })).to.equal('not_met lock_disabled');
    expect(await seen(undefined, { 'lock-after-screensaver': 'uint32 61' })).to.equal(
      'not_met locks_too_late',
    );
    expect(await seen(undefined, { 'lock-on-suspend': 'false' }, false, { secureData: true })).to.equal(
      'not_met no_password_on_wake',
    );
  });

  it('is not known where one of them says something else, or nothing', async () => {
    expect(await seen(text => text.replace('value="19"', 'value="soon"'))).to.equal(
      'unknown setting_not_read',
    );
    expect(await seen(undefined, { 'late-locking': 'true' })).to.equal('unknown setting_not_read');
    expect(await seen(undefined, { 'lock-after-screensaver': '5' })).to.equal('unknown setting_not_read');
    expect(await verdict({ files: debian })).to.equal('unknown setting_not_read');
  });

  it('is left alone where its file holds what cannot be written anew, or somebody else holds these settings', async () => {
    const list = (await written()).replace(/<!--.*\n/, '');
    const others = [
      list,
      '<channel name="xfce4-power-manager" version="1.0"><property name="a" type="array"><value type="int" value="1"/></property></channel>',
      '<channel name="xfce4-power-manager" version="1.0"><property name="a" type="int" value="1"><property name="b" type="int" value="1"/></property></channel>',
    ];
    for (const text of others) {
      const plan = await planned({ ...debian, [dark]: text });
      expect([plan.how, textOf(plan, dark)], text).to.deep.equal(['best_effort', undefined]);
      expect(plan.detail).to.contain('somebody else’s');
    }
  });

  it('is not in force yet for whoever was signed in when it was written', async () => {
    const now = Date.UTC(2026, 10, 21, 12);
    const shown =
      'Id=3\nType=x11\nClass=user\nDesktop=xfce\nTimestampMonotonic=1\nIdleHint=no\nLockedHint=no\n';
    const loginctl = ([verb]: readonly string[]) =>
      ended(verb === 'list-sessions' ? '[{"session":"3","uid":1000,"user":"x","seat":"seat0"}]' : shown);
    const files = { ...debian, [dark]: await written(), '/run/systemd/sessions': ['3'] };
    const look = (at: number) =>
      verdict({
        ...{ files, now, modified: { [dark]: at } },
        commands: { ...answering(good), loginctl },
      });
    expect(await look(1)).to.equal('met locks_in_time');
    expect(await look(now)).to.equal('unknown locks_after_restart');
  });
});
