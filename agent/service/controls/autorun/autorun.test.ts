import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/autorun/evaluate.ts';
import { autorun as meaning } from '../../../../shared/controls/autorun/index.ts';
import type { Observation } from '../../../../shared/controls/autorun/observation.ts';
import { policy } from '../../../../shared/controls/autorun/policy.ts';
import { neverMetWhenCut } from '../../../../test/support/control-contract.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { observe } from '../observe.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { windows } from './windows.ts';

const verdict = (observation: Observation, rule: object = {}) => {
  const { state, reason } = evaluate(observation, policy.parse(rule));
  return `${state} ${reason}`;
};
/** Composed, in the shape that the script writes. */
const told = (values: object) =>
  JSON.stringify({ language: 'FullLanguage', answer: { build: 22631, values } });
const enforced = policy.parse({ mode: 'enforce' });
const signal = new AbortController().signal;
const onWindows = async (text: string, rule: object = {}) =>
  verdict(await windows.observe(scriptedMachine({ commands: { powershell: ended(text) } }), signal), rule);

describe('AutoRun on Windows', () => {
  it('is met when no kind of drive and nothing else plays by itself', async () => {
    const all = { NoDriveTypeAutoRun: 255, NoAutorun: 1, NoAutoplayfornonVolume: 1 };
    expect(await onWindows(told(all))).to.equal('met off');
    expect(await onWindows(told({ NoDriveTypeAutoRun: 255 }))).to.equal('not_met opens_by_itself');
    expect(await onWindows(told({ NoAutorun: 1 }), { allowPrompts: true })).to.equal('met asks_first');
  });

  it('takes no policy, and Windows’ own usual one, for programs that may start', async () => {
    for (const values of [{}, { NoDriveTypeAutoRun: 0x91 }])
      expect(await onWindows(told(values))).to.equal('not_met runs_programs');
  });

  it('sets the three values of the machine, and only the first where the computer may ask', async () => {
    const names = async (rule: typeof enforced) =>
      (await windows.plan?.(scriptedMachine({}), rule, signal))?.wanted.map(({ setting, value }) => [
        setting.kind === 'registry' ? `${setting.key}\\${setting.name}` : '',
        value?.kind === 'registry' ? value.data : null,
      ]);
    const explorer = 'HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer';
    expect(await names(enforced)).to.deep.equal([
      [`${explorer}\\NoAutorun`, 1],
      [`${explorer}\\NoDriveTypeAutoRun`, 255],
      ['HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\Explorer\\NoAutoplayfornonVolume', 1],
    ]);
    expect(await names({ ...enforced, allowPrompts: true })).to.deep.equal([[`${explorer}\\NoAutorun`, 1]]);
  });

  it('is never met by an answer that was cut off', () =>
    neverMetWhenCut(told({ NoDriveTypeAutoRun: 255, NoAutoplayfornonVolume: 1 }), text => onWindows(text)));
});

interface Desk {
  programs?: string[];
  never?: string;
  open?: string;
  writable?: string;
  files?: object;
  gsettings?: ReturnType<typeof ended>;
}

const desk = ({
  programs = ['gnome-shell', 'dconf'],
  never = 'true',
  open = 'false',
  writable = 'false',
  files = {},
  gsettings,
}: Desk = {}) =>
  scriptedMachine({
    files: { '/usr/bin': ['ls', ...programs], '/usr/sbin': ['init'], ...files },
    commands: {
      gsettings: args =>
        gsettings ??
        ended(`${args[0] === 'writable' ? writable : args[2] === 'autorun-never' ? never : open}\n`),
    },
  });

async function seen(over: Desk): Promise<string> {
  const looked = await observe(meaning, linux, desk(over));
  return looked.ok ? verdict(looked.value as Observation) : looked.reason;
}

describe('AutoRun on Linux', () => {
  it('is met when GNOME never starts or opens anything and nobody can change that', async () => {
    expect(await seen({})).to.equal('met off');
    expect(await seen({ writable: 'true' })).to.equal('not_met can_be_changed');
    expect(await seen({ never: 'false' })).to.equal('not_met runs_programs');
    expect(await seen({ open: 'true' })).to.equal('not_met opens_by_itself');
  });

  it('is unknown where a desktop’s settings are not known, or did not answer', async () => {
    expect(await seen({ programs: ['lxqt-session'] })).to.equal('unknown not_understood');
    expect(await seen({ gsettings: missing })).to.equal('unknown not_understood');
    expect(await seen({ gsettings: ended('wir\n') })).to.equal('unknown not_understood');
    expect(await seen({ files: { '/usr/share/xsessions': ['enlightenment.desktop'] } })).to.equal(
      'unknown not_understood',
    );
  });

  it('does not apply where nothing graphical is installed, and is unknown where that cannot be read', async () => {
    expect(await seen({ programs: [] })).to.equal('not_applicable no_desktop');
    expect(await seen({ programs: ['Xorg'] })).to.equal('unknown not_understood');
    expect(await seen({ files: { '/usr/share/xsessions': { code: 'EACCES' } } })).to.equal('probe_failed');
  });

  it('knows desktops that have nothing that starts', async () =>
    expect(await seen({ programs: ['sway'] })).to.equal('met off'));

  it('locks the keys for everybody, in a database that people’s sessions read', async () => {
    const plan = await linux.plan?.(desk(), enforced, signal);
    const texts = plan?.wanted.map(({ value }) => (value?.kind === 'file' ? value.text : ''));
    expect(texts).to.deep.equal([
      '[org/gnome/desktop/media-handling]\nautorun-never=true\nautomount-open=false\n',
      '/org/gnome/desktop/media-handling/autorun-never\n/org/gnome/desktop/media-handling/automount-open\n',
      'user-db:user\nsystem-db:caretaker\n',
    ]);
    const profiled = { '/etc/dconf/profile/user': 'user-db:user\nsystem-db:local\n' };
    const paths = (await linux.plan?.(desk({ files: profiled }), enforced, signal))?.wanted.map(
      ({ setting }) => (setting.kind === 'file' ? setting.path : ''),
    );
    expect(paths).to.deep.equal([
      '/etc/dconf/db/local.d/90-caretaker-autorun',
      '/etc/dconf/db/local.d/locks/90-caretaker-autorun',
    ]);
  });

  it('says what it cannot set', async () => {
    const plan = async (over: Desk) => linux.plan?.(desk(over), enforced, signal);
    expect((await plan({ programs: ['lxqt-session'] }))?.how).to.equal('detective');
    const both = await plan({ programs: ['gnome-shell', 'dconf', 'lxqt-session'] });
    expect([both?.how, both?.wanted.length]).to.deep.equal(['best_effort', 3]);
    expect(both?.detail).to.contain('LXQt');
    expect((await plan({ programs: [] }))?.wanted).to.deep.equal([]);
    expect((await plan({ files: { '/etc/dconf/profile/user': 'user-db:user\n' } }))?.how).to.equal(
      'detective',
    );
    expect(await plan({ programs: ['gnome-shell'] }).catch(error => error.reason)).to.equal('tool_missing');
  });
});

describe('AutoRun in Xfce', () => {
  const path = '/etc/xdg/xfce4/xfconf/xfce-perchannel-xml/thunar-volman.xml';
  const xfce = (files: object = {}): Desk => ({
    programs: ['xfce4-session', 'thunar-volman'],
    files: { '/etc/xdg': ['xfce4'], ...files },
  });
  const textFor = async (rule: object = {}, files: object = {}) => {
    const plan = await linux.plan?.(desk(xfce(files)), { ...enforced, ...rule }, signal);
    const [one] = plan?.wanted ?? [];
    return one?.value?.kind === 'file' ? one.value.text : plan?.detail;
  };

  it('is a channel that only root may change: nothing starts, and a window opens only where that is allowed', async () => {
    const text = await textFor();
    expect(await seen(xfce({ [path]: text }))).to.equal('met off');
    const asks = (await textFor({ allowPrompts: true })) ?? '';
    expect(await seen(xfce({ [path]: asks }))).to.equal('not_met opens_by_itself');
    expect(asks).to.contain(
      '<property name="autobrowse" type="empty">\n    <property name="enabled" type="bool" value="true"',
    );
    expect(text).to.not.match(/keyboard|mouse|tablet|printer/);
    expect(await textFor({}, { [path]: text })).to.equal(text);
  });

  it('is not met by Xfce as it comes, nor where something starts or goes first', async () => {
    const text = (await textFor()) ?? '';
    expect(await seen(xfce())).to.equal('not_met can_be_changed');
    expect(await seen(xfce({ [path]: text.replace('value="false"', 'value="true"') }))).to.equal(
      'not_met runs_programs',
    );
    const first = path.replace('/etc/xdg/', '/etc/xdg/xdg-school/');
    const files = { '/etc/xdg': ['xfce4', 'xdg-school'], [first]: '<channel/>', [path]: text };
    expect(await seen(xfce(files))).to.equal('not_met can_be_changed');
    expect(await textFor({}, files)).to.contain('a folder below /etc/xdg');
    expect(await seen(xfce({ [path]: { code: 'EACCES' } }))).to.equal('unknown not_understood');
    expect(await textFor({}, { [path]: '<channel/>' })).to.contain('somebody else’s');
  });
});

describe('AutoRun on macOS', () => {
  it('does not apply, once it was seen to be macOS', async () => {
    const look = (stdout: string) =>
      observe(meaning, macos, scriptedMachine({ commands: { sw_vers: ended(stdout) } }));
    const looked = await look('15.1\n');
    expect(looked.ok && verdict(looked.value as Observation)).to.equal('not_applicable no_autorun_here');
    expect((await look('Linux\n')).ok).to.equal(false);
  });
});
