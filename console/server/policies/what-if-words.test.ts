import { expect } from 'chai';
import { consequences } from './what-if-words.ts';

describe('what a draft would do, in words', () => {
  it('names the first few in its sentence, and all of them beneath it', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const of = (some: string[]) =>
      consequences([
        {
          device: { id: '1', name: 'Laptop 1' },
          modes: { before: 'enforce', after: 'enforce' },
          ...{ isSet: true, before: 'met', after: 'met', why: null },
          wouldHave: [{ one: 'program would stop', many: 'programs would stop', names: some }],
        },
      ])[0];
    expect(of(names)).to.deep.include({
      names,
      sentence: '7 programs would stop on 1 device: a, b, c, d, e and 2 more.',
    });
    expect(of(['a', 'b'])).to.not.have.property('names');
  });
});
