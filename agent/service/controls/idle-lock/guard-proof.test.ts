/** What counts as a lock that was seen, and what becomes of one that was not. */
import { expect } from 'chai';
import { aGuard } from '../../../../test/support/pretend-guard.ts';
import type { PretendLogind, PretendSession } from '../../../../test/support/pretend-logind.ts';
import { standingNow } from './standing.ts';

const minute = 60_000;
const limit = 20 * minute;

describe('the proof of a lock', () => {
  it('is a program that covers the screen, where the desktop does not tell', async () => {
    const { lab, clock, told, machine } = aGuard();
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
    const { lab, clock, names } = aGuard();
    lab.processes.set('77', { name: 'swaylock', uid: 1001 });
    lab.leave(lab.add({ desktop: 'sway', onLock: () => {} }));
    await clock.pass(limit + 20_000);
    expect(names()).to.deep.equal(['lock.unsupported']);
  });

  it('is said not to be there on a desktop that never tells, and nothing more is done', async () => {
    const { lab, clock, told } = aGuard();
    lab.leave(lab.add({ desktop: 'Xfce', onLock: () => {} }));
    await clock.pass(limit + 14_000);
    expect(told).to.deep.equal([]);
    await clock.pass(2 * limit);
    expect(told.map(([name]) => name)).to.deep.equal(['lock.unsupported']);
    expect(lab.asked).to.have.length(1);
  });

  it('is asked for twice on a desktop that tells, and then the lock has failed', async () => {
    const { lab, clock, names, machine } = aGuard();
    const since = lab.bootMs;
    lab.add({ desktop: 'gnome', onLock: () => {}, mutterIdleMs: () => lab.bootMs - since });
    await clock.pass(limit + 40_000);
    expect(lab.asked).to.have.length(2);
    expect(names()).to.deep.equal(['lock.failed']);
    expect((await standingNow(machine))?.tries[0]?.proof).to.equal('did_not_lock');
  });

  it('asks a screen that says it is locked all the same, and tells nothing of it', async () => {
    const { lab, clock, told } = aGuard();
    const session = lab.add({ locked: true });
    lab.leave(session);
    await clock.pass(3 * limit);
    expect([lab.asked, told]).to.deep.equal([[session.id], []]);
  });

  it('tells a person’s lock from the desktop’s', async () => {
    const { lab, clock, told } = aGuard({ mode: 'watch' });
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
    const { lab, clock, machine, guard } = aGuard();
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
    const { lab, machine, names } = aGuard({}, { limitSeconds: 20 });
    const session = lab.add();
    lab.leave(session);
    await lab.clock.pass(25_000);
    for (let time = 0; time < 3; time += 1) await again(lab, session);
    expect(lab.asked).to.have.length(4);
    expect(names().filter(name => name === 'lock.suspended')).to.have.length(1);
    await again(lab, session);
    expect(lab.asked).to.have.length(4);
    expect((await standingNow(machine))?.state).to.equal('suspended');
    await lab.clock.pass(25 * 60 * minute);
    await again(lab, session);
    expect(lab.asked).to.have.length(5);
  });
});
