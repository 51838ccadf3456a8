import { expect } from 'chai';
import fc from 'fast-check';
import { controls } from '../controls/index.ts';
import { asksLess, differenceOf, leastAsked, numbersAsked, numbersIn } from './bounds.ts';
import { requirements } from './requirements.ts';

const words = (sentence: string, control: string, ...policies: object[]) => {
  const found = differenceOf(sentence, control, numbersAsked(control, policies));
  return found === undefined ? 'the same' : `${found.less ? 'LESS ' : ''}${found.words}`;
};

describe('the number in a promise', () => {
  it('is read as people write it', () => {
    expect(numbersIn('Screens lock after 20 minutes, or after a 5-minute call.', 'minute')).to.deep.equal([
      5, 20,
    ]);
    expect(numbersIn('Screens lock after twenty minutes.', 'minute')).to.deep.equal([20]);
    expect(numbersIn('Within Twenty-one days, two weeks or three months', 'day')).to.deep.equal([14, 21, 93]);
    expect(numbersIn('Half of 30 people wait sixteen hours', 'day')).to.deep.equal([]);
    expect(numbersIn('At least 12 characters, and ten wrong guesses', 'character')).to.deep.equal([12]);
    expect(numbersIn('At least 12 characters, and ten wrong guesses', 'guess')).to.deep.equal([10]);
    expect(numbersIn('It locks within an hour of 9.', 'minute')).to.deep.equal([]);
  });

  it('is held against what computers are asked for, by what asks for more', () => {
    const lock = 'Screens lock after 10 minutes.';
    expect(words(lock, 'idle-lock', { afterMinutes: 10 })).to.equal('the same');
    expect(words(lock, 'idle-lock', { afterMinutes: 20 })).to.equal(
      'LESS Our sentence says 10 minutes. Computers are asked for 20 minutes.',
    );
    expect(words(lock, 'idle-lock', { afterMinutes: 5 }, { afterMinutes: 20 })).to.equal(
      'LESS Our sentence says 10 minutes. Computers are asked for 5 or 20 minutes.',
    );
    expect(words(lock, 'idle-lock', { afterMinutes: 5 })).to.equal(
      'Our sentence says 10 minutes. Computers are asked for 5 minutes. That is more than our sentence asks.',
    );
    expect(words('Screens lock by themselves.', 'idle-lock', { afterMinutes: 20 })).to.equal('the same');
    expect(words('Passwords have 14 characters.', 'password-policy', { minLength: 12 })).to.match(
      /^LESS .* 12/,
    );
    expect(words('Passwords have 8 characters.', 'password-policy', { minLength: 12 })).to.match(
      /is more than/,
    );
    const groups = [{ minLength: 8 }, { minLength: 12 }];
    expect(words('12 characters for staff, 8 letters for pupils', 'password-policy', ...groups)).to.equal(
      'the same',
    );
  });

  it('is never asked for where the setting is 0', () => {
    const often = 'Passwords are changed every 90 days.';
    expect(words(often, 'password-policy', { maxAgeDays: 0 })).to.equal(
      'LESS Our sentence says 90 days. Computers are not asked for it at all.',
    );
    expect(words(often, 'password-policy', { maxAgeDays: 0 }, { maxAgeDays: 60 })).to.equal(
      'LESS Our sentence says 90 days. Computers are asked for 60 days, and some for none.',
    );
    expect(words('Locked after 5 attempts', 'password-policy', { lockoutAfter: 10 })).to.equal(
      'LESS Our sentence says 5 guesses. Computers are asked for 10 guesses.',
    );
  });

  it('agrees with its own setting in every sentence that Caretaker says', () => {
    const some = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(some, some, (one, other) => {
        for (const { key, policy, words: own } of controls) {
          const set = { afterMinutes: one, withinDays: one, minLength: one + 4, maxAgeDays: other };
          const asked = policy.parse(set);
          expect(words(own.promise(asked).sentence, key, asked)).to.equal('the same');
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is, in Caretaker’s own words, what the computers are asked that are asked for least', () => {
    const two = [
      { mode: 'watch', minLength: 12, maxAgeDays: 90, lockoutAfter: 5 },
      { mode: 'watch', minLength: 8, maxAgeDays: 0, lockoutAfter: 10 },
    ];
    expect(leastAsked('password-policy', two[0], two)).to.deep.equal({ ...two[1] });
    expect(
      leastAsked('idle-lock', { afterMinutes: 5 }, [{ afterMinutes: 5 }, { afterMinutes: 15 }]),
    ).to.deep.equal({
      afterMinutes: 15,
    });
    expect(leastAsked('firewall', { mode: 'watch' }, two)).to.deep.equal({ mode: 'watch' });
  });

  it('is less than it was where those that are asked for least, or for most, are asked for less', () => {
    const less = (control: string, now: object, then: object) =>
      asksLess(control, numbersAsked(control, [now]), numbersAsked(control, [then]));
    expect(less('idle-lock', { afterMinutes: 20 }, { afterMinutes: 10 })).to.equal(true);
    expect(less('idle-lock', { afterMinutes: 10 }, { afterMinutes: 20 })).to.equal(false);
    expect(less('idle-lock', { afterMinutes: 20 }, { afterMinutes: 20 })).to.equal(false);
    expect(less('password-policy', { maxAgeDays: 0 }, { maxAgeDays: 90 })).to.equal(true);
    expect(less('password-policy', { minLength: 8 }, { minLength: 12 })).to.equal(true);
    expect(less('password-policy', { minLength: 8 }, {}), 'not known of then').to.equal(false);
    expect(less('firewall', {}, {})).to.equal(false);
    const lengths = (...minLength: number[]) => ({ minLength });
    expect(asksLess('password-policy', lengths(8), lengths(8, 12))).to.equal(true);
    expect(asksLess('password-policy', lengths(8, 14), lengths(8, 12))).to.equal(false);
  });

  it('stands against no sentence of the library as schools begin', () => {
    for (const { sentence, checks } of requirements)
      for (const { key, policy } of controls.filter(one => checks.includes(one.key)))
        expect(words(sentence, key, policy.parse({})), sentence).to.equal('the same');
  });
});
