/** Every state that each system's hands can lead to, from composed answers and what the guard left. */
import { expect } from 'chai';
import { evaluate } from '../../../../shared/controls/power/evaluate.ts';
import type { Evening } from '../../../../shared/controls/power/observation.ts';
import { policy } from '../../../../shared/controls/power/policy.ts';
import { ended, type Script, scriptedMachine, timedOut } from '../../../../test/support/scripted-machine.ts';
import { fleetingMemory } from '../../system/memory.ts';
import type { Backend } from '../control.ts';
import { linux } from './linux.ts';
import { macos } from './macos.ts';
import { leaveStanding, type Standing } from './standing.ts';
import { windows } from './windows.ts';

const now = Date.UTC(2026, 10, 21, 12);
const signal = new AbortController().signal;
const hour = 3600_000;
const startedAt = now - 2 * hour;
/** Friday's: off at once, or on until the next morning. */
const closing = Date.UTC(2026, 10, 20, 17, 30);
const evening = (onUntil: number | null): Evening => ({ lessons: null, closing, onUntil, over: true });

/** One computer that lost its power `stops` times; undefined: it does not tell. */
type Made = (stops: number | undefined) => Script;

const systems: { system: string; backend: Backend<unknown>; made: Made }[] = [
  {
    system: 'Linux',
    backend: linux,
    made: stops => {
      const mark = (boot: number, at: number) =>
        JSON.stringify({
          MESSAGE_ID: 'f77379a8490b408bbe5f6940505a777b',
          _BOOT_ID: String(boot).repeat(32),
          __REALTIME_TIMESTAMP: String(at * 1000),
        });
      const journal = [...Array(stops ?? 0).keys()].map(boot => mark(boot, startedAt - boot * hour));
      const journalctl = (args: readonly string[]) => {
        const boot = args.find(one => one.startsWith('_BOOT_ID='))?.slice('_BOOT_ID='.length, 10);
        if (boot !== undefined) return ended(`${mark(Number(boot), startedAt - Number(boot) * hour)}\n`);
        return ended([...journal, mark(9, startedAt)].join('\n'));
      };
      return {
        commands: { journalctl: stops === undefined ? timedOut : journalctl },
        files: {
          '/proc/uptime': '7200.00 9000.00\n',
          '/proc/sys/kernel/random/boot_id': '9'.repeat(32),
          '/var/log/journal': ['5f2c'],
        },
      };
    },
  },
  {
    system: 'Windows',
    backend: windows,
    made: stops => {
      const at = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
      const rows = [...Array(stops ?? 0).keys()].map(back => ({ id: 41, at: at(startedAt - back * hour) }));
      const answer = {
        started: { rows: [{ at: at(startedAt) }] },
        stops: stops === undefined ? { error: '0x80070005' } : { rows },
      };
      return { commands: { powershell: ended(JSON.stringify({ language: 'FullLanguage', answer })) } };
    },
  },
  {
    system: 'macOS',
    backend: macos,
    made: stops => ({
      commands: {
        sysctl: ended(`{ sec = ${startedAt / 1000}, usec = 1 } Sat Nov 21 10:00:00 2026\n`),
        log: stops === undefined ? timedOut : ended(`Previous shutdown cause: ${stops > 0 ? 3 : 5}\n`),
      },
    }),
  },
];

for (const { system, backend, made } of systems)
  it(`switching off on ${system} is told in each of its states, from what the computer and the guard say`, async () => {
    const open: Standing['open'] = [[now - 24 * hour, now]];
    const said = async (stops: number | undefined, left: Partial<Standing> | null, rule = {}) => {
      const machine = scriptedMachine({ now, ...made(stops) });
      const whole = { calendar: 'in_force' as const, evenings: [evening(null)], today: null, since: 0, open };
      if (left !== null) await leaveStanding(machine, { ...whole, ...left });
      const asked = policy.parse(rule);
      const { state, reason } = evaluate((await backend.observe?.(machine, signal, asked)) as never, asked);
      return `${state} ${reason}`;
    };
    expect(await said(0, {})).to.equal('met off_in_time');
    expect(await said(0, { evenings: [evening(now - 5 * hour)] })).to.equal('not_met left_on');
    expect(await said(1, {}, { powerOffsAllowed: 0 })).to.equal('not_met power_lost');
    expect(await said(1, { open: [] }, { powerOffsAllowed: 0 }), 'at night').to.equal('met off_in_time');
    expect(await said(undefined, {})).to.equal('unknown power_offs_not_seen');
    expect(await said(0, { evenings: [] })).to.equal('unknown no_evening_yet');
    expect(await said(0, { calendar: 'none' })).to.equal('unknown no_calendar');
    expect(await said(0, { calendar: 'ended' })).to.equal('unknown calendar_ended');
    expect(await said(0, null)).to.equal('unknown not_watched');
  });

it('a Mac, which tells of its last stop alone, counts those that were seen before it for two weeks', async () => {
  const days = 24 * hour;
  const memory = fleetingMemory();
  const seenAt = async (start: number, cause: number) => {
    const sysctl = ended(`{ sec = ${start / 1000}, usec = 1 } x\n`);
    const log = ended(`Previous shutdown cause: ${cause}\n`);
    const machine = { ...scriptedMachine({ now: start + hour, commands: { sysctl, log } }), memory };
    return (await macos.observe?.(machine, signal))?.powerOffs?.map(({ at }) => (at - now) / days);
  };
  expect(await seenAt(now, 3)).to.deep.equal([0]);
  expect(await seenAt(now, 3), 'the same start').to.deep.equal([0]);
  expect(await seenAt(now + days, 0)).to.deep.equal([1, 0]);
  expect(await seenAt(now + 2 * days, 5)).to.deep.equal([1, 0]);
  expect(await seenAt(now + 14 * days, 5)).to.deep.equal([1]);
});

it('a computer that has run for longer than two weeks has lost its power in none of them, whatever its log says', async () => {
  const sysctl = ended(`{ sec = ${(now - 15 * 24 * hour) / 1000}, usec = 1 } x\n`);
  const machine = scriptedMachine({ now, commands: { sysctl, log: timedOut } });
  expect((await macos.observe?.(machine, signal))?.powerOffs).to.deep.equal([]);
});
