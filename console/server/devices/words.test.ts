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

  it('say what became of switching off after school', () => {
    const said = (name: string, facts: Record<string, unknown> = {}) => eventInWords(`power.${name}`, facts);
    expect(said('switching_off', { deferred: 0 })).to.equal('Switched off after school.');
    expect(said('switching_off', { deferred: 2 })).to.contain('asked for more time 2 times.');
    expect(said('deferred', { minutes: 30, left: 1 })).to.contain(
      '30 minutes more; they could wait once more.',
    );
    expect(said('deferred', { minutes: 30, left: 0 })).to.contain('the last time that day.');
    expect(said('postponed', { why: 'dpkg is running' })).to.equal(
      'Did not switch off yet: dpkg is running.',
    );
    expect(said('postponed', { why: '<b>' })).to.equal('Did not switch off yet: b.');
    for (const name of [
      'warned',
      'would_switch_off',
      'switched_on_later',
      'left_to_others',
      'gave_up',
      'failed',
    ])
      expect(said(name), name)
        .to.match(/^[A-Z].+\.$/)
        .and.not.match(/undefined|_/);
  });

  it('say others by their name and facts', () =>
    expect(eventInWords('media.blocked', { verdict: 'blocked' })).to.equal(
      'Media blocked: verdict blocked.',
    ));
});
