/** What the console may order: a lock now, and a presentation. */
import { expect } from 'chai';
import { aGuard } from '../../../../test/support/pretend-guard.ts';

const minute = 60_000;

describe('a presentation', () => {
  const allowed = { presentationAllowed: true, presentationMinutes: 60 };
  const hold = (minutes: number) => ({ kind: 'presentation_hold', control: 'idle-lock', minutes }) as const;

  it('holds the lock for its minutes and no longer, and is recorded', async () => {
    const { lab, clock, guard, told } = aGuard(allowed);
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
    const { guard, clock } = aGuard();
    await clock.pass(1);
    expect((await guard.obey(hold(10))).outcome).to.equal('refused');
    const longer = aGuard({ ...allowed, presentationMinutes: 30 });
    expect(await longer.guard.obey(hold(31))).to.deep.equal({
      outcome: 'refused',
      detail: 'The school allows presentations of at most 30 minutes here.',
    });
  });

  it('runs one at a time, and a second order does not make it longer', async () => {
    const { lab, clock, guard } = aGuard(allowed);
    lab.leave(lab.add());
    await guard.obey(hold(30));
    await clock.pass(25 * minute);
    expect((await guard.obey(hold(60))).outcome).to.equal('refused');
    await clock.pass(5 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('is made longer by no clock, by no sleep and by no start of the service or the computer', async () => {
    const { lab, clock, guard, cells } = aGuard(allowed);
    lab.leave(lab.add());
    await guard.obey(hold(60));
    clock.setWall(-5 * 60 * minute);
    await clock.pass(25 * minute);
    expect(lab.asked).to.deep.equal([]);
    await guard.stop();
    const second = aGuard(allowed, { lab, cells });
    await clock.pass(25 * minute);
    expect(lab.asked).to.deep.equal([]);
    await lab.sleep(10 * minute);
    expect(lab.asked).to.have.length(1);
    expect(second.told[0]).to.deep.equal(['presentation.ended', { cause: 'time', minutes: 60 }]);
  });

  it('ends with the computer’s next start, and with a policy that no longer allows it', async () => {
    const { lab, guard, cells } = aGuard(allowed);
    await guard.obey(hold(60));
    await guard.stop();
    lab.boot = lab.boot.replace('1', '2');
    const next = aGuard(allowed, { lab, cells });
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
    const { lab, clock, guard, names } = aGuard({ presentationAllowed: true });
    lab.add();
    await guard.obey({ kind: 'presentation_hold', control: 'idle-lock', minutes: 30 });
    await clock.pass(1);
    expect(await guard.obey(lockNow)).to.deep.equal({ outcome: 'done', detail: '' });
    expect(names()).to.deep.equal(['presentation.started', 'presentation.ended', 'lock.observed']);
    lab.add({ type: 'tty', onLock: () => {} });
    expect((await guard.obey(lockNow)).detail).to.contain('cannot be seen');
  });

  it('is refused where the policy only watches, and has nothing to do where nobody is signed in', async () => {
    const { guard } = aGuard({ mode: 'watch' });
    expect((await guard.obey(lockNow)).outcome).to.equal('refused');
    expect((await aGuard().guard.obey(lockNow)).detail).to.contain('Nobody is signed in');
  });

  it('fails, and says so, where the desktop stays open or logind does not answer', async () => {
    const { lab, clock, guard } = aGuard();
    lab.add({ onLock: () => {} });
    const answer = guard.obey(lockNow);
    await clock.pass(40_000);
    expect((await answer).outcome).to.equal('failed');
    lab.answers = false;
    expect((await guard.obey(lockNow)).outcome).to.equal('failed');
  });
});
