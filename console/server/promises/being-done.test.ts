import { expect } from 'chai';
import { type Deed, sayBeingDone } from './being-done.ts';

const now = Date.UTC(2026, 10, 20, 9);
const dayMs = 24 * 3600_000;
const say = (deeds: readonly Deed[], itself = false) =>
  sayBeingDone(deeds, itself, { now, timeZone: 'Europe/London' });
const deed = (of: Partial<Deed> & Pick<Deed, 'kind'>): Deed => ({
  ...{ by: 'Tara', many: 1, atLatest: now + 6 * dayMs },
  ...of,
});

describe('what is being done about a promise', () => {
  it('says calmly that nothing is written down, and the one thing to ask', () => {
    expect(say([])).to.equal(
      'What is being done: Nothing is written down yet. Ask the technician who puts it right, and by when.',
    );
    expect(say([], true)).to.equal(
      'What is being done: Caretaker keeps trying to put it right by itself. Nothing more is written down yet. Ask the technician by when it will be right.',
    );
  });

  it('names who does what, and by when where that is written', () => {
    expect(say([deed({ kind: 'change_on_its_way' })])).to.equal(
      'What is being done: Tara changed the rule for this, step by step. Each computer is to have it by 26 November.',
    );
    expect(say([deed({ kind: 'change_everywhere' })]), 'some may have been off since').to.equal(
      'What is being done: Tara changed the rule for this. Each computer gets it once it is on, and the change is watched until 26 November.',
    );
    expect(say([deed({ kind: 'let_off_waits', many: 2 })])).to.equal(
      'What is being done: Tara asks to let two of them off until 26 November. It waits for someone to agree.',
    );
    expect(say([deed({ kind: 'change_waits', atLatest: null })])).to.match(
      /^[^0-9]+ waits for someone to agree\.$/,
    );
    expect(say([deed({ kind: 'repair', by: null, atLatest: null })])).to.equal(
      'What is being done: One of them is being repaired.',
    );
  });

  it('makes one sentence of several records of a kind, with everybody’s name and the last of the dates', () => {
    const two = [
      deed({ kind: 'restart' }),
      deed({ kind: 'restart', by: 'Tom', many: 2, atLatest: now + dayMs }),
    ];
    expect(say(two)).to.equal(
      'What is being done: Tara and Tom told three of them to start again by 26 November.',
    );
  });

  it('says that a day is over, and never that it is still to come', () => {
    expect(say([deed({ kind: 'weak_spots', many: 2, atLatest: now - 8 * dayMs })])).to.equal(
      'What is being done: Two known weak spots were to be mended by 12 November: Tara said so. That day is over.',
    );
    expect(say([deed({ kind: 'incident', atLatest: now - dayMs })])).to.match(/19 November: that is over\.$/);
  });

  it('says the three most telling things, whatever order they were found in', () => {
    const all = (['incident', 'repair', 'restart', 'change_waits'] as const).map(kind => deed({ kind }));
    const said = say(all, true);
    expect(said).to.match(/^What is being done: Tara asks to change .+ start again .+ is being repaired\.$/);
    expect(said).not.to.contain('Caretaker');
  });
});
