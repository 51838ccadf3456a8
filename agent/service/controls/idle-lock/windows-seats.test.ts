/** Answers of native-process.ts, composed; that its calls can be made at all is tried under Wine. */
import { expect } from 'chai';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { memoryCells } from '../../../../test/support/memory-cells.ts';
import { PretendClock } from '../../../../test/support/pretend-logind.ts';
import { ended, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { LockGuard } from './guard.ts';
import { windowsSeats, windowsSeen } from './windows-seats.ts';

const minute = 60_000;

interface Person {
  session: number;
  locked: boolean | null;
  /** As Windows tells it of the session; null at the computer's own screen. */
  told: number | null;
  /** As a program in that session tells it. */
  inSession: () => number | null;
  onLock(): void;
}

/** A Windows computer whose sessions a test tells. */
function aWindows(people: Partial<Person>[], broken: { koffi?: boolean; calls?: boolean } = {}) {
  const all = people.map((one, index): Person => {
    const person: Person = {
      ...{ session: index + 1, locked: false, told: null, inSession: () => null },
      onLock: () => {
        person.locked = true;
      },
      ...one,
    };
    return person;
  });
  const asked: string[] = [];
  const answer = ([, question = '', id]: readonly string[]) => {
    asked.push(id === undefined ? question : `${question} ${id}`);
    if (broken.koffi) return { ...ended(''), exit: 3 };
    if (broken.calls) return { ...ended(''), exit: 1, stderr: 'WTSEnumerateSessions: 5' };
    const one = all.find(({ session }) => String(session) === id);
    if (question === 'sessions') {
      const sessions = all.map(({ session, locked, told }) => ({
        ...{ session, locked, disconnected: false, idleMs: told, user: 'someone', domain: 'SCHOOL' },
      }));
      return ended(JSON.stringify({ sessions }));
    }
    if (question === 'idle') return ended(JSON.stringify({ idleMs: one?.inSession() ?? null }));
    if (question === 'lock') one?.onLock();
    if (question === 'disconnect' && one) one.locked = true;
    return ended('{"asked":true}');
  };
  return { all, asked, machine: scriptedMachine({ commands: { self: answer } }) };
}

function guarded(people: Partial<Person>[], broken = {}) {
  const windows = aWindows(people, broken);
  const clock = new PretendClock();
  const told: string[] = [];
  const edges = {
    ...{ machine: windows.machine, clock, cell: memoryCells(), lookAgain: () => {}, device: () => null },
    ...{ serialKey: () => null, calendar: () => null, tell: (name: string) => told.push(name) },
  };
  const guard = new LockGuard(edges as never, { seats: windowsSeats(windows.machine) });
  guard.follow(policy.parse({ mode: 'enforce' }));
  return {
    ...windows,
    clock,
    told,
    guard,
    acts: () => windows.asked.filter(one => /^(lock|disc)/.test(one)),
  };
}

describe('Caretaker’s own lock on Windows', () => {
  const away = (clock: () => number) => () => clock();

  it('locks at the limit with no tray, by what a program in the session tells, and sees that it locked', async () => {
    let idle = 0;
    const { clock, told, acts, guard } = guarded([{ inSession: away(() => idle) }]);
    idle = 1_199_000 - 20 * minute;
    await clock.pass(1000);
    idle = 20 * minute;
    await clock.pass(20 * minute + 20_000);
    expect(acts()).to.deep.equal(['lock 1']);
    expect(told).to.deep.equal(['lock.observed']);
    await guard.stop();
  });

  it('goes to the sign-in screen where a lock that is due did not come, and only where it is sure that nobody is there', async () => {
    let idle = 25 * minute;
    const stuck = guarded([{ inSession: () => idle, onLock: () => {} }]);
    await stuck.clock.pass(40_000);
    expect(stuck.acts()).to.deep.equal(['lock 1', 'disconnect 1']);
    expect(stuck.told).to.deep.equal(['lock.observed']);
    await stuck.guard.stop();
    const unsure = guarded([{ inSession: () => null, onLock: () => {} }]);
    const outcome = unsure.guard.obey({ kind: 'lock' } as never);
    await unsure.clock.pass(60_000);
    expect((await outcome).outcome).to.equal('failed');
    expect(unsure.acts()).to.deep.equal(['lock 1', 'lock 1']);
    await unsure.guard.stop();
    idle = 0;
  });

  it('does nothing where nobody tells how long nobody was there, nor where Windows or koffi does not answer', async () => {
    for (const [people, broken] of [
      [[{ inSession: () => null }], {}],
      [[{ inSession: () => 0 }], {}],
      [[{ told: 30 * minute }], { koffi: true }],
      [[{ told: 30 * minute }], { calls: true }],
    ] as const) {
      const { clock, acts, guard } = guarded([...people], broken);
      await clock.pass(3 * 60 * minute);
      expect(acts()).to.deep.equal([]);
      await guard.stop();
    }
  });

  it('believes the smaller number of an open session, and disconnects by the one from within alone', async () => {
    const here = guarded([{ told: 25 * minute, inSession: () => 5_000 }]);
    await here.clock.pass(60_000);
    expect(here.acts()).to.deep.equal([]);
    await here.guard.stop();
    const unsure = guarded([{ told: 25 * minute, inSession: () => null, onLock: () => {} }]);
    await unsure.clock.pass(60_000);
    expect(new Set(unsure.acts())).to.deep.equal(new Set(['lock 1']));
    await unsure.guard.stop();
  });

  it('judges each session by itself, one over the network too', async () => {
    const { clock, acts, guard } = guarded([{ inSession: () => 0 }, { told: 20 * minute }]);
    await clock.pass(20_000);
    expect(acts()).to.deep.equal(['lock 2']);
    await guard.stop();
  });
});

describe('what is seen of Windows’ sessions', () => {
  it('is left out where no native call can be made, and not known where they fail', async () => {
    const { signal } = new AbortController();
    expect(await windowsSeen(aWindows([{}], { koffi: true }).machine, signal)).to.equal(undefined);
    expect(await windowsSeen(aWindows([{}], { calls: true }).machine, signal)).to.equal(null);
    expect(await windowsSeen(aWindows([{ locked: true, told: 5_500 }]).machine, signal)).to.deep.equal([
      { id: '1', graphical: true, locked: true, idleSeconds: 5 },
    ]);
  });
});
