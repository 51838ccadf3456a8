import { expect } from 'chai';
import fc from 'fast-check';
import { controls } from '../controls/index.ts';
import { clauses } from './clause.ts';
import { suggested, suggestFor, suggestLine } from './library-signs.ts';
import { noStandard, sayStandards, standardsOfClause, standardsOfLine, tied } from './line-standards.ts';
import { longest, readPolicy, splitSentence, suggestControls } from './reading.ts';
import { requirementOf, requirements } from './requirements.ts';
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
    expect(readPolicy(policy).sentences).to.deep.equal([
      'This policy applies to all staff and pupils.',
      'It is reviewed every year.',
      'Computers must be locked when left unattended, and screens lock after 20 minutes.',
      'Memory sticks may not be used without permission and a virus scan.',
      'All laptops that leave the school are encrypted with BitLocker.',
      'Passwords are changed when somebody else may know them!',
      'Guests are given their own accounts.',
    ]));

  it('suggests the checks that a sentence speaks of, and none for what no computer can prove', () => {
    expect(readPolicy(policy).sentences.map(suggestControls)).to.deep.equal([
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
        const parts = readPolicy(text).sentences.flatMap(splitSentence);
        const made = parts.map((sentence, i) => ({
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

describe('a sentence that is too long for a promise', () => {
  const long = `All staff must ensure that ${'computers, tablets and memory sticks are looked after; '.repeat(9)}and that nothing is lost.`;

  it('is read like any other, and split where it pauses', () => {
    expect(readPolicy(`1 Scope\n${long}`)).to.deep.equal({ sentences: [long], left: ['Scope'], more: false });
    const parts = splitSentence(long);
    expect(parts).to.have.length(2);
    expect(parts[0]).to.match(/looked after;$/);
  });

  it('loses no word, wherever it is split, and no part is too long or a scrap', () =>
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme-ascii' }), { maxLength: 120 }),
        some => {
          const sentence = some.join(' ').replaceAll(/\s+/g, ' ').trim();
          const parts = splitSentence(sentence);
          expect(parts.join('').replaceAll(' ', '')).to.equal(sentence.replaceAll(' ', ''));
          for (const part of parts) expect(part.length).to.be.at.most(longest);
          if (sentence.length > longest) for (const part of parts) expect(part.length).to.be.at.least(8);
        },
      ),
    ));

  it('and what is beyond the two hundredth, are said', () => {
    const many = Array.from({ length: 201 }, (_, at) => `Sentence number ${at} of this policy is whole.`);
    expect(readPolicy(many.join('\n'))).to.include({ more: true });
    expect(readPolicy(many.slice(1).join('\n'))).to.include({ more: false });
  });
});

describe('a sentence that no check proves', () => {
  const led: [string, string | undefined][] = [
    ['All users sign the acceptable use policy before they use any ICT.', 'D-01'],
    ['Staff laptops may only be taken home with the permission of the headteacher.', 'L-01'],
    ['The school keeps an inventory of all equipment.', 'O-01'],
    ['All ICT equipment is disposed of through an approved company.', 'P-01'],
    ['A written receipt for the item will be given.', 'P-02'],
    ['All incidents are recorded in the incident log.', 'Q-01'],
    ['The governors receive a termly report with anonymous details of incidents.', 'R-01'],
    ['Back-ups are taken each day and kept off-site.', 'N-02'],
    ['This policy is reviewed every year by the governing body.', 'S-01'],
    ['The school is registered with the Information Commissioner.', 'S-04'],
    ['Serious breaches are reported to the ICO within 72 hours.', 'Q-05'],
    ['Children are supervised by an adult at all times.', undefined],
  ];
  for (const [sentence, id] of led)
    it(`is led to ${id ?? 'nothing'}: ${sentence}`, () => expect(suggestLine(sentence)?.id).to.equal(id));

  it('is led to its own line in the words of the library, and only to lines that there are', () => {
    for (const one of requirements) expect(suggestLine(one.sentence)?.id).to.equal(one.id);
    expect(suggested.filter(id => requirementOf(id) === undefined)).to.deep.equal([]);
  });
});

describe('what is chosen of a pasted policy before anybody looked', () => {
  it('is only what the library says to the letter, with its own checks', () => {
    for (const one of requirements) expect(suggestFor(one.sentence)).to.include({ line: one, exact: true });
    const guessed = [
      'The school keeps up to date with guidance from Ofsted.',
      'Lessons teach pupils about viruses and other dangers.',
      'Passwords for the router are kept in the safe.',
    ];
    expect(guessed.map(suggestFor).map(one => [one.controls.length > 0, one.exact])).to.deep.equal(
      guessed.map(() => [true, false]),
    );
  });
});

describe('the standards beside a promise', () => {
  it('are known of lines that only records show, and said to be none where none asks', () => {
    const said = (id: string) => sayStandards(standardsOfLine(requirementOf(id) ?? { id, checks: [] }));
    expect(said('A-01')).to.match(/accounts and access\. Cyber Essentials: A5\.9, A5\.10\. CIS: 4\.3\./);
    expect(said('C-05')).to.match(/CIS: 4\.10, 5\.2\./);
    expect(said('O-04')).to.equal('DfE: Digital leadership: a second person checks. CIS: 1.1.');
    expect(said('P-04')).to.equal('DfE: Laptops: disposed of securely. CIS: 3.5.');
    expect(said('P-08')).to.equal(noStandard);
    expect(standardsOfClause([], 'H-02').cyberEssentials).to.deep.equal(['A6.4', 'A6.5']);
    expect(standardsOfClause(['autorun'], 'H-02').cyberEssentials).to.deep.equal(['A6.4', 'A6.5']);
    expect(standardsOfClause(['autorun'], undefined).cyberEssentials).to.deep.equal(['A5.8']);
    expect(tied.filter(id => requirementOf(id) === undefined)).to.deep.equal([]);
    expect(new Set(tied).size).to.equal(tied.length);
  });

  it('are known for every check', () =>
    expect(Object.keys(standards).sort()).to.deep.equal(controls.map(one => one.key).sort()));
});
