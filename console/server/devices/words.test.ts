import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import { finding, type states } from '../../../shared/finding.ts';
import { eventInWords, findingInWords } from './words.ts';

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

  it('say that virus protection was turned off, and how often', () => {
    const said = { product: 'Microsoft Defender', what: 'change_stopped', times: 3, happenedAt: 1 };
    expect(eventInWords('av.tampered', said)).to.equal(
      'Microsoft Defender: somebody or something tried to turn it off, and it did not let them, 3 times in seven days.',
    );
    expect(eventInWords('av.tampered', { product: 'ClamAV', what: '?', times: 1 })).to.equal(
      'ClamAV: somebody turned it off.',
    );
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

describe('findings in words', () => {
  /** What a device said of a control, with the reason that another one would give for a device set aside. */
  const said = (key: string, state: (typeof states)[number], reason: string) =>
    finding.parse({
      control: key,
      state,
      how: 'detective',
      reason,
      source: 'a test',
      observedAt: 1,
      observedBy: 'a test',
      evidence: {},
    });

  it('keep a control’s own words when its reason is called as a device that is set aside is', () => {
    for (const { key } of controls)
      for (const state of ['met', 'not_met'] as const)
        for (const reason of ['blocked', 'cloned', 'not_reported']) {
          const seen = said(key, state, reason);
          expect(findingInWords(seen, seen).sentence, `${key} ${state} ${reason}`).to.not.match(
            /nothing is known|has not said/,
          );
        }
    const stick = said('removable-media', 'met', 'blocked');
    expect(findingInWords(stick, stick).sentence).to.match(/stick/i);
  });

  it('say of a device that is set aside why nothing is known, whatever it said last', () => {
    const seen = said('removable-media', 'met', 'blocked');
    expect(findingInWords(seen, { state: 'unknown', reason: 'blocked' }).sentence).to.equal(
      'This device is blocked, so nothing is known of it.',
    );
  });
});
