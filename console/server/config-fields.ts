/** What each setting of the console may be, by itself. Messages follow the setting's name and a colon. */
import { isIP } from 'node:net';
import * as z from 'zod';

const portWords = 'write a number from 0 to 65535';
const digits = (value: unknown) =>
  typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : value;
const port = z.preprocess(digits, z.number(portWords).int(portWords).min(0, portWords).max(65535, portWords));
const text = z.string('write it as text').trim().min(1, 'is empty');
const host = text.refine(isHost, 'write an IP address or a host name');
const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** `caretaker.json` uses these names; the environment says `CARETAKER_` and the same in capitals. */
export const fields = {
  data: text.default('data'),
  /** Where browsers connect. */
  host: host.optional(),
  port: port.default(8080),
  /** The address others use; https unless it names this computer only. */
  url: z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).optional(),
  tlsCert: text.optional(),
  tlsKey: text.optional(),
  /** Address or network of a proxy that ends TLS in front of the console. */
  trustedProxy: text.optional(),
  deviceHost: host.optional(),
  devicePort: port.default(8443),
  /** `postgres://…` or an SQLite file. */
  databaseUrl: text.superRefine(checkDatabase).optional(),
  metricsToken: z.string('write it as text').min(16, 'needs at least 16 characters').optional(),
  /** `smtps://name:password@mail.school.sch.uk`, or `smtp://…:587`, which must offer TLS. */
  smtpUrl: z
    .url({ protocol: /^smtps?$/, error: 'write smtps://name:password@host, or smtp:// for STARTTLS' })
    .optional(),
  /** Whom e-mail comes from: an address that the server lets this account send as. */
  mailFrom: z.email('is not an e-mail address').optional(),
  /** Hosts inside the school's network that a webhook may reach, by name or address, with commas between. */
  webhookHosts: text
    .transform(given =>
      given
        .split(',')
        .map(one => one.trim().toLowerCase())
        .filter(one => one !== ''),
    )
    .refine(hosts => hosts.every(isHost), 'write host names or addresses with commas between them')
    .optional(),
  logLevel: z.enum(levels, `write one of ${levels.join(', ')}`).default('warn'),
};

export type Name = keyof typeof fields;
export type Settings = { [N in Name]: z.output<(typeof fields)[N]> };
export const names = Object.keys(fields) as Name[];

/** A host name's last part is never a number: `10.0.0.999` is a mistyped address. */
function isHost(value: string): boolean {
  if (isIP(value) !== 0) return true;
  const labels = value.split('.');
  const wellFormed = labels.every(label => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label));
  return wellFormed && value.length <= 253 && !/^\d+$/.test(labels.at(-1) ?? '');
}

/** Names only the scheme: the rest may hold a password. One letter before the colon is a drive of Windows. */
function checkDatabase(value: string, context: z.RefinementCtx): void {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(value)?.[1];
  if (scheme === undefined) return;
  const known = scheme === 'postgres' || scheme === 'postgresql';
  if (known && value.startsWith(`${scheme}://`)) return;
  const trouble = known ? 'is not a whole address' : `${scheme}: is not a database that the console can use`;
  context.addIssue(`${trouble}; write postgres://… or the path of an SQLite file`);
}
