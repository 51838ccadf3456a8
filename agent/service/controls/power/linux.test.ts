import { expect } from 'chai';
import fc from 'fast-check';
import { ended, missing, type Script, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { PlanRefused } from '../plan.ts';
import { parseStarts, suddenStops } from './journal.ts';
import { linux } from './linux.ts';
import { linuxSwitch, parseBlocker, parsePlanned, plannedFile } from './linux-switch.ts';
import { leaveStanding } from './standing.ts';

const now = Date.UTC(2026, 10, 21, 12);
const signal = new AbortController().signal;
const [begun, stopped] = ['f77379a8490b408bbe5f6940505a777b', 'd93fb3c9c24d451a97cea615ce59c00b'];
const bootId = (letter: string) => letter.repeat(32);
const current = 'c'.repeat(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/** Composed in the shape of `journalctl --output=json --output-fields=MESSAGE_ID`. */
const line = (id: string | undefined, boot: string, at: number) =>
  JSON.stringify({
    ...{ __CURSOR: 's=1', __REALTIME_TIMESTAMP: String(at * 1000), _BOOT_ID: boot },
    ...(id === undefined ? {} : { MESSAGE_ID: id }),
  });
const journal = (lastWord: number) => [
  line(begun, bootId('a'), now - 3 * 86_400_000),
  line(stopped, bootId('a'), now - 2.5 * 86_400_000),
  line(begun, bootId('b'), now - 2 * 86_400_000),
  line(begun, bootId('c'), lastWord + 60_000),
];

/** The start `b` was cut off: its last word is asked for by itself. */
function machine(script: Script = {}, lastWord = now - 86_400_000) {
  return scriptedMachine({
    now,
    ...script,
    commands: {
      journalctl: args =>
        ended(
          args.some(one => one.startsWith('_BOOT_ID='))
            ? `${line(undefined, bootId('b'), lastWord)}\n`
            : `${journal(lastWord).join('\n')}\n`,
        ),
      ...script.commands,
    },
    files: {
      '/proc/uptime': '86340.25 160000.00\n',
      '/proc/sys/kernel/random/boot_id': `${current}\n`,
      '/var/log/journal': ['5f2c'],
      ...script.files,
    },
  });
}

describe('power on Linux', () => {
  it('tells since when it runs, and when a start was cut off that nobody stopped in order', async () => {
    const seen = await linux.observe(machine(), signal);
    expect(seen).to.deep.include({ startedAt: now - 86_340_250, calendar: 'not_told', evenings: [] });
    expect(seen.powerOffs).to.deep.equal([{ at: now - 86_400_000, inSchool: null }]);
  });

  it('says which of them were while school was open, by what the guard left', async () => {
    const asked = machine();
    const at = now - 86_400_000;
    const open: [number, number][] = [[at - 1, at + 1]];
    await leaveStanding(asked, { calendar: 'in_force', evenings: [], today: null, since: 0, open });
    expect((await linux.observe(asked, signal)).powerOffs).to.deep.equal([{ at, inSchool: true }]);
  });

  it('does not know of power-offs where the journal is not kept, not there, or not of this start', async () => {
    const without = (script: Script) => suddenStops(machine(script), signal);
    expect(await without({ files: { '/var/log/journal': { code: 'ENOENT' } } })).to.equal(null);
    expect(await without({ commands: { journalctl: missing } })).to.equal(null);
    expect(await without({ commands: { journalctl: ended('') } })).to.equal(null);
    expect(await without({ commands: { journalctl: ended('{"half') } })).to.equal(null);
    expect(await without({ files: { '/proc/sys/kernel/random/boot_id': 'x\n' } }), 'another start').to.equal(
      null,
    );
  });

  it('never takes the journal of any text for a record of stops', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), text => {
        try {
          for (const start of parseStarts(text)) expect(start.boot).to.match(/^[0-9a-f]{32}$/);
        } catch (error) {
          expect((error as Error).name).to.match(/SyntaxError|ZodError/);
        }
      }),
    ));

  it('refuses to plan anything without systemd', async () => {
    const refused = await linux.plan?.(machine(), { mode: 'enforce' }, signal).catch(error => error);
    expect(refused).to.be.instanceOf(PlanRefused).and.include({ reason: 'tool_missing' });
    const systemd = machine({ files: { '/run/systemd/system': [] } });
    const plan = await linux.plan?.(systemd, { mode: 'enforce' }, signal);
    expect(plan).to.deep.include({ wanted: [], how: 'best_effort' });
  });
});

describe('the switch of Linux', () => {
  const at = now + 600_000;
  /** In the form of logind's own file, as its source writes it. */
  const planned = `USEC=${at}000\nWARN_WALL=1\nMODE=poweroff\nUID=0\nWALL_MESSAGE=The computer\n`;
  const inhibitors = (...rows: unknown[]) => ended(JSON.stringify({ type: 'a(ssssuu)', data: [rows] }));
  const none = inhibitors(
    ['sleep:shutdown', 'Unattended Upgrades Shutdown', 'Stop ongoing upgrades', 'delay', 0, 612],
    ['sleep', 'NetworkManager', 'needs to turn off networks', 'delay', 0, 540],
  );
  const stat = (pid: number, name: string, parent: number) => `${pid} (${name}) S ${parent} ${pid} 0 -1\n`;
  const running = (...all: [pid: number, name: string, parent: number][]) => ({
    '/proc': all.map(([pid]) => String(pid)),
    ...Object.fromEntries(all.map(one => [`/proc/${one[0]}/stat`, stat(...one)])),
  });
  const proc = running([1, 'systemd', 0], [77, 'dpkg', 1]);

  it('plans by logind with a message for everybody, and believes it only when it reads it back', async () => {
    const calls: string[][] = [];
    const busctl = (args: readonly string[]) => {
      calls.push(args.slice(6) as string[]);
      return ended('{"type":"b","data":[true]}');
    };
    const off = (text?: string) =>
      linuxSwitch(
        machine({ commands: { busctl }, files: text === undefined ? {} : { [plannedFile]: text } }),
        () => 1,
      );
    expect(await off(planned).plan(at, 'The computer')).to.equal(true);
    expect(calls).to.deep.equal([
      ['SetWallMessage', 'sb', 'The computer', 'true'],
      ['ScheduleShutdown', 'st', 'poweroff', `${at}000`],
    ]);
    expect(await off().plan(at, 'The computer'), 'nothing is written').to.equal(false);
    expect(await off(planned.replace('USEC=1', 'USEC=2')).plan(at, 'x'), 'another time').to.equal(false);
    expect(await linuxSwitch(machine({ commands: {} })).plan(at, 'x'), 'no busctl').to.equal(false);
  });

  it('holds sleep up until the plan is taken back, and no longer', async () => {
    const lines = (told: boolean) =>
      `{"type":"signal","path":"/org/freedesktop/login1","member":"PrepareForSleep","payload":{"type":"b","data":[${told}]}}`;
    for (const [line, acts] of [
      [lines(true), 1],
      [lines(false), 0],
      ['{"half', 0],
    ] as const) {
      const asked = machine();
      let done = 0;
      let held: AbortSignal | undefined;
      asked.follow = async (command, args, onLine, ended) => {
        expect([command, args[0], args[1]]).to.deep.equal([
          'systemd-inhibit',
          '--what=sleep',
          '--mode=delay',
        ]);
        held = ended;
        onLine(line);
        return ended('');
      };
      const release = linuxSwitch(asked).beforeSleep?.(async () => {
        done += 1;
      });
      await new Promise(resolve => setImmediate(resolve));
      expect([done, held?.aborted]).to.deep.equal([acts, acts === 1]);
      release?.();
      expect(held?.aborted).to.equal(true);
    }
  });

  it('sets the alarm of the computer’s own clock, and believes it only when the kernel shows one', async () => {
    const wakes = (alarm: string | undefined, exit = 0) => {
      const asked: string[][] = [];
      const rtcwake = (args: readonly string[]) => {
        asked.push([...args]);
        return ended('', { exit });
      };
      const files: Script['files'] = alarm === undefined ? {} : { '/sys/class/rtc/rtc0/wakealarm': alarm };
      const off = linuxSwitch(machine({ commands: { rtcwake }, files }));
      return off.wakeAt?.(at).then(taken => [taken, asked] as const);
    };
    const args = ['--mode', 'no', '--time', String(at / 1000)];
    expect(await wakes(`${at / 1000}\n`)).to.deep.equal([true, [args]]);
    expect((await wakes('\n'))?.[0], 'no alarm').to.equal(false);
    expect((await wakes(undefined))?.[0], 'no such clock').to.equal(false);
    expect((await wakes(`${at / 1000}\n`, 1))?.[0], 'refused').to.equal(false);
  });

  it('tells nothing planned from not to be seen', async () => {
    expect(await linuxSwitch(machine()).planned()).to.equal(null);
    const denied = machine({ files: { [plannedFile]: { code: 'EACCES' } } });
    expect(await linuxSwitch(denied).planned()).to.equal(undefined);
    expect(parsePlanned('MODE=poweroff\n')).to.equal(null);
  });

  it('waits for what asks that the computer stays on, and for programs that change packages', async () => {
    const busy = (busctl: ReturnType<typeof ended>, files: Script['files'] = {}) =>
      linuxSwitch(machine({ commands: { busctl }, files })).busy();
    const quiet = running([1, 'systemd', 0], [77, 'bash', 1]);
    expect(await busy(none, quiet)).to.equal(null);
    expect(await busy(none, proc)).to.equal('dpkg is running');
    // A look of ours plans an upgrade with apt-get, which asks dpkg.
    const own = running(
      [1, 'systemd', 0],
      [process.pid, 'node', 1],
      [80, 'apt-get', process.pid],
      [81, 'dpkg', 80],
    );
    expect(await busy(none, own)).to.equal(null);
    const both = running(
      [process.pid, 'node', 1],
      [80, 'apt-get', process.pid],
      [90, 'a) (b', 1],
      [91, 'apt-get', 90],
    );
    expect(await busy(none, both)).to.equal('apt-get is running');
    const firmware = inhibitors(['sleep:shutdown', 'fwupd', 'Updating', 'block', 0, 9]);
    expect(await busy(firmware, quiet)).to.equal('fwupd asks that the computer stays on');
    expect(await busy(ended('', { exit: 1 }), quiet)).to.equal('what is running could not be seen');
    expect(await busy(ended('{"data":'), quiet)).to.equal('what is running could not be seen');
    expect(await busy(none)).to.equal('what is running could not be seen');
    expect(() => parseBlocker('{"type":"b","data":[true]}')).to.throw();
  });
});
