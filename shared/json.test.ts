import { expect } from 'chai';
import fc from 'fast-check';
import { canonicalJson } from './json.ts';

describe('canonical JSON', () => {
  it('means the same as the value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(JSON.parse(canonicalJson(value))).to.deep.equal(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('is one text for one value, whatever the order of its members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), value => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned)).to.equal(canonicalJson(value));
      }),
    );
  });

  it('leaves out members that are undefined, and writes undefined in a list as null', () => {
    expect(canonicalJson({ b: undefined, a: [undefined] })).to.equal('{"a":[null]}');
  });
});
