import { expect } from 'chai';
import fc from 'fast-check';
import { controls } from '../controls/index.ts';
import { clauses } from './clause.ts';
import { sentencesOf, suggestControls } from './reading.ts';
import { standards } from './standards.ts';

const policy = `1. Introduction
This policy applies to all staff and pupils. It is reviewed every year.

3.2 Security
• Computers must be locked when left unattended, and screens lock after 20 minutes.
• Memory sticks may not be used without permission and a virus scan.
(a) All laptops that leave the school are encrypted with BitLocker.
4.1 Keeping equipment safe
4) Passwords are changed when somebody else may know them! Guests are given their own accounts.
`;

describe('a pasted policy', () => {
  it('is read sentence by sentence, without its numbers and bullets', () =>
    expect(sentencesOf(policy)).to.deep.equal([
      'This policy applies to all staff and pupils.',
      'It is reviewed every year.',
      'Computers must be locked when left unattended, and screens lock after 20 minutes.',
      'Memory sticks may not be used without permission and a virus scan.',
      'All laptops that leave the school are encrypted with BitLocker.',
      'Passwords are changed when somebody else may know them!',
      'Guests are given their own accounts.',
    ]));

  it('suggests the checks that a sentence speaks of, and none for what no computer can prove', () => {
    expect(sentencesOf(policy).map(suggestControls)).to.deep.equal([
      [],
      [],
      ['idle-lock'],
      ['removable-media', 'antivirus'],
      ['disk-encryption'],
      ['password-policy'],
      ['local-accounts'],
    ]);
    expect(suggestControls('The lockers are cleaned each term by the caretaker.')).to.deep.equal([]);
  });

  it('never gives a sentence that could not be kept, whatever is pasted', () =>
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: 'binary' }), text => {
        const made = sentencesOf(text).map((sentence, i) => ({
          id: `clause-${i}-x`,
          sentence,
          controls: [],
        }));
        for (const one of made) {
          const printable = !/\p{Cc}/u.test(one.sentence);
          expect(clauses.safeParse([one]).success).to.equal(printable);
        }
      }),
    ));
});

describe('the standards beside a promise', () => {
  it('are known for every check', () =>
    expect(Object.keys(standards).sort()).to.deep.equal(controls.map(one => one.key).sort()));
});
