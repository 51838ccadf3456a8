/** What makes this console this console: its signing key and its certificate, made at first start, loaded thereafter. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import type { ConsoleIdentity } from '../context.ts';
import { type Db, readSetting, writeSetting } from '../database/index.ts';
import { openCertificate } from './certificate.ts';
import { openSigningKey } from './signing-key.ts';

export { certificateNames } from './certificate.ts';
export { writeSecretFile } from './files.ts';
export { verifies } from './verify.ts';

const rememberedKey = 'identity.public-key';

export function identityFiles(data: string): { signingKey: string; certificate: string } {
  return {
    signingKey: join(data, 'identity', 'signing-key.pem'),
    certificate: join(data, 'identity', 'tls.pem'),
  };
}

/** Throws AppError `identity.*`, whose detail says what to put right. */
export async function openIdentity(config: Config, db: Db, now: number): Promise<ConsoleIdentity> {
  const files = identityFiles(config.data);
  const known = await readSetting(db, rememberedKey);
  const key = openSigningKey(files.signingKey, known);
  const names = ['localhost', '127.0.0.1', '::1', hostname(), config.publicHost.replace(/^\[|\]$/g, '')];
  const certificate = await openCertificate(files.certificate, names, now);
  if (known === undefined) await writeSetting(db, rememberedKey, key.publicKey);
  return { ...key, certificate };
}
