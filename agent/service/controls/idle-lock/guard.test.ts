/** When the agent's own lock acts, on a computer whose time, sleep, sessions and desktops are told by the test. */
import { expect } from 'chai';
import { aGuard } from '../../../../test/support/pretend-guard.ts';
import { PretendLogind } from '../../../../test/support/pretend-logind.ts';
import { seenSessions, signedIn } from './sessions.ts';

const minute = 60_000;
const limit = 20 * minute;

describe('the agent’s own lock', () => {
  it('locks at 20:00 to the second: not at 19:59', async () => {
    const { lab, clock } = aGuard();
    const session = lab.add();
    lab.leave(session);
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.deep.equal([session.id]);
  });

  it('tells that the screen locked, how it was seen and how long it took, and nobody’s name', async () => {
    const { lab, clock, told } = aGuard();
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
    const { lab, clock } = aGuard();
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
    const { lab, clock } = aGuard();
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
    const { lab, clock, told } = aGuard();
    lab.add({ type: 'tty' });
    lab.add({ desktop: 'Xfce' });
    await clock.pass(5 * limit);
    expect([lab.asked, told]).to.deep.equal([[], []]);
  });

  it('takes a screen begun from a text console for no console that nobody types at', async () => {
    const { lab, clock, told, machine } = aGuard();
    lab.processes.set('310', { name: 'bash', uid: 1000 });
    lab.processes.set('311', { name: 'Xorg', uid: 1000 });
    const [screen, text] = [
      lab.add({ type: 'tty', processes: ['310', '311'] }),
      lab.add({ type: 'tty', processes: ['310'], onLock: () => {} }),
    ];
    // The console's file was last touched when the screen began; somebody works there all the while.
    for (const session of [screen, text]) lab.leave(session);
    await clock.pass(2 * limit);
    expect(lab.asked).to.deep.equal([text.id]);
    expect(told.map(([, facts]) => facts.kind)).to.deep.equal(['text']);
    const seen = seenSessions(await signedIn(machine, new AbortController().signal, () => lab.awakeMs));
    expect(seen).to.deep.equal([
      { id: screen.id, graphical: true, locked: false, idleSeconds: null },
      { id: text.id, graphical: false, locked: false, idleSeconds: 2400 },
    ]);
  });

  it('does nothing with a desktop that always says zero, or with a logind that does not answer', async () => {
    const { lab, clock } = aGuard();
    const zero = lab.add({ desktop: 'gnome', mutterIdleMs: () => 0 });
    lab.leave(zero);
    await clock.pass(3 * limit);
    lab.answers = false;
    lab.leave(lab.add());
    await clock.pass(3 * limit);
    expect(lab.asked).to.deep.equal([]);
  });

  it('asks again soon when logind did not answer, and ever more seldom', async () => {
    const { lab, clock } = aGuard();
    lab.leave(lab.add());
    lab.answers = false;
    await clock.pass(limit + minute);
    expect(lab.started.length).to.be.below(8);
    lab.answers = true;
    await clock.pass(14 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('takes GNOME’s own measure: its word to logind comes only when its own limit is over', async () => {
    const { lab, clock } = aGuard();
    const since = lab.bootMs;
    const session = lab.add({ desktop: 'gnome', mutterIdleMs: () => lab.bootMs - since });
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.deep.equal([session.id]);
  });

  it('judges each session by itself, also one behind another on the same screen', async () => {
    const { lab, clock } = aGuard();
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
    const { lab, clock, names } = aGuard();
    const session = lab.add({ type: 'tty', onLock: () => {} });
    lab.leave(session);
    await clock.pass(5 * limit);
    expect([lab.asked.length, names()]).to.deep.equal([1, ['lock.unsupported']]);
    lab.use(session);
    await clock.pass(2 * limit);
    expect(lab.asked.length).to.equal(2);
  });

  it('in watch tells once what it would have done, and changes nothing', async () => {
    const { lab, clock, told, asks } = aGuard({ mode: 'watch' });
    lab.leave(lab.add());
    await clock.pass(4 * limit);
    expect(lab.asked).to.deep.equal([]);
    expect(told).to.deep.equal([
      ['lock.would_lock', { idleSeconds: 1200, limitSeconds: 1200, kind: 'graphical' }],
    ]);
    asks({ mode: 'enforce' });
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
  });

  it('does nothing at all when it is off, and begins again when it is on', async () => {
    const { lab, clock, told, asks } = aGuard({ mode: 'off' });
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
    const { lab, clock, asks } = aGuard();
    lab.leave(lab.add());
    await clock.pass(11 * minute);
    asks({ afterMinutes: 10 });
    await clock.pass(1);
    expect(lab.asked).to.have.length(1);
  });

  it('stops with the service', async () => {
    const { lab, clock, guard } = aGuard();
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
      const { lab, clock } = aGuard();
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

  it('counts a text console from first sight: a restored machine has old keys and a new clock', async () => {
    const lab = new PretendLogind();
    const session = lab.add({ type: 'tty', idleSince: lab.bootMs });
    session.wallThen -= 30 * minute;
    const { clock } = aGuard({}, { lab });
    await clock.pass(limit - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
  });

  it('counts sleep as time in which nobody was there, and locks when the computer wakes up', async () => {
    const { lab, clock } = aGuard();
    lab.leave(lab.add());
    await clock.pass(5 * minute);
    await lab.sleep(60 * minute);
    expect(lab.asked).to.have.length(1);
  });

  it('locks within half a minute of waking up, also where it does not hear of it', async () => {
    const lab = new PretendLogind();
    lab.hears = false;
    const { clock } = aGuard({}, { lab });
    lab.leave(lab.add());
    await clock.pass(5 * minute);
    await lab.sleep(60 * minute);
    expect(lab.asked).to.have.length(0);
    await clock.pass(minute / 2);
    expect(lab.asked).to.have.length(1);
  });

  it('does not count time from before somebody unlocked, whatever else tells', async () => {
    const { lab, clock } = aGuard();
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
