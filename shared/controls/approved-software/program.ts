/** A program as it is reported and judged: who made it and what kind of place it lies in, never its name or path. */
import * as z from 'zod';

export const systems = ['windows', 'macos', 'linux'] as const;
export type System = (typeof systems)[number];

/**
 * What kind of place a program lies in. `windows` is the Windows folder, `system` what macOS or a Linux package brings,
 * `program_files` what an administrator put there for everybody. People can write to the last two.
 */
export const pathClasses = ['windows', 'system', 'program_files', 'user_writable', 'removable'] as const;
export const pathClass = z.enum(pathClasses);
export type PathClass = z.infer<typeof pathClass>;

export const program = z.object({
  /** Whole, as the signature says: `O=MOZILLA CORPORATION, L=…` on Windows, a team such as `43AQ936H96` on macOS. */
  publisher: z.string().min(1).max(200).nullable(),
  /** Windows: the product of the signed file. macOS: the signing id. */
  product: z.string().min(1).max(120).nullable(),
  /** The deb, rpm, snap or flatpak that brought it: `firefox-esr`, `snap:firefox`. */
  package: z.string().min(1).max(120).nullable(),
  /** SHA-256 as the mechanism of this system reckons it (on Windows of the signed part), lower case. */
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  pathClass,
  /** What the system's own mechanism did with it. */
  stopped: z.enum(['no', 'would_be', 'was']),
});
export type Program = z.infer<typeof program>;

/** What a person calls it. */
export function programLabel({ product, publisher, package: from, hash, pathClass: place }: Program): string {
  const maker = publisher === null ? null : organisationOf(publisher);
  if (product !== null) return maker === null || maker === product ? product : `${product} (${maker})`;
  return from ?? maker ?? (hash === null ? `a program in a ${place} place` : `program ${hash.slice(0, 12)}`);
}

/** The same program on two devices has the same key, whatever happened to it there. */
export function programKey({ product, publisher, package: from, hash }: Program): string {
  if (publisher !== null) return `${publisher}\n${product ?? ''}`.toUpperCase();
  return from ?? hash ?? product ?? '';
}

/** `Mozilla Corporation` of `O=Mozilla Corporation, L=…`; a name that is no such list stays as it is. */
export function organisationOf(publisher: string): string {
  const [, quoted, plain] = /(?:^|,\s*)O=(?:"([^"]*)"|([^,]+))/i.exec(publisher) ?? [];
  return (quoted ?? plain)?.trim() ?? publisher;
}
