import { expect } from 'chai';
import { eventInWords } from './words.ts';

describe('events in words', () => {
  it('say what virus protection found, where, and whether somebody must look', () => {
    const found = {
      product: 'ClamAV',
      threat: 'Win.Test.EICAR_HDB-1',
      action: 'none',
      place: 'home',
      foundAt: 1,
    };
    expect(eventInWords('av.detected', found)).to.equal(
      'ClamAV found Win.Test.EICAR_HDB-1 in a person’s own folder. It only told of it: somebody must look at it now.',
    );
    expect(eventInWords('av.detected', { ...found, action: 'quarantined', place: 'elsewhere' })).to.equal(
      'ClamAV found Win.Test.EICAR_HDB-1. It was put where it can do no harm.',
    );
    expect(eventInWords('av.detected', {})).to.contain('What became of it was not told.');
  });

  it('say others by their name and facts', () =>
    expect(eventInWords('media.blocked', { verdict: 'blocked' })).to.equal(
      'Media blocked: verdict blocked.',
    ));
});
