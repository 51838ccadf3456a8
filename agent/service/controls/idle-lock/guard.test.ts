/** The agent's own lock on a computer whose time, sleep, sessions and desktops are told by the test. */
import { expect } from 'chai';
import { type Policy, policy } from '../../../../shared/controls/idle-lock/policy.ts';
import { memoryCells } from '../../../../test/support/memory-cells.ts';
import { PretendLogind, type PretendSession } from '../../../../test/support/pretend-logind.ts';
import { LockGuard } from './guard.ts';
import { linuxSeats } from './linux-seats.ts';
import { standingNow } from './standing.ts';

const minute = 60_000;
const limit = 20 * minute;

type Told = [name: string, facts: Record<string, unknown>];

function aLab(rule: Partial<Policy> = {}, lab = new PretendLogind(), cells = memoryCells()) {
  const told: Told[] = [];
  const machine = lab.machine();
  const { clock } = lab;
  const guard = new LockGuard(
    {
      machine,
      clock,
      cell: cells,
      tell: (name, facts) => told.push([name, facts]),
      lookAgain: () => {},
      device: () => null,
      serialKey: () => null,
    },
    { seats: linuxSeats({ machine, clock }, () => lab.awakeMs) },
  );
  const asks = (more: Partial<Policy>) => guard.follow(policy.parse({ mode: 'enforce', ...rule, ...more }));
  asks({});
  const names = () => told.map(([name]) => name);
  return { lab, clock, machine, guard, told, names, asks, cells };
}

describe('the agent’s own lock', () => {
  it('locks at 20:00 to the second: not at 19:59', async () => {
    const { lab, clock } = aLab();
    const session = lab.add();
    lab.leave(session);
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.deep.equal([session.id]);
  });

  it('tells that the screen locked, how it was seen and how long it took, and nobody’s name', async () => {
    const { lab, clock, told } = aLab();
    const session = lab.add({ onLock: one => clock.after(800, () => lab.lock(one)) });
    lab.leave(session);
    await clock.pass(limit + 5000);
    expect(told).to.deep.equal([
      [
        'lock.observed',
        { cause: 'agent', idleSeconds: 1200, proof: 'desktop_said', tookMs: 800, kind: 'graphical' },
      ],
    ]);
  });

  it('finds the moment however it falls between two looks, with few processes', async () => {
    const { lab, clock } = aLab();
    const session = lab.add();
    await clock.pass(7 * minute);
    lab.leave(session);
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.deep.equal([session.id]);
    expect(lab.started.filter(one => one.includes('show')).length).to.be.below(6);
  });

  it('starts fewer than twelve processes in an hour, in use or locked', async () => {
    const { lab, clock } = aLab();
    const [used, gnome] = [lab.add(), lab.add({ desktop: 'gnome', mutterIdleMs: () => 0 })];
    await clock.pass(60 * minute);
    expect(lab.started.length, lab.started.join()).to.be.below(12);
    lab.leave(used);
    for (const one of [used, gnome]) lab.lock(one);
    await clock.pass(25 * minute);
    lab.started.length = 0;
    await clock.pass(60 * minute);
    expect(lab.started.length, lab.started.join()).to.be.below(12);
  });

  it('does nothing where nobody tells how long nobody was there', async () => {
    const { lab, clock, told } = aLab();
    lab.add({ type: 'tty' });
    lab.add({ desktop: 'Xfce' });
    await clock.pass(5 * limit);
    expect([lab.asked, told]).to.deep.equal([[], []]);
  });

  it('does nothing with a desktop that always says zero, or with a logind that does not answer', async () => {
    const { lab, clock } = aLab();
    const zero = lab.add({ desktop: 'gnome', mutterIdleMs: () => 0 });
    lab.leave(zero);
    await clock.pass(3 * limit);
    lab.answers = false;
    lab.leave(lab.add());
    await clock.pass(3 * limit);
    expect(lab.asked).to.deep.equal([]);
  });

  it('takes GNOME’s own measure: its word to logind comes only when its own limit is over', async () => {
    const { lab, clock } = aLab();
    const since = lab.bootMs;
    const session = lab.add({ desktop: 'gnome', mutterIdleMs: () => lab.bootMs - since });
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.deep.equal([session.id]);
  });

  it('judges each session by itself, also one behind another on the same screen', async () => {
    const { lab, clock } = aLab();
    const [first, second, third] = [lab.add(), lab.add({ uid: 1001 }), lab.add({ type: 'tty', uid: 1002 })];
    lab.leave(first);
    await clock.pass(5 * minute);
    lab.leave(second);
    lab.leave(third);
    await clock.pass(15 * minute);
    expect(lab.asked).to.deep.equal([first.id]);
    await clock.pass(5 * minute);
    expect(lab.asked).to.have.members([first.id, second.id, third.id]);
  });

  it('asks once in a spell of not being used, and again in the next', async () => {
    const { lab, clock, names } = aLab();
    const session = lab.add({ type: 'tty', onLock: () => {} });
    lab.leave(session);
    await clock.pass(5 * limit);
    expect([lab.asked.length, names()]).to.deep.equal([1, ['lock.unsupported']]);
    lab.use(session);
    await clock.pass(2 * limit);
    expect(lab.asked.length).to.equal(2);
  });

  it('in watch tells once what it would have done, and changes nothing', async () => {
    const { lab, clock, told, asks } = aLab({ mode: 'watch' });
    lab.leave(lab.add());
    await clock.pass(4 * limit);
    expect(lab.asked).to.deep.equal([]);
    expect(told).to.deep.equal([['lock.would_lock', { idleSeconds: 1200, limitSeconds: 1200 }]]);
    asks({ mode: 'enforce' });
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
  });

  it('does nothing at all when it is off, and begins again when it is on', async () => {
    const { lab, clock, told, asks } = aLab({ mode: 'off' });
    lab.leave(lab.add());
    await clock.pass(2 * limit);
    expect([lab.asked, told, lab.started]).to.deep.equal([[], [], []]);
    asks({ mode: 'enforce' });
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
    asks({ mode: 'off' });
    lab.started.length = 0;
    await clock.pass(3 * limit);
    expect(lab.started).to.deep.equal([]);
  });

  it('follows a limit that is made shorter while somebody is away', async () => {
    const { lab, clock, asks } = aLab();
    lab.leave(lab.add());
    await clock.pass(11 * minute);
    asks({ afterMinutes: 10 });
    await clock.pass(1);
    expect(lab.asked).to.have.length(1);
  });

  it('stops with the service', async () => {
    const { lab, clock, guard } = aLab();
    lab.leave(lab.add());
    await clock.pass(5 * minute);
    await guard.stop();
    await clock.pass(2 * limit);
    expect(lab.asked).to.deep.equal([]);
  });
});

describe('the agent’s own lock and time', () => {
  for (const hours of [-5, 5])
    it(`is moved by nobody who sets the clock ${hours} hours`, async () => {
      const { lab, clock } = aLab();
      const [desktop, console] = [lab.add(), lab.add({ type: 'tty' })];
      await clock.pass(minute);
      for (const one of [desktop, console]) lab.leave(one);
      await clock.pass(5 * minute);
      clock.setWall(hours * 60 * minute);
      await clock.pass(15 * minute - 1000);
      expect(lab.asked).to.deep.equal([]);
      await clock.pass(1000);
      expect(lab.asked).to.have.members([desktop.id, console.id]);
    });

  it('believes no time before the session began, at first sight of a clock that was set', async () => {
    const lab = new PretendLogind();
    const session = lab.add({ type: 'tty', began: lab.bootMs - minute });
    session.idleSince = lab.bootMs;
    session.wallThen -= 30 * minute;
    const { clock } = aLab({}, lab);
    await clock.pass(18 * minute);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(minute);
    expect(lab.asked).to.have.length(1);
  });

  it('counts sleep as time in which nobody was there, and locks when the computer wakes up', async () => {
    const { lab, clock } = aLab();
    lab.leave(lab.add());
    await clock.pass(5 * minute);
    await lab.sleep(60 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('locks after sleep no later than after so much time awake, where it does not hear of waking up', async () => {
    const lab = new PretendLogind();
    lab.hears = false;
    const { clock } = aLab({}, lab);
    lab.leave(lab.add());
    await clock.pass(5 * minute);
    await lab.sleep(60 * minute);
    await clock.pass(15 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('does not count time from before somebody unlocked, whatever else tells', async () => {
    const { lab, clock } = aLab();
    const session = lab.add();
    const forgotten = lab.bootMs;
    lab.leave(session);
    await clock.pass(limit);
    lab.unlock(session);
    session.idleSince = forgotten;
    await clock.pass(limit - 1000);
    expect(lab.asked).to.have.length(1);
    await clock.pass(1000);
    expect(lab.asked).to.have.length(2);
  });
});

describe('the proof of a lock', () => {
  it('is a program that covers the screen, where the desktop does not tell', async () => {
    const { lab, clock, told, machine } = aLab();
    const session = lab.add({
      desktop: 'sway',
      onLock: () => lab.processes.set('77', { name: 'swaylock', uid: 1000 }),
    });
    lab.leave(session);
    await clock.pass(limit + 20_000);
    expect(told[0]?.[0]).to.equal('lock.observed');
    expect(told[0]?.[1]).to.deep.include({ proof: 'lock_program' });
    expect((await standingNow(machine))?.tries[0]).to.deep.include({
      desktop: 'Sway',
      proof: 'lock_program',
    });
  });

  it('is not somebody else’s program', async () => {
    const { lab, clock, names } = aLab();
    lab.processes.set('77', { name: 'swaylock', uid: 1001 });
    lab.leave(lab.add({ desktop: 'sway', onLock: () => {} }));
    await clock.pass(limit + 20_000);
    expect(names()).to.deep.equal(['lock.unsupported']);
  });

  it('is said not to be there on a desktop that never tells, and nothing more is done', async () => {
    const { lab, clock, told } = aLab();
    lab.leave(lab.add({ desktop: 'Xfce', onLock: () => {} }));
    await clock.pass(limit + 14_000);
    expect(told).to.deep.equal([]);
    await clock.pass(2 * limit);
    expect(told.map(([name]) => name)).to.deep.equal(['lock.unsupported']);
    expect(lab.asked).to.have.length(1);
  });

  it('is asked for twice on a desktop that tells, and then the lock has failed', async () => {
    const { lab, clock, names, machine } = aLab();
    const since = lab.bootMs;
    lab.add({ desktop: 'gnome', onLock: () => {}, mutterIdleMs: () => lab.bootMs - since });
    await clock.pass(limit + 40_000);
    expect(lab.asked).to.have.length(2);
    expect(names()).to.deep.equal(['lock.failed']);
    expect((await standingNow(machine))?.tries[0]?.proof).to.equal('did_not_lock');
  });

  it('asks a screen that says it is locked all the same, and tells nothing of it', async () => {
    const { lab, clock, told } = aLab();
    const session = lab.add({ locked: true });
    lab.leave(session);
    await clock.pass(3 * limit);
    expect([lab.asked, told]).to.deep.equal([[session.id], []]);
  });

  it('tells a person’s lock from the desktop’s', async () => {
    const { lab, clock, told } = aLab({ mode: 'watch' });
    const session = lab.add();
    await clock.pass(minute);
    lab.lock(session);
    await clock.pass(minute);
    lab.unlock(session);
    await clock.pass(2 * minute);
    lab.leave(session);
    await clock.pass(15 * minute);
    lab.lock(session);
    await clock.pass(minute);
    expect(told.map(([name, { cause }]) => `${name} ${cause}`)).to.deep.equal([
      'lock.observed person',
      'lock.observed desktop',
    ]);
  });

  it('is not lost when the service is started again, but when the computer is', async () => {
    const { lab, clock, machine, guard } = aLab();
    lab.leave(lab.add());
    await clock.pass(limit + 1000);
    await guard.stop();
    expect((await standingNow(machine))?.last?.cause).to.equal('agent');
    lab.boot = lab.boot.replace('1', '2');
    expect(await standingNow(machine)).to.equal(undefined);
  });
});

describe('locking people out', () => {
  const again = async (lab: PretendLogind, session: PretendSession) => {
    lab.unlock(session);
    lab.leave(session);
    await lab.clock.pass(25_000);
  };

  it('stops by itself after three locks within a minute of an unlocking, and says so', async () => {
    const lab = new PretendLogind();
    const machine = lab.machine();
    const told: string[] = [];
    const guard = new LockGuard(
      {
        machine,
        clock: lab.clock,
        cell: memoryCells(),
        tell: name => told.push(name),
        lookAgain: () => {},
        device: () => null,
        serialKey: () => null,
      },
      { seats: linuxSeats({ machine, clock: lab.clock }, () => lab.awakeMs), limitSeconds: 20 },
    );
    guard.follow(policy.parse({ mode: 'enforce' }));
    const session = lab.add();
    lab.leave(session);
    await lab.clock.pass(25_000);
    for (let time = 0; time < 3; time += 1) await again(lab, session);
    expect(lab.asked).to.have.length(4);
    expect(told.filter(name => name === 'lock.suspended')).to.have.length(1);
    await again(lab, session);
    expect(lab.asked).to.have.length(4);
    expect((await standingNow(machine))?.state).to.equal('suspended');
    await lab.clock.pass(25 * 60 * minute);
    await again(lab, session);
    expect(lab.asked).to.have.length(5);
  });
});

describe('a presentation', () => {
  const allowed = { presentationAllowed: true, presentationMinutes: 60 };
  const hold = (minutes: number) => ({ kind: 'presentation_hold', control: 'idle-lock', minutes }) as const;

  it('holds the lock for its minutes and no longer, and is recorded', async () => {
    const { lab, clock, guard, told } = aLab(allowed);
    lab.leave(lab.add());
    await clock.pass(minute);
    expect((await guard.obey(hold(40))).outcome).to.equal('done');
    await clock.pass(40 * minute - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
    expect(told.slice(0, 2)).to.deep.equal([
      ['presentation.started', { minutes: 40 }],
      ['presentation.ended', { cause: 'time', minutes: 40 }],
    ]);
  });

  it('is refused where the school does not allow it, or not for so long', async () => {
    const { guard, clock } = aLab();
    await clock.pass(1);
    expect((await guard.obey(hold(10))).outcome).to.equal('refused');
    const longer = aLab({ ...allowed, presentationMinutes: 30 });
    expect(await longer.guard.obey(hold(31))).to.deep.equal({
      outcome: 'refused',
      detail: 'The school allows presentations of at most 30 minutes here.',
    });
  });

  it('runs one at a time, and a second order does not make it longer', async () => {
    const { lab, clock, guard } = aLab(allowed);
    lab.leave(lab.add());
    await guard.obey(hold(30));
    await clock.pass(25 * minute);
    expect((await guard.obey(hold(60))).outcome).to.equal('refused');
    await clock.pass(5 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('is made longer by no clock, by no sleep and by no start of the service or the computer', async () => {
    const { lab, clock, guard, cells } = aLab(allowed);
    lab.leave(lab.add());
    await guard.obey(hold(60));
    clock.setWall(-5 * 60 * minute);
    await clock.pass(25 * minute);
    expect(lab.asked).to.deep.equal([]);
    await guard.stop();
    const second = aLab(allowed, lab, cells);
    await clock.pass(25 * minute);
    expect(lab.asked).to.deep.equal([]);
    await lab.sleep(10 * minute);
    expect(lab.asked).to.have.length(1);
    expect(second.told[0]).to.deep.equal(['presentation.ended', { cause: 'time', minutes: 60 }]);
  });

  it('ends with the computer’s next start, and with a policy that no longer allows it', async () => {
    const { lab, guard, cells } = aLab(allowed);
    await guard.obey(hold(60));
    await guard.stop();
    lab.boot = lab.boot.replace('1', '2');
    const next = aLab(allowed, lab, cells);
    await lab.clock.pass(1);
    expect(next.told).to.deep.equal([['presentation.ended', { cause: 'restart', minutes: null }]]);
    await next.guard.obey(hold(60));
    next.asks({ presentationAllowed: false });
    await lab.clock.pass(1);
    expect(next.told.at(-1)).to.deep.equal(['presentation.ended', { cause: 'policy', minutes: 0 }]);
  });
});

describe('the order to lock', () => {
  const lockNow = { kind: 'lock', control: 'idle-lock' } as const;

  it('locks every session at once, says when that is not to be seen, and ends a presentation', async () => {
    const { lab, clock, guard, names } = aLab({ presentationAllowed: true });
    lab.add();
    await guard.obey({ kind: 'presentation_hold', control: 'idle-lock', minutes: 30 });
    await clock.pass(1);
    expect(await guard.obey(lockNow)).to.deep.equal({ outcome: 'done', detail: '' });
    expect(names()).to.deep.equal(['presentation.started', 'presentation.ended', 'lock.observed']);
    lab.add({ type: 'tty', onLock: () => {} });
    expect((await guard.obey(lockNow)).detail).to.contain('cannot be seen');
  });

  it('is refused where the policy only watches, and has nothing to do where nobody is signed in', async () => {
    const { guard } = aLab({ mode: 'watch' });
    expect((await guard.obey(lockNow)).outcome).to.equal('refused');
    expect((await aLab().guard.obey(lockNow)).detail).to.contain('Nobody is signed in');
  });

  it('fails, and says so, where the desktop stays open or logind does not answer', async () => {
    const { lab, clock, guard } = aLab();
    lab.add({ onLock: () => {} });
    const answer = guard.obey(lockNow);
    await clock.pass(40_000);
    expect((await answer).outcome).to.equal('failed');
    lab.answers = false;
    expect((await guard.obey(lockNow)).outcome).to.equal('failed');
  });
});
