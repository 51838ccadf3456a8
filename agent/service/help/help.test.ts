import { expect } from 'chai';
import { requestOfFacts } from '../../../shared/protocol/request.ts';
import { SettableClock } from '../../../test/support/settable-clock.ts';
import { Help, type HelpAsk } from './help.ts';

const maria = { uid: 1000, user: 'maria' };
const program: HelpAsk = {
  ...{ verb: 'ask_software', id: 1, program: null, title: 'Stellarium', publisher: 'Stellarium team' },
  ...{ reason: 'Year 5 looks at the stars', licence: 'free', suitability: 'Year 3 and older' },
  personalData: 'no',
};
const problem: HelpAsk = { verb: 'problem', id: 2, about: 'password', more: 'It was on a note.' };

describe('asking the school and telling it', () => {
  function aHelp() {
    const clock = new SettableClock();
    const told: { name: string; facts: Record<string, unknown> }[] = [];
    const help = new Help({ clock, tell: (name, facts) => told.push({ name, facts }) });
    return { clock, told, help };
  }

  it('makes a request that the console understands, with everything it asks about', () => {
    const { help, told } = aHelp();
    expect(help.asked(maria, program)).to.equal(null);
    expect(told.map(({ name }) => name)).to.deep.equal(['request.made']);
    expect(requestOfFacts(told[0]?.facts)?.request).to.deep.equal({
      ...{ kind: 'software', person: 'maria', title: 'Stellarium', publisher: 'Stellarium team' },
      ...{ reason: 'Year 5 looks at the stars', licence: 'free', suitability: 'Year 3 and older' },
      personalData: 'no',
    });
  });

  it('tells a problem with whoever reports it, by number where the system has no name', () => {
    const { help, told } = aHelp();
    help.asked({ uid: 1000, user: null }, problem);
    expect(told).to.deep.equal([
      {
        name: 'problem.reported',
        facts: { about: 'password', more: 'It was on a note.', person: 'account 1000' },
      },
    ]);
  });

  it('takes the same thing once in ten minutes, and no more than five things of one person in an hour', () => {
    const { help, clock, told } = aHelp();
    help.asked(maria, problem);
    expect(help.asked(maria, problem)).to.equal('already_asked');
    clock.pass(600_000);
    expect(help.asked(maria, problem)).to.equal(null);
    for (const title of ['a', 'b', 'c']) expect(help.asked(maria, { ...program, title })).to.equal(null);
    expect(help.asked(maria, { ...program, title: 'd' })).to.equal('too_often');
    expect(help.asked({ uid: 1001, user: 'ola' }, { ...program, title: 'd' })).to.equal(null);
    clock.pass(3600_000);
    expect(help.asked(maria, { ...program, title: 'd' })).to.equal(null);
    expect(told).to.have.length(7);
  });

  it('that could not be saved was not asked, and can be asked again', () => {
    let full = true;
    const clock = new SettableClock();
    const help = new Help({
      clock,
      tell: () => {
        if (full) throw new Error('the disk is full');
      },
    });
    expect(() => help.asked(maria, problem)).to.throw('the disk is full');
    full = false;
    expect(help.asked(maria, problem)).to.equal(null);
  });
});
