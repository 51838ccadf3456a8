import { expect } from 'chai';
import fc from 'fast-check';
import type { Program } from '../../../../shared/controls/approved-software/program.ts';
import { scriptedMachine } from '../../../../test/support/scripted-machine.ts';
import { type Learned, learn, programsToTell, provingMs, type Round, recall, remember } from './learned.ts';
import { rememberStopped, stoppedSince } from './stopped.ts';

const now = Date.UTC(2026, 10, 21, 12);
const aProgram = (over: Partial<Program> = {}): Program => ({
  ...{
    publisher: null,
    product: null,
    package: null,
    hash: 'a'.repeat(64),
    pathClass: 'user_writable',
    stopped: 'no',
  },
  ...over,
});
const aRound = (over: Partial<Round> = {}): Round => ({
  ...{ boot: 'one', users: [1000], known: [], fresh: [], mechanism: 'other', ours: false },
  ...over,
});
const begun = async () => recall(scriptedMachine({ now }));

describe('what a device learns while it watches', () => {
  it('counts starts and people once each, and keeps programs by their file', async () => {
    let known: Learned = await begun();
    known = learn(known, aRound({ fresh: [['k', aProgram()]] }), now);
    known = learn(known, aRound({ users: [1000, 1001], known: ['k', 'gone'] }), now + 1);
    known = learn(known, aRound({ boot: 'two' }), now + 2);
    expect([known.boots.length, known.users.length]).to.deep.equal([2, 2]);
    expect(known.programs).to.deep.equal({ k: { program: aProgram(), at: now + 1 } });
    expect(known.since).to.equal(now);
  });

  it('begins again when its record is damaged or from the future, which only makes watching longer', async () => {
    const machine = scriptedMachine({ now });
    const before = await recall(machine);
    await remember(machine, before, { ...before, boots: ['one'] });
    expect((await recall(machine)).boots).to.deep.equal(['one']);
    await machine.memory.set('approved-software-learned', '{"since":');
    expect((await recall(machine)).boots).to.deep.equal([]);
    await machine.memory.set(
      'approved-software-learned',
      JSON.stringify({ ...before, since: now + 1, boots: ['x'] }),
    );
    expect((await recall(machine)).since).to.equal(now);
  });

  it('is proved after a whole day of watching with our rules, and stays so while they are ours', async () => {
    const watching = aRound({ mechanism: 'watching', ours: true });
    const first = learn(await begun(), watching, now);
    expect(learn(first, watching, now + provingMs - 1).proved).to.equal(null);
    const proved = learn(first, watching, now + provingMs);
    expect(proved.proved).to.equal(now + provingMs);
    const stopped = learn(proved, aRound({ ours: true }), now + provingMs + 1);
    expect(stopped.proved).to.equal(proved.proved);
    expect(learn(stopped, aRound({ ours: false }), now + provingMs + 2).proved).to.equal(null);
    const broken = learn(learn(first, aRound({ ours: true }), now + 1), watching, now + provingMs);
    expect(broken.proved, 'a break begins the day again').to.equal(null);
  });

  it('tells what nobody installed first, says when there is more, and the same each time', async () => {
    const fresh = Array.from({ length: 130 }, (_, index): [string, Program] => [
      `k${index}`,
      aProgram({
        hash: index.toString(16).padStart(64, '0'),
        pathClass: index % 2 === 0 ? 'user_writable' : 'program_files',
      }),
    ]);
    const known = learn(await begun(), aRound({ fresh }), now);
    const told = programsToTell(known, []);
    expect(told.programs).to.have.length(100);
    expect(told.programs.slice(0, 65).every(({ pathClass }) => pathClass === 'user_writable')).to.equal(true);
    expect(told.complete).to.equal(true);
    const many = fresh.map(([key, one]): [string, Program] => [key, { ...one, pathClass: 'user_writable' }]);
    expect(programsToTell(learn(await begun(), aRound({ fresh: many }), now), []).complete).to.equal(false);
    const turned = learn(await begun(), aRound({ fresh: fresh.toReversed() }), now);
    expect(programsToTell(turned, [])).to.deep.equal(told);
  });

  it('forgets after four weeks, and while it enforces tells nothing that ran before', async () => {
    const known = learn(await begun(), aRound({ fresh: [['k', aProgram()]] }), now);
    expect(learn(known, aRound(), now + 28 * 86_400_000).programs).to.deep.equal({});
    const enforcing = learn(known, aRound({ mechanism: 'enforcing' }), now + 1);
    expect(programsToTell(enforcing, []).programs).to.deep.equal([]);
    const again = learn(enforcing, aRound({ mechanism: 'enforcing', known: ['k'] }), now + 2);
    expect(programsToTell(again, []).programs).to.have.length(1);
  });

  it('stays small whatever comes', async () => {
    const empty = await begun();
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.uuid(), fc.nat()), { minLength: 350, maxLength: 500 }), pairs => {
        let known = empty;
        for (let from = 0; from < pairs.length; from += 100) {
          const fresh = pairs.slice(from, from + 100).map(([key]): [string, Program] => [key, aProgram()]);
          known = learn(
            known,
            aRound({ fresh, users: pairs.map(([, uid]) => uid), boot: `${from}` }),
            now + from,
          );
        }
        expect(Object.keys(known.programs).length).to.be.at.most(300);
        expect(known.users.length).to.be.at.most(200);
      }),
      { numRuns: 5 },
    );
  });
});

describe('what was stopped', () => {
  it('is new once an hour, and told from a moment on', async () => {
    let at = now;
    const machine = { ...scriptedMachine({}), now: () => at };
    const one = aProgram({ stopped: 'was' });
    expect(await rememberStopped(machine, one)).to.equal(true);
    expect(await rememberStopped(machine, one)).to.equal(false);
    expect(await rememberStopped(machine, { ...one, stopped: 'would_be' })).to.equal(true);
    at += 3600_000;
    expect(await rememberStopped(machine, one)).to.equal(true);
    expect(await stoppedSince(machine, at)).to.deep.equal([one]);
    expect(await stoppedSince(machine, at + 1)).to.deep.equal([]);
  });
});
