/** Tables of ends of support signed by a key of the test's own: nobody here has the one that signs releases' tables. */
import { generateKeyPairSync } from 'node:crypto';
import { signTable } from '../../console/server/software/sign-support.ts';
import { type SignedSupportTable, signedSupportTable } from '../../shared/support-ends/signed.ts';

export function aTableMaker() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    /** As `supportKey` is written. */
    key: publicKey.export({ format: 'jwk' }).x ?? '',
    /** The file of a table that names these releases and the days on which they end. */
    table(number: number, ends: Record<string, string> = {}): { text: string; signed: SignedSupportTable } {
      const about = { source: 'https://maker.example/ends', enteredOn: '2026-11-22' };
      const systems = Object.entries(ends).map(([release, endsOn]) => ({ release, endsOn, ...about }));
      const { text } = signTable({ number, issuedOn: '2026-11-22', titles: [], systems }, privateKey);
      return { text, signed: signedSupportTable.parse(JSON.parse(text)) };
    },
  };
}
