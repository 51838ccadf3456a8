import { expect } from 'chai';
import { sayAnswer } from './answer.ts';

const of = (...states: ('met' | 'not_met' | 'unknown')[]) =>
  sayAnswer(states.map(state => ({ standing: { state, reason: 'x' } })));

describe('what one’s own computer comes to', () => {
  it('is nothing to do only where everything was seen', () => {
    expect(of('met', 'met')).to.equal('Nothing for you to do.');
    expect(of('unknown', 'unknown')).to.match(/^How it stands is not known/);
    expect(of('met', 'unknown')).to.equal('Nothing for you to do that is known; 1 thing could not be seen.');
    expect(of('met', 'unknown', 'not_met')).to.match(/^1 thing to put right/);
    expect(of()).to.match(/^It has not reported yet/);
  });
});
