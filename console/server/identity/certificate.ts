/** The console's own TLS certificate: P-256, self-signed, ten years. Devices trust the signing key, not its issuer. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { ConsoleIdentity } from '../context.ts';
import { AppError } from '../errors.ts';
import { readIfThere, writeSecretFile } from './files.ts';

type Certificate = ConsoleIdentity['certificate'];

/** Certificate and key lie in one file, so that they cannot come apart. Throws `identity.certificate_damaged`. */
export async function openCertificate(file: string, names: string[], now: number): Promise<Certificate> {
  const content = readIfThere(file);
  if (content !== undefined) return readCertificate(file, content);
  const made = await makeCertificate(names, now);
  writeSecretFile(file, made);
  return readCertificate(file, made);
}

/** Needed once in ten years: see certificate-maker.js. */
function makeCertificate(names: string[], now: number): Promise<string> {
  const maker = new Worker(new URL('./certificate-maker.js', import.meta.url), {
    workerData: { names, now },
  });
  return new Promise((resolve, reject) => {
    maker.once('message', resolve);
    maker.once('error', reject);
    maker.once('exit', () => reject(new Error('the certificate maker ended without an answer')));
  });
}

function readCertificate(file: string, content: string): Certificate {
  const block = (label: string) =>
    content.match(new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\\n?`))?.[0] ?? '';
  try {
    const read = certificate(block('CERTIFICATE'), block('(?:EC )?PRIVATE KEY'));
    if (!new X509Certificate(read.certPem).checkPrivateKey(createPrivateKey(read.keyPem)))
      throw new Error('its key does not fit');
    return read;
  } catch (cause) {
    throw new AppError({
      status: 500,
      code: 'identity.certificate_damaged',
      detail: `The console's certificate ${file} is damaged. Put the file back from a backup, or remove it and the console makes a new one: devices accept that, browsers ask once more.`,
      cause,
    });
  }
}

function certificate(certPem: string, keyPem: string): Certificate {
  const hash = createHash('sha256').update(new X509Certificate(certPem).raw).digest('base64url');
  return { certPem, keyPem, hash };
}

/** Whether the certificate names a host that browsers or devices use. */
export function certificateNames(certPem: string, host: string): boolean {
  const read = new X509Certificate(certPem);
  return (isIP(host) ? read.checkIP(host) : read.checkHost(host)) !== undefined;
}
