import { expect } from 'chai';
import fc from 'fast-check';
import { standardWords, stateSayer } from './state-words.ts';
import {
  assetStates,
  closedStates,
  firstStates,
  loanOnly,
  missingFor,
  needsOf,
  nextStates,
  papersOnly,
  whyNot,
} from './states.ts';

const say = stateSayer(standardWords);

describe('the life of an asset', () => {
  it('never reaches a state that needs papers by choice alone, and never leaves a closed one', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...firstStates),
        fc.array(fc.constantFrom(...assetStates)),
        (first, tries) => {
          let state = first;
          expect([...papersOnly, ...loanOnly]).to.not.include(state);
          for (const to of tries) {
            const refused = whyNot(state, to, say) !== undefined;
            expect(refused).to.equal(!nextStates(state).includes(to));
            if (closedStates.includes(state)) expect(refused).to.equal(true);
            if (!refused) state = to;
            expect([...papersOnly, ...loanOnly]).to.not.include(state);
          }
        },
      ),
    );
  });

  it('says what to do instead of an impossible step', () => {
    expect(whyNot('on_loan', 'awaiting_disposal', say)).to.match(
      /Possible from here: “in stock”, “in service”/,
    );
    expect(whyNot('disposed', 'in_stock', say)).to.match(/final.*enter it as a new asset/);
    expect(whyNot('awaiting_disposal', 'collected', say)).to.match(/with its papers/);
    expect(whyNot('lost', 'lost', say)).to.equal('It is already “lost”.');
  });

  it('takes nothing but spaces for no answer', () => {
    expect(missingFor('stolen', { note: '  ' })).to.have.keys('note');
    expect(missingFor('in_service', { location: 'Hall' })).to.deep.equal({});
    expect(needsOf('in_stock')).to.deep.equal([]);
  });
});
