/** A presentation that somebody begins from the tray. */
import { expect } from 'chai';
import { nameMatches } from '../../../../shared/controls/idle-lock/policy.ts';
import { aGuard } from '../../../../test/support/pretend-guard.ts';

const minute = 60_000;
const maria = { uid: 1000, user: 'maria' };
const pupil = { uid: 1001, user: 'pupil7' };
const present = (minutes: number) => ({ verb: 'present', id: 1, minutes }) as const;
const allowed = { presentationAllowed: true, presentationMinutes: 60 };

describe('a presentation begun at the computer', () => {
  async function aComputer(rule: object) {
    const all = aGuard(rule);
    const session = all.lab.add({ uid: 1000 });
    await all.clock.pass(1000);
    const ask = async (by: { uid: number; user: string }, minutes: number, forStaff = true) =>
      all.guard.asked(by, present(minutes), forStaff);
    return { ...all, session, ask };
  }

  it('holds the lock for whoever is named, tells the school who, and ends by itself', async () => {
    const { lab, clock, session, told, ask } = await aComputer({ ...allowed, presenters: ['Maria'] });
    expect(await ask(maria, 40)).to.equal(null);
    lab.leave(session);
    await clock.pass(40 * minute - 1000);
    expect(lab.asked).to.deep.equal([]);
    await clock.pass(1000);
    expect(lab.asked).to.have.length(1);
    expect(told.slice(0, 2)).to.deep.equal([
      ['presentation.started', { minutes: 40, by: 'maria' }],
      ['presentation.ended', { cause: 'time', minutes: 40 }],
    ]);
  });

  it('is offered to nobody else, to no pupil, and not where only watching, secure data or the school say no', async () => {
    const offered = async (rule: object, by = maria, forStaff = true) =>
      (await aComputer(rule)).guard.presents(by, forStaff);
    expect(await offered(allowed)).to.deep.equal({ most: 60, until: null });
    expect(await offered(allowed, pupil, false)).to.equal(null);
    const named = { ...allowed, presenters: ['maria'] };
    expect(await offered(named, maria, false)).to.deep.equal({ most: 60, until: null });
    expect(await offered(named, pupil)).to.equal(null);
    expect(await offered({})).to.equal(null);
    expect(await offered({ ...allowed, mode: 'watch' })).to.equal(null);
    expect(await offered({ ...allowed, secureData: true })).to.equal(null);
  });

  it('is begun by nobody who is not named where the policy does not say that adults sit there, whatever a tray asks', async () => {
    const nobody = await aComputer(allowed);
    expect(await nobody.ask(maria, 10, false)).to.equal('not_possible');
    expect(nobody.told).to.deep.equal([]);
    const named = await aComputer({ ...allowed, presenters: ['maria'] });
    expect(await named.ask(maria, 10, false)).to.equal(null);
  });

  it('is refused to a program alone: while nobody touches the computer, its screen is locked, or for too long', async () => {
    const { lab, clock, session, ask } = await aComputer(allowed);
    expect(await ask(maria, 61)).to.equal('not_possible');
    expect(await ask(pupil, 10)).to.equal('not_possible');
    lab.leave(session);
    await clock.pass(2 * minute);
    expect(await ask(maria, 10)).to.equal('not_possible');
    lab.use(session);
    session.locked = true;
    expect(await ask(maria, 10)).to.equal('not_possible');
  });

  it('is not begun again and again: four hours in a day, and one at a time', async () => {
    const { lab, clock, session, ask } = await aComputer(allowed);
    const hold = () => {
      lab.use(session);
      return ask(maria, 60);
    };
    for (let i = 0; i < 4; i++) {
      expect(await hold(), `hold ${i}`).to.equal(null);
      expect(await hold()).to.equal(i < 3 ? 'already_asked' : 'too_often');
      await clock.pass(30 * minute);
      expect(await ask(maria, 0)).to.equal(null);
    }
    expect(await hold()).to.equal('too_often');
    await clock.pass(24 * 60 * minute);
    if (session.locked) lab.unlock(session);
    expect(await hold()).to.equal(null);
  });

  it('is ended by whoever began it and by nobody else, and warns two minutes before its end', async () => {
    const { clock, guard, told, ask } = await aComputer(allowed);
    await ask(maria, 30);
    expect(guard.presents(maria, true)?.until).to.equal(clock.now() + 30 * minute);
    expect(guard.presents(pupil, true)?.until).to.equal(null);
    expect(await ask(pupil, 0)).to.equal('not_possible');
    expect(guard.scenes(maria)).to.deep.equal([]);
    await clock.pass(28 * minute);
    expect(guard.scenes(maria).map(({ kind }) => kind)).to.include('presenting');
    expect(guard.scenes(pupil).map(({ kind }) => kind)).not.to.include('presenting');
    expect(await ask(maria, 0)).to.equal(null);
    expect(told.at(-1)).to.deep.equal(['presentation.ended', { cause: 'person', minutes: 28 }]);
    expect(guard.scenes(maria)).to.deep.equal([]);
  });

  it('knows a person by any of their names at a computer, and nobody by none', () => {
    for (const name of ['maria', 'Maria', 'HILL\\maria', 'maria@hill.example'])
      expect(nameMatches('maria', name), name).to.equal(true);
    expect(nameMatches('maria', 'mariana')).to.equal(false);
    expect(nameMatches('', '')).to.equal(false);
    expect(nameMatches('maria', null)).to.equal(false);
  });
});
