/** Answers are composed after the registry's documented values. */
import { expect } from 'chai';
import { idleLock } from '../../../../shared/controls/idle-lock/index.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { judge } from '../../../../shared/controls/judge.ts';
import { onMutations } from '../../../../test/support/mutated.ts';
import { itOnRecorded, recorded } from '../../../../test/support/recorded.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { fleetingMemory } from '../../system/memory.ts';
import type { CommandResult } from '../control.ts';
import { observe } from '../observe.ts';
import { windows } from './windows.ts';
import { windowsScript } from './windows-script.ts';

const now = Date.UTC(2026, 10, 21, 12);
const hourMs = 3600_000;
const iso = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`;

const saver = (over: Record<string, string> = {}) => ({
  ScreenSaveActive: '1',
  ScreenSaverIsSecure: '1',
  ScreenSaveTimeOut: '900',
  'SCRNSAVE.EXE': 'scrnsave.scr',
  ...over,
});
/** What Windows sets for everybody at first. */
const untouched = { ScreenSaveActive: '1' };
const person = (policyValues: object = {}, own: object = untouched) => ({ policy: policyValues, own });
/** A policy keeps their screen saver on. */
const kept = person({ ScreenSaveActive: '1' });

interface Given {
  limit?: unknown;
  people?: object[];
  hives?: boolean[];
  startedAt?: number;
  wake?: object;
}

function answerOf({ limit, people = [person()], hives, startedAt = now - hourMs, wake = {} }: Given): string {
  const loaded = hives ?? [false, ...people.map(() => true)];
  return JSON.stringify({
    language: 'FullLanguage',
    answer: {
      started: { rows: [{ at: iso(startedAt) }] },
      computer: { rows: [limit === undefined ? {} : { InactivityTimeoutSecs: limit }] },
      wake: { rows: [wake] },
      hives: { rows: loaded.map(one => ({ person: one })) },
      people: { rows: people },
    },
  });
}

async function look(stdout: string, memory = fleetingMemory(), at = now, rule: object = {}) {
  const machine = { ...scriptedMachine({ now: at, commands: { powershell: ended(stdout) } }), memory };
  const seen = await observe(idleLock, windows, machine);
  return judge(idleLock, seen, policy.parse(rule), 'caretaker test');
}

/** As on a machine that has been started since the value was first seen. */
async function verdict(given: Given, rule: object = {}) {
  const memory = fleetingMemory();
  await look(answerOf(given), memory, now - 2 * hourMs);
  const { state, reason } = await look(answerOf(given), memory, now, rule);
  return `${state} ${reason}`;
}

describe('the screen lock on Windows', () => {
  it('is met by the computer’s limit where a policy keeps the screen saver on, through which it works', async () => {
    expect(await verdict({ limit: 900, people: [kept] })).to.equal('met locks_in_time');
    expect(await verdict({ limit: 900, people: [] })).to.equal('met locks_in_time');
    const own = saver({ ScreenSaveTimeOut: '9999' });
    expect(await verdict({ limit: 900, people: [person({ ScreenSaveActive: '1' }, own)] })).to.equal(
      'met locks_in_time',
    );
  });

  it('is not sure of the limit where a person’s screen saver is on by their own choice alone', async () => {
    for (const own of [{ ScreenSaveActive: '1' }, {}, saver()])
      expect(await verdict({ limit: 900, people: [person({}, own)] })).to.equal('unknown people_can_change');
    expect(await verdict({ limit: 900, people: [kept, person()] })).to.equal('unknown people_can_change');
    const off = person({ ScreenSaveActive: '0' });
    expect(await verdict({ limit: 900, people: [off] })).to.equal('unknown people_can_change');
  });

  it('knows the password after sleep by policy, on the mains and on the battery', async () => {
    const wakes = [
      {},
      { ACSettingIndex: 1 },
      { ACSettingIndex: 1, DCSettingIndex: 1 },
      { ACSettingIndex: 0 },
    ];
    const seen = await Promise.all(
      wakes.map(async wake => (await look(answerOf({ wake }))).evidence.parts[0]?.facts.passwordOnWake),
    );
    expect(seen).to.deep.equal([null, null, true, false]);
    const asked = (wake: object) => verdict({ limit: 900, people: [kept], wake }, { secureData: true });
    expect(await asked({ ACSettingIndex: 1, DCSettingIndex: 1 })).to.equal('met locks_in_time');
    expect(await asked({ ACSettingIndex: 0 })).to.equal('not_met no_password_on_wake');
    expect(await asked({})).to.equal('unknown wake_not_read');
  });

  it('holds a session that stands open against the settings, where native calls tell, and is not sure where they fail', async () => {
    const native = (self: CommandResult) => async () => {
      const memory = fleetingMemory();
      const commands = { powershell: ended(answerOf({ limit: 900, people: [kept] })), self };
      const at = (when: number) => ({ ...scriptedMachine({ now: when, commands }), memory });
      await observe(idleLock, windows, at(now - 2 * hourMs));
      const seen = await observe(idleLock, windows, at(now));
      const { state, reason } = judge(idleLock, seen, policy.parse({}), 'caretaker test');
      return `${state} ${reason}`;
    };
    const sessions = (locked: boolean | null, idleMs: number | null) =>
      ended(
        JSON.stringify({
          sessions: [{ session: 1, locked, disconnected: false, idleMs, user: 'jan', domain: 'SCHOOL' }],
        }),
      );
    const cases: [CommandResult, string][] = [
      [sessions(false, 4_000_000), 'not_met session_left_open'],
      [sessions(true, 4_000_000), 'met locks_in_time'],
      [sessions(false, null), 'met locks_in_time'],
      [ended('', { exit: 3 }), 'met locks_in_time'],
      [ended('', { exit: 1, stderr: 'WTSEnumerateSessions: 5' }), 'unknown sessions_not_read'],
      [ended('{"sessions":[{"session":1,'), 'unknown sessions_not_read'],
      [ended(''), 'unknown sessions_not_read'],
    ];
    for (const [self, said] of cases) expect(await native(self)()).to.equal(said);
  });

  it('is not yet met by a limit that may wait for a restart', async () => {
    const finding = await look(answerOf({ limit: 900, people: [kept] }));
    expect([finding.state, finding.reason, finding.how]).to.deep.equal([
      'unknown',
      'locks_after_restart',
      'pending_reboot',
    ]);
    const memory = fleetingMemory();
    await look(answerOf({ limit: 1200, people: [kept] }), memory, now - 2 * hourMs);
    expect((await look(answerOf({ limit: 900, people: [kept] }), memory)).reason).to.equal(
      'locks_after_restart',
    );
  });

  it('is met by a screen saver that a policy sets for everybody who is signed in', async () => {
    expect(await verdict({ people: [person(saver())] })).to.equal('met locks_in_time');
    expect(await verdict({ people: [person(saver()), person({}, saver())] })).to.equal(
      'unknown people_can_change',
    );
  });

  it('believes the policy that is in force before a limit that is not yet', async () => {
    expect((await look(answerOf({ limit: 600, people: [person(saver())] }))).reason).to.equal(
      'locks_in_time',
    );
  });

  it('is not met when nothing locks, or it locks too late', async () => {
    expect(await verdict({})).to.equal('not_met lock_disabled');
    expect(await verdict({ limit: 0, people: [] })).to.equal('not_met lock_disabled');
    expect(await verdict({ people: [person(saver({ ScreenSaverIsSecure: '0' }))] })).to.equal(
      'not_met lock_disabled',
    );
    expect(await verdict({ people: [person(saver({ ScreenSaveTimeOut: '3600' }))] })).to.equal(
      'not_met locks_too_late',
    );
    expect(await verdict({ limit: 1201 })).to.equal('not_met locks_too_late');
  });

  it('does not count a screen saver that has no program', async () => {
    const { 'SCRNSAVE.EXE': _none, ...rest } = saver();
    expect(await verdict({ people: [person(rest, {})] })).to.equal('not_met lock_disabled');
  });

  it('does not trust the limit where somebody turned the screen saver off, through which it works', async () => {
    expect(await verdict({ limit: 900, people: [person({}, { ScreenSaveActive: '0' })] })).to.equal(
      'unknown people_can_change',
    );
  });

  it('does not know a limit of another kind, or one greater than Windows takes', async () => {
    for (const limit of ['900', 599_941, -1, 1.5, [900]])
      expect(await verdict({ limit }), String(limit)).to.equal('unknown setting_not_read');
  });

  it('does not know when the settings of some who are signed in are missing, or no hive was listed', async () => {
    expect(await verdict({ limit: 900, hives: [false, true, true] })).to.equal('unknown unrecognised_output');
    expect(await verdict({ limit: 900, people: [], hives: [] })).to.equal('unknown unrecognised_output');
  });

  it('does not know when Windows refused', async () => {
    const denied = answerOf({}).replace(/"people":\{.*?\}\}\]\}/, '"people":{"error":"0x80070005"}');
    expect((await look(denied)).reason).to.equal('no_privilege');
    const constrained = JSON.stringify({ language: 'ConstrainedLanguage', error: '0x80131501' });
    expect((await look(constrained)).reason).to.equal('probe_failed');
  });

  it('never prints whose settings they are', () => {
    expect(windowsScript).to.not.match(/sid =|name = .*PSChildName/i);
  });

  it('lives through any cut and any other number: never locked by a limit of nothing', async () => {
    const after = async (text: string) => {
      const memory = fleetingMemory();
      await look(text, memory, now - 2 * hourMs);
      return (await look(text, memory)).state;
    };
    await onMutations(answerOf({ limit: 0 }), async text => {
      const limit = Number(/"InactivityTimeoutSecs":(\d+)/.exec(text)?.[1]);
      if (!(limit > 0 && limit <= 1200)) expect(await after(text)).to.not.equal('met');
    });
  });

  itOnRecorded('takes a recorded limit of 600 seconds, and does not read the line it stands in', async () => {
    const line = recorded('windows/reg-query/inactivitytimeoutsecs-600.txt');
    const limit = Number.parseInt(/0x[0-9a-f]+/i.exec(line)?.[0] ?? '', 16);
    expect(limit).to.equal(600);
    expect(await verdict({ limit, people: [kept] })).to.equal('met locks_in_time');
    expect((await look(line)).reason).to.equal('unrecognised_output');
    await onMutations(line, async text => expect((await look(text)).state).to.equal('unknown'));
  });
});
