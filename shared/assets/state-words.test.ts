import { expect } from 'chai';
import fc from 'fast-check';
import {
  type OwnStateWords,
  standardWords,
  stateMeanings,
  stateSayer,
  stateWordKey,
  stateWordProblems,
  stateWordsWith,
} from './state-words.ts';
import { assetStates } from './states.ts';

describe('a school’s own words for the states', () => {
  it('are refused where one word would say two states, also the standard word of one that has another now', () => {
    expect(stateWordProblems({ in_stock: 'Cupboard', in_repair: 'At the IT Hub' })).to.deep.equal({});
    expect(stateWordProblems({ in_stock: '  LOST ' })).to.have.keys('in_stock');
    expect(stateWordProblems({ in_stock: 'Lost', lost: 'Gone' })).to.have.keys('in_stock');
    expect(stateWordProblems({ in_stock: 'in_repair' })).to.have.keys('in_stock');
    expect(stateWordProblems({ in_stock: 'Spare', in_service: 'spare' })).to.have.keys(
      'in_stock',
      'in_service',
    );
  });

  it('say each state apart wherever they were taken', () => {
    const word = fc.constantFrom('Spare', 'spare ', 'In  use', 'Lost', 'on loan', 'Hub', 'hub');
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...assetStates), word), given => {
        const own = given as OwnStateWords;
        if (Object.keys(stateWordProblems(own)).length > 0) return;
        const keys = assetStates.map(state => stateWordKey(stateWordsWith(own)[state]));
        expect(new Set(keys)).to.have.lengthOf(assetStates.length);
      }),
    );
  });

  it('begin small within a sentence, and keep names and short forms', () => {
    const say = stateSayer(
      stateWordsWith({ in_repair: 'At the IT Hub', in_stock: 'IT store', lost: 'Écartée' }),
    );
    const said = (['in_repair', 'in_stock', 'lost', 'on_loan'] as const).map(say);
    expect(said).to.deep.equal(['at the IT Hub', 'IT store', 'écartée', 'on loan']);
    expect(Object.keys(stateMeanings)).to.have.members(Object.keys(standardWords));
  });
});
