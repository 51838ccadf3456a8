/** A console's certificate takes a quarter of a second to make, so the consoles of one test process share the first. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { identityFiles } from '../../console/server/identity/index.ts';

let shared: Buffer | undefined;

/** Runs `open`, which opens a console's identity in that data folder. Its signing key is its own. */
export async function withCertificate<T>(data: string, open: () => Promise<T>): Promise<T> {
  const { certificate } = identityFiles(data);
  const itsOwn = existsSync(certificate);
  if (shared !== undefined && !itsOwn) {
    mkdirSync(dirname(certificate), { recursive: true, mode: 0o700 });
    writeFileSync(certificate, shared, { mode: 0o600 });
  }
  const opened = await open();
  if (!itsOwn) shared ??= readFileSync(certificate);
  return opened;
}
