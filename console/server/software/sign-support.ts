/**
 * For whoever makes releases: checks a table of ends of support, signs it with the private key, and prints the file that
 * is handed out. `node console/server/software/sign-support.ts KEY.pem TABLE.json > support-ends.json`
 */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { signedSupportTable, supportKey, supportText } from '../../../shared/support-ends/signed.ts';
import { type SupportTable, supportTable } from '../../../shared/support-ends/table.ts';

interface SignedTable {
  text: string;
  /** The public half, as `supportKey` is written. */
  key: string;
}

/** Throws for what is no table, is longer than one may be, has a day twice for one thing, or a key of another kind. */
export function signTable(table: unknown, privateKey: KeyObject): SignedTable {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('The key is not an Ed25519 key.');
  const read = supportTable.parse(table);
  const twice = repeated(read);
  if (twice !== undefined) throw new Error(`“${twice}” is in the table twice.`);
  const payload = JSON.stringify(read);
  const signature = sign(null, Buffer.from(supportText(payload)), privateKey).toString('base64url');
  const key = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  const signed = signedSupportTable.parse({ payload, signature });
  return { text: `${JSON.stringify(signed, null, 2)}\n`, key };
}

function repeated({ titles, systems }: SupportTable): string | undefined {
  const names = [
    ...titles.map(({ name, word, version }) => [name, word, version].filter(Boolean).join(' ')),
    ...systems.map(({ release }) => release),
  ];
  return names.find((name, at) => names.indexOf(name) !== at);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [keyFile, tableFile] = process.argv.slice(2);
  if (keyFile === undefined || tableFile === undefined)
    throw new Error(
      'Type: node console/server/software/sign-support.ts KEY.pem TABLE.json > support-ends.json',
    );
  const { text, key } = signTable(
    JSON.parse(readFileSync(tableFile, 'utf8')),
    createPrivateKey(readFileSync(keyFile)),
  );
  process.stdout.write(text);
  if (key !== supportKey)
    process.stderr.write(
      'This is not the key that consoles of this version believe: they will refuse the file.\n',
    );
}
