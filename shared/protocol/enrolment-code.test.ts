import { expect } from 'chai';
import fc from 'fast-check';
import { readEnrolmentCode, writeEnrolmentCode } from './enrolment-code.ts';

const tenBytes = fc.uint8Array({ minLength: 10, maxLength: 10 });
const aCode = fc.record({ secret: tenBytes, fingerprint: tenBytes });
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

describe('an enrolment code', () => {
  it('is read back as it was written: nine groups of four', () => {
    fc.assert(
      fc.property(aCode, code => {
        const text = writeEnrolmentCode(code);
        expect(text).to.match(/^([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(readEnrolmentCode(text)).to.deep.equal(code);
      }),
    );
  });

  it('is read in lower case, with other spacing, and with O, I and L for the digits they look like', () => {
    fc.assert(
      fc.property(aCode, code => {
        const text = writeEnrolmentCode(code);
        const spoken = text.replaceAll('-', ' ').toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l');
        expect(readEnrolmentCode(` ${spoken}\n`)).to.deep.equal(code);
        expect(readEnrolmentCode(text.replaceAll('-', '').replaceAll('1', 'I'))).to.deep.equal(code);
      }),
    );
  });

  it('is refused when one letter is wrong', () => {
    fc.assert(
      fc.property(aCode, fc.nat(35), fc.integer({ min: 1, max: 31 }), (code, at, by) => {
        const text = writeEnrolmentCode(code).replaceAll('-', '');
        const wrong = letters[(letters.indexOf(text[at] ?? '') + by) % 32];
        expect(readEnrolmentCode(text.slice(0, at) + wrong + text.slice(at + 1))).to.equal(undefined);
      }),
    );
  });

  it('is refused when two neighbours are swapped', () => {
    fc.assert(
      fc.property(aCode, fc.nat(34), (code, at) => {
        const text = writeEnrolmentCode(code).replaceAll('-', '');
        const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2);
        fc.pre(swapped !== text);
        expect(readEnrolmentCode(swapped)).to.equal(undefined);
      }),
    );
  });

  it('is not any other text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect(readEnrolmentCode(text)).to.equal(undefined);
      }),
    );
  });
});
