import { expect } from 'chai';
import fc from 'fast-check';
import {
  type BreakGlass,
  mediaMinutes,
  nearestEpoch,
  readBreakGlassCode,
  readChallenge,
  suspendMinutes,
  writeBreakGlassCode,
  writeChallenge,
} from './break-glass.ts';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const device = '019aa7e2-0000-7000-8000-00000000002a';
const other = '019aa7e2-0000-7000-8000-00000000002b';

const act = fc.oneof(
  fc.constantFrom(...suspendMinutes).map((minutes): BreakGlass => ({ purpose: 'suspend', minutes })),
  fc
    .tuple(fc.constantFrom(...mediaMinutes), fc.constantFrom('read_only' as const, 'read_write' as const))
    .map(([minutes, access]): BreakGlass => ({ purpose: 'media', access, minutes })),
);
const mac = fc.uint8Array({ minLength: 32, maxLength: 32 });
const six = fc.uint8Array({ minLength: 6, maxLength: 6 });
const epoch = fc.integer({ min: 1, max: 100_000 });

/** The same text with one letter replaced, or with two letters in each other's place. */
const mistakes = fc.oneof(
  fc.tuple(fc.nat(9), fc.constantFrom(...alphabet)).map(([at, letter]) => (text: string[]) => {
    text[at % text.length] = letter;
    return text;
  }),
  fc.tuple(fc.nat(9), fc.nat(9)).map(([a, b]) => (text: string[]) => {
    const [i, j] = [a % text.length, b % text.length];
    [text[i], text[j]] = [text[j] ?? '', text[i] ?? ''];
    return text;
  }),
);
const plain = (text: string) => text.replace(/-/g, '');

describe('a code that is typed', () => {
  it('says what it allows, however it is spaced and written', () => {
    fc.assert(
      fc.property(act, mac, (wanted, bytes) => {
        const code = writeBreakGlassCode(wanted, bytes);
        expect(code).to.match(/^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
        const typed = ` ${code.toLowerCase().replace('-', '').replace(/0/g, 'o').replace(/1/g, 'l')} `;
        const read = readBreakGlassCode(typed);
        expect(read).to.deep.equal(readBreakGlassCode(code));
        expect(read).to.deep.include({ ok: true, act: wanted });
      }),
    );
  });

  it('is found mistyped when one letter is wrong or two are swapped, wherever', () => {
    fc.assert(
      fc.property(act, mac, mistakes, (wanted, bytes, mistake) => {
        const code = plain(writeBreakGlassCode(wanted, bytes));
        const wrong = mistake([...code]).join('');
        fc.pre(wrong !== code);
        expect(readBreakGlassCode(wrong)).to.deep.equal({ ok: false, why: 'mistyped' });
      }),
    );
  });

  it('is nothing when it is too short, too long or has letters that none has', () => {
    for (const text of ['', 'ABCDE', 'ABCDE-FGHJKM', 'UUUUU-UUUUU', 'ABCDE-FGHJ!'])
      expect(readBreakGlassCode(text), text).to.deep.equal({ ok: false, why: 'mistyped' });
  });
});

describe('a challenge that is read out', () => {
  it('carries the epoch of the secret, however it is typed', () => {
    fc.assert(
      fc.property(six, epoch, (bytes, at) => {
        const challenge = writeChallenge(bytes, at, device);
        expect(challenge).to.match(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
        const read = readChallenge(challenge.toLowerCase().replace('-', ' '), device);
        expect(read).to.deep.equal({ challenge: plain(challenge), epochBits: at & 31 });
      }),
    );
  });

  it('is refused when it was mistyped', () => {
    fc.assert(
      fc.property(six, epoch, mistakes, (bytes, at, mistake) => {
        const challenge = plain(writeChallenge(bytes, at, device));
        const wrong = mistake([...challenge]).join('');
        fc.pre(wrong !== challenge);
        expect(readChallenge(wrong, device)).to.equal(undefined);
      }),
    );
  });

  it('is refused under the name of a device whose check differs', () => {
    const challenge = writeChallenge(Uint8Array.of(1, 2, 3, 4, 5, 6), 1, device);
    expect(readChallenge(challenge, other)).to.equal(undefined);
  });

  it('means the nearest epoch: up to 28 older than is known, up to 3 newer', () => {
    fc.assert(
      fc.property(fc.integer({ min: 40, max: 10_000 }), fc.integer({ min: -28, max: 3 }), (known, away) => {
        expect(nearestEpoch((known + away) & 31, known)).to.equal(known + away);
      }),
    );
    expect(nearestEpoch(1, 1)).to.equal(1);
    expect(nearestEpoch(3, 1)).to.equal(3);
  });
});
