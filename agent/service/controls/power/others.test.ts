import { expect } from 'chai';
import { ended, scriptedMachine, timedOut } from '../../../../test/support/scripted-machine.ts';
import { ProbeError } from '../control.ts';
import { macos, parseBootTime, parseCause } from './macos.ts';
import { macosSwitch, parseSchedule, pmsetTime } from './macos-switch.ts';
import { runningOf } from './off-switch.ts';
import { parseWindows } from './windows.ts';
import { windowsSwitch } from './windows-switch.ts';

const now = Date.UTC(2026, 10, 21, 12);
const signal = new AbortController().signal;
const at = now + 600_000;

/** Composed: no recorded output of these records is at hand. */
const windows = (answer: object) => JSON.stringify({ language: 'FullLanguage', answer });
const started = { rows: [{ at: '2026-11-21T08:00:00Z' }] };

describe('power on Windows', () => {
  it('counts the two records of one stop once', () => {
    const stops = {
      rows: [
        { id: 41, at: '2026-11-21T08:00:10Z' },
        { id: 6008, at: '2026-11-21T08:01:30Z' },
        { id: 41, at: '2026-11-19T13:00:00Z' },
      ],
    };
    expect(parseWindows(windows({ started, stops }))).to.deep.equal({
      startedAt: Date.UTC(2026, 10, 21, 8),
      powerOffs: [Date.UTC(2026, 10, 21, 8, 1, 30), Date.UTC(2026, 10, 19, 13)],
    });
  });

  it('knows nothing of stops where the log could not be read, and nothing at all without the start', () => {
    const denied = { error: '0x80070005' };
    expect(parseWindows(windows({ started, stops: denied })).powerOffs).to.equal(null);
    expect(parseWindows(windows({ started, stops: { rows: [] } })).powerOffs).to.deep.equal([]);
    expect(() => parseWindows(windows({ started: denied, stops: { rows: [] } }))).to.throw(ProbeError);
    expect(() => parseWindows(windows({ started: { rows: [{ at: null }] }, stops: { rows: [] } }))).to.throw(
      ProbeError,
    );
  });

  it('plans with shutdown.exe as planned, in seconds from now, and takes it back', async () => {
    const calls: string[][] = [];
    const run = (args: readonly string[]) => {
      calls.push([...args]);
      return ended('');
    };
    const off = windowsSwitch(scriptedMachine({ now, commands: { 'shutdown-exe': run } }), () => 1);
    expect(await off.plan(at, 'The computer will turn off at 12:10.')).to.equal(true);
    await off.takeBack();
    expect(calls).to.deep.equal([
      ['/s', '/t', '600', '/d', 'p:0:0', '/c', 'The computer will turn off at 12:10.'],
      ['/a'],
    ]);
    expect(await off.planned()).to.equal(undefined);
    expect(await windowsSwitch(scriptedMachine({ now })).plan(at, 'x'), 'not there').to.equal(false);
    expect(await windowsSwitch(scriptedMachine({ now })).busy()).to.equal(
      'what is running could not be seen',
    );
  });
});

describe('power on macOS', () => {
  it('reads the start and what ended the run before, by numbers only', () => {
    expect(parseBootTime('{ sec = 1795167000, usec = 114297 } Fri Nov 20 08:10:00 2026\n')).to.equal(
      1795167000000,
    );
    expect(() => parseBootTime('')).to.throw(ProbeError);
    expect(parseCause('2026-11-21 08:10 kernel: (AppleSMC) Previous shutdown cause: -62\n')).to.equal(-62);
    expect(parseCause('Timestamp Ty Process\n')).to.equal(null);
  });

  it('tells a sudden stop from one in order, and from not told', async () => {
    const boot = ended(`{ sec = ${(now - 3_600_000) / 1000}, usec = 1 } x\n`);
    const stops = async (log: ReturnType<typeof ended>) =>
      (await macos.observe(scriptedMachine({ now, commands: { sysctl: boot, log } }), signal)).powerOffs;
    expect(await stops(ended('Previous shutdown cause: 5\n'))).to.deep.equal([]);
    expect(await stops(ended('Previous shutdown cause: 3\n'))).to.deep.equal([
      { at: now - 3_600_000, inSchool: null },
    ]);
    expect(await stops(timedOut)).to.equal(null);
  });

  it('plans with pmset by the computer’s own clock, reads it back, and takes back only its own', async () => {
    const calls: string[][] = [];
    let shown = ` [0]  shutdown at ${pmsetTime(at)} by 'caretaker'\n`;
    const pmset = (args: readonly string[]) => {
      if (args[0] !== '-g') calls.push([...args]);
      return ended(args[0] === '-g' ? shown : '');
    };
    const off = macosSwitch(scriptedMachine({ now, commands: { pmset } }), () => 1);
    expect(await off.plan(at, 'x')).to.equal(true);
    await off.takeBack();
    expect(calls).to.deep.equal([
      ['schedule', 'shutdown', pmsetTime(at), 'caretaker'],
      ['schedule', 'cancel', 'shutdown', pmsetTime(at), 'caretaker'],
    ]);
    shown = 'No scheduled events.\n';
    expect(await off.planned()).to.equal(null);
    expect(await off.plan(at, 'x')).to.equal(false);
    expect(parseSchedule(` [0]  wake at ${pmsetTime(at)} by 'x'\n`)).to.equal(null);
  });
});

it('an update that somebody else begins holds a Mac on, and a look of ours does not', async () => {
  const busy = (...lines: string[]) =>
    macosSwitch(scriptedMachine({ commands: { ps: ended(lines.join('\n')) } }), () => 1).busy();
  const own = `${process.pid} 1 /opt/caretaker/node`;
  const look = ` 700 ${process.pid} /usr/sbin/softwareupdate`;
  expect(await busy('1 0 /sbin/launchd', own, look)).to.equal(null);
  expect(await busy('1 0 /sbin/launchd', own, look, '  801     1 /usr/sbin/softwareupdate')).to.equal(
    'softwareupdate is running',
  );
  expect(await busy('')).to.contain('could not be seen');
});

it('a program that runs is named; what could not be seen counts as running', () => {
  expect(runningOf(new Set(['bash', 'rpm']), ['dpkg', 'rpm'])).to.equal('rpm is running');
  expect(runningOf(new Set(['bash']), ['dpkg'])).to.equal(null);
  expect(runningOf(null, ['dpkg'])).to.contain('could not be seen');
});
