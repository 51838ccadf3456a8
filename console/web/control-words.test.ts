import { expect } from 'chai';
import { sayMemory, saySize, saySizeCounted } from './control-words.ts';

describe('sizes in words', () => {
  it('counts disks in thousands, as their makers do, and says what other tools show', () => {
    expect(saySize(274_877_906_944)).to.equal('275 GB');
    expect(saySizeCounted(274_877_906_944)).to.match(/^274,877,906,944 bytes.*show 256G\.$/);
  });

  it('says memory as people know it, in whole numbers', () => {
    expect(sayMemory(16 * 2 ** 30)).to.equal('16 GB');
    expect(sayMemory(15.6 * 2 ** 30)).to.equal('16 GB');
    expect(sayMemory(512 * 2 ** 20)).to.equal('512 MB');
  });
});
