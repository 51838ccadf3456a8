/** A Mac of composed answers: that its screen really locks was never seen. */
import { expect } from 'chai';
import { build } from 'plist';
import { evaluate } from '../../../../shared/controls/idle-lock/evaluate.ts';
import { policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { memoryCells } from '../../../../test/support/memory-cells.ts';
import { PretendClock } from '../../../../test/support/pretend-logind.ts';
import { ended, missing, scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { LockGuard } from './guard.ts';
import { macos } from './macos.ts';
import { macosSeats } from './macos-seats.ts';

const minute = 60_000;
const never = new AbortController().signal;

/** A Mac whose state a test tells; it keeps what the guard asked of it. */
function aMac() {
  const mac = {
    person: '501 pupil',
    delay: 'screenLock delay is immediate\n',
    locked: false as boolean | null,
    idleSeconds: 0 as number | null,
    locksWhenDark: true,
    asked: [] as string[],
  };
  const machine = scriptedMachine({
    commands: {
      stat: () => ended(`${mac.person}\n`),
      launchctl: args =>
        args.includes('-screenLock') ? ended('', { stderr: mac.delay }) : ended('', { exit: 1 }),
      ioreg: args => {
        if (args.includes('Root'))
          return ended(build(mac.locked === null ? {} : { IOConsoleLocked: mac.locked }));
        return mac.idleSeconds === null ? missing : ended(build([{ HIDIdleTime: mac.idleSeconds * 1e9 }]));
      },
      pmset: args => {
        mac.asked.push(args.join(' '));
        if (mac.locksWhenDark && mac.locked !== null) mac.locked = true;
        return ended('');
      },
    },
  });
  return Object.assign(mac, { machine });
}

function guarded(mode: 'enforce' | 'watch' = 'enforce') {
  const mac = aMac();
  const clock = new PretendClock();
  const told: string[] = [];
  const edges = {
    ...{ machine: mac.machine, clock, cell: memoryCells(), lookAgain: () => {}, device: () => null },
    ...{ serialKey: () => null, calendar: () => null, tell: (name: string) => told.push(name) },
  };
  const guard = new LockGuard(edges as never, { seats: macosSeats(mac.machine) });
  guard.follow(policy.parse({ mode }));
  const unusedFor = async (seconds: number | null) => {
    mac.idleSeconds = seconds;
    guard.watched(true);
    await clock.pass(minute);
  };
  return { mac, told, clock, guard, unusedFor };
}

const verdict = async ({ machine }: ReturnType<typeof aMac>) => {
  const { state, reason } = evaluate(await macos.observe(machine, never), policy.parse({ mode: 'enforce' }));
  return `${state} ${reason}`;
};

describe('Caretaker’s own lock on a Mac', () => {
  it('puts the screen to sleep at the limit, and sees that it locked', async () => {
    const { mac, told, guard, unusedFor } = guarded();
    await unusedFor(1100);
    expect(mac.asked).to.deep.equal([]);
    await unusedFor(1200);
    expect([mac.asked, told]).to.deep.equal([['displaysleepnow'], ['lock.observed']]);
    await guard.stop();
    // No profile says what holds; that it was seen to lock makes that good, as best effort.
    expect(await verdict(mac)).to.equal('met agent_locks_in_time');
  });

  it('leaves a screen alone that would only go dark, because the password is asked for later or never', async () => {
    for (const delay of [
      'screenLock delay is 300 seconds\n',
      'screenLock is off\n',
      'sgrin wedi cloi\n',
      '',
    ]) {
      const { mac, told, guard, unusedFor } = guarded();
      mac.delay = delay;
      await unusedFor(1300);
      expect([mac.asked, told], delay).to.deep.equal([[], ['lock.failed']]);
      expect((await guard.obey({ kind: 'lock', control: 'idle-lock' })).outcome).to.equal('failed');
      await guard.stop();
    }
  });

  it('tells when the screen stayed open, and concludes nothing where macOS does not say', async () => {
    const open = guarded();
    open.mac.locksWhenDark = false;
    await open.unusedFor(1200);
    expect(open.told).to.deep.equal(['lock.failed']);
    await open.guard.stop();
    expect(await verdict(open.mac)).to.match(/^not_met/);
    const silent = guarded();
    silent.mac.locked = null;
    await silent.unusedFor(1200);
    expect(silent.told).to.deep.equal(['lock.unsupported']);
    await silent.guard.stop();
  });

  it('does nothing at the sign-in window, while nobody tells for how long nobody was there, or in watch', async () => {
    const [signIn, unknown, watched] = [guarded(), guarded(), guarded('watch')];
    signIn.mac.person = '0 root';
    await signIn.unusedFor(5000);
    await unknown.unusedFor(null);
    await watched.unusedFor(1200);
    expect([signIn, unknown, watched].map(({ mac }) => mac.asked)).to.deep.equal([[], [], []]);
    expect(watched.told).to.deep.equal(['lock.would_lock']);
    for (const { guard } of [signIn, unknown, watched]) await guard.stop();
  });

  it('locks at once by order and for whoever asks at that screen, never for somebody else', async () => {
    const { mac, clock, guard } = guarded();
    const asks = (uid: number) => guard.asked({ uid } as never, { verb: 'lock', id: 1 });
    expect(await asks(502)).to.equal('not_possible');
    expect(await asks(501)).to.equal(null);
    expect(mac.asked).to.deep.equal(['displaysleepnow']);
    mac.locked = false;
    const obeyed = guard.obey({ kind: 'lock', control: 'idle-lock' });
    await clock.pass(20_000);
    expect((await obeyed).outcome).to.equal('done');
    expect(mac.asked).to.have.length(2);
    await guard.stop();
  });
});
