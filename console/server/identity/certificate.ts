/** The console's own TLS certificate: P-256, self-signed, ten years. Devices trust the signing key, not its issuer. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { ConsoleIdentity } from '../context.ts';
import { AppError } from '../errors.ts';
import { readIfThere, writeSecretFile } from './files.ts';

type Certificate = ConsoleIdentity['certificate'];

const years = 10;
const yearMs = 365.25 * 24 * 3600_000;

/** Certificate and key lie in one file, so that they cannot come apart. Throws `identity.certificate_damaged`. */
export async function openCertificate(file: string, names: string[], now: number): Promise<Certificate> {
  const content = readIfThere(file);
  if (content !== undefined) return readCertificate(file, content);
  const made = await makeCertificate(names, now);
  writeSecretFile(file, made);
  return readCertificate(file, made);
}

async function makeCertificate(names: string[], now: number): Promise<string> {
  // Needed once in ten years, and large.
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'Caretaker console' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // A device whose clock is a little slow must not find the certificate "not yet valid".
    notBeforeDate: new Date(now - 24 * 3600_000),
    notAfterDate: new Date(now + years * yearMs),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: [...new Set(names)].map(alternativeName) },
    ],
  });
  return `${made.private.trim()}\n${made.cert.trim()}\n`;
}

function alternativeName(name: string) {
  return isIP(name) ? ({ type: 7, ip: name } as const) : ({ type: 2, value: name } as const);
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
