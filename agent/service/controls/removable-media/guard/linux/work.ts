/** What the short-lived process is asked to do, as one JSON argument; what it says back, one JSON a line. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { scanResult } from '../hands.ts';

const node = z.string().regex(/^\/dev\/[A-Za-z0-9_-]{1,32}$/);
const count = z.int().positive();

const limits = z.object({ withinMs: count, maxFiles: count, maxBytes: count });

export const work = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('scan'),
    disk: node,
    partitions: z.array(node).max(64),
    unlocked: z.array(node).max(16),
    limits,
  }),
  /** What is mounted there already (macOS). */
  z.object({ do: z.literal('scan_folder'), folder: z.string().max(300), limits }),
  /** The end of a permission, kept by the system itself: shuts the stick if it is still the same insertion. */
  z.object({ do: z.literal('shut'), port: z.string().regex(/^\d+-[\d.]+$/), insertion: z.string().max(200) }),
  /** Without USBGuard: the kernel's own switch. */
  z.object({ do: z.literal('authorize'), port: z.string().regex(/^\d+-[\d.]+$/), allow: z.boolean() }),
]);
export type Work = z.infer<typeof work>;

export const said = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('progress'),
    files: z.number(),
    bytes: z.number(),
    ofBytes: z.number().nullable(),
  }),
  z.object({ kind: z.literal('result'), result: scanResult }),
]);
export type Said = z.infer<typeof said>;

/** In the checkout a `.ts` one folder up; in the packaged program a `.js` beside the service. */
export function mediaProcess(): string {
  const own = fileURLToPath(import.meta.url);
  const path = extname(own) === '.ts' ? '../../media-process.ts' : './media-process.js';
  return fileURLToPath(new URL(path, import.meta.url));
}
