import { expect } from 'chai';
import { pageQuery } from './common.ts';
import { governorsParams } from './governors.ts';

describe('a number in an address', () => {
  it('is digits, and nothing else that JavaScript would read as a number', () => {
    for (const number of ['0x1', '1e1', ' 1', '1.0', '+1', '', '0', '100001', 'one', '１'])
      expect(governorsParams.safeParse({ number }).success, number).to.equal(false);
    expect(governorsParams.parse({ number: '12' })).to.deep.equal({ number: 12 });
  });

  it('has its usual value where none is given', () => expect(pageQuery.parse({}).limit).to.equal(50));
});
