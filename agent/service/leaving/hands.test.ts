import { expect } from 'chai';
import { ended, type Script, scriptedMachine } from '../../../test/support/scripted-machine.ts';
import { linuxHand, macosHand, windowsHand } from './hands.ts';

/** Composed in the shape of `loginctl show-session` (systemd 252). */
const session = (id: string, over = '') =>
  `Id=${id}\nUser=1000\nType=wayland\nClass=user\nState=active\nRemote=no\nDesktop=GNOME\nLockedHint=no\nIdleHint=no\n${over}`;

/** What was asked, and a machine that answers by `commands`. */
function machine(script: Script) {
  const asked: string[] = [];
  const own = scriptedMachine(script);
  return {
    asked,
    ...own,
    run: (command: string, args: readonly string[]) => {
      asked.push([command, ...args].join(' '));
      return own.run(command, args);
    },
  };
}

describe('leaving a Linux computer', () => {
  const files = { '/run/systemd/sessions': ['3', 'c1'] };

  it('ends people’s sessions by logind, one by one, and not the sign-in screen’s', async () => {
    const shown = ended(`${session('3')}\n${session('c1').replace('Class=user', 'Class=greeter')}`);
    const seen = machine({
      files,
      commands: { loginctl: args => (args[0] === 'show-session' ? shown : ended('')) },
    });
    const hand = linuxHand(seen);
    expect(await hand.sessions()).to.deep.equal(['3']);
    expect(await hand.signOut(['3', '4'])).to.equal(true);
    expect(seen.asked.slice(-2)).to.deep.equal([
      'loginctl terminate-session 3',
      'loginctl terminate-session 4',
    ]);
  });

  it('does not know who is there when logind does not answer', async () => {
    expect(await linuxHand(machine({ files, commands: {} })).sessions()).to.equal(null);
    const hand = linuxHand(machine({ commands: { loginctl: ended('', { exit: 1 }) } }));
    expect(await hand.signOut(['3'])).to.equal(false);
  });

  it('plans a restart by logind, and believes it when it is written', async () => {
    const at = 1_795_000_000_000;
    const planned = `USEC=${at}000\nWARN_WALL=1\nMODE=reboot\n`;
    const seen = machine({
      files: { '/run/systemd/shutdown/scheduled': planned },
      commands: { busctl: ended('{"type":"b","data":[true]}') },
    });
    expect(await linuxHand(seen).plan(at, 'Save', 'restart')).to.equal(true);
    expect(seen.asked.at(-1)).to.match(/ScheduleShutdown st reboot 1795000000000000$/);
    await linuxHand(seen).plan(at, 'Save', 'shut_down');
    expect(seen.asked.at(-1)).to.match(/ScheduleShutdown st poweroff 1795000000000000$/);
  });
});

describe('leaving Windows and macOS, to their documentation', () => {
  it('restarts Windows by shutdown.exe with the words on the screen', async () => {
    const seen = machine({ now: 1000, commands: { 'shutdown-exe': ended('') } });
    expect(await windowsHand(seen).plan(31_000, 'Save', 'restart')).to.equal(true);
    expect(seen.asked).to.deep.equal(['shutdown-exe /r /t 30 /d p:0:0 /c Save']);
    expect(await windowsHand(machine({ commands: {} })).sessions()).to.equal(null);
  });

  it('signs out whoever sits at a Mac by launchd, and restarts it at its time', async () => {
    const at = (owner: string) =>
      machine({ commands: { stat: ended(owner), launchctl: ended(''), shutdown: ended('') } });
    const seen = at('501\n');
    expect(await macosHand(seen).sessions()).to.deep.equal(['501']);
    await macosHand(seen).signOut(['501']);
    expect(await macosHand(seen).plan(1, 'Save', 'restart')).to.equal(true);
    expect(await macosHand(seen).now?.('restart')).to.equal(true);
    expect(seen.asked.slice(1)).to.deep.equal(['launchctl bootout gui/501', 'shutdown -r now']);
    expect(await macosHand(at('0\n')).sessions(), 'the sign-in window').to.deep.equal([]);
    expect(await macosHand(at('nobody\n')).sessions()).to.equal(null);
  });
});
