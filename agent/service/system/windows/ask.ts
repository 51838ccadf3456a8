/** Asks Windows by native calls, each in a process of its own (native-process.ts): what ends that ends nothing here. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Machine } from '../../controls/control.ts';

/** In the checkout a `.ts` beside this file, in a packaged program a `.js`. */
const program = () => fileURLToPath(new URL(`./native-process${extname(import.meta.url)}`, import.meta.url));

/** native-process.ts, where koffi is not there. */
const noCalls = 3;
const timeoutMs = 15_000;

/** Undefined where native calls cannot be made on this computer, null where Windows did not answer. Never throws. */
async function ask<T>(
  machine: Machine,
  words: readonly string[],
  schema: z.ZodType<T>,
  signal?: AbortSignal,
): Promise<T | null | undefined> {
  const options = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
  const { exit, missing, stdout } = await machine.run('self', [program(), ...words], options);
  if (missing || exit === noCalls) return undefined;
  if (exit !== 0) return null;
  try {
    return schema.parse(JSON.parse(stdout));
  } catch {
    return null;
  }
}

const ms = z.number().nonnegative().max(1e12).nullable();
const session = z.object({
  session: z.int().nonnegative(),
  locked: z.boolean().nullable(),
  disconnected: z.boolean(),
  idleMs: ms,
  remote: z.boolean().default(false),
  signedInAt: z.number().nullable().default(null),
  local: z.boolean().default(false),
  user: z.string().min(1).max(256),
  domain: z.string().max(256),
});
export type WindowsSession = z.infer<typeof session>;

/** Everybody who is signed in. */
export const windowsSessions = async (machine: Machine, signal?: AbortSignal) => {
  const said = await ask(machine, ['sessions'], z.object({ sessions: z.array(session).max(60) }), signal);
  return said === null ? null : said?.sessions;
};

/** Since the last key or movement there, as a program in that session is told; null where it is not known. */
export async function idleIn(machine: Machine, id: number, signal: AbortSignal): Promise<number | null> {
  return (await ask(machine, ['idle', String(id)], z.object({ idleMs: ms }), signal))?.idleMs ?? null;
}

const asked = z.object({ asked: z.literal(true) });

/** A program in that session asks Windows to lock it; true when it was started. */
export const lockSession = async (machine: Machine, id: number, signal: AbortSignal) =>
  (await ask(machine, ['lock', String(id)], asked, signal)) != null;

/** The sign-in screen comes there, and programs go on. */
export const disconnectSession = async (machine: Machine, id: number, signal: AbortSignal) =>
  (await ask(machine, ['disconnect', String(id)], asked, signal)) != null;

/** The session ends with everything in it; true when Windows took it. */
export const signOutSession = async (machine: Machine, id: number, signal: AbortSignal) =>
  (await ask(machine, ['sign-out', String(id)], asked, signal)) != null;

const access = z.object({ access: z.string().min(1).max(4000) });

/** Lets nobody but those on this list (SDDL) use a pipe of ours; what is set then, null where that is not known. */
export const setPipeAccess = async (machine: Machine, pipe: string, list: string) =>
  (await ask(machine, ['pipe', pipe, list], access))?.access ?? null;

/** The same of a folder, with its owner. */
export const setFolderAccess = async (machine: Machine, folder: string, list: string) =>
  (await ask(machine, ['folder', folder, list], access))?.access ?? null;

const sid = z.object({ sid: z.string().regex(/^S-1-[0-9-]{3,180}$/) });

/** Of `DOMAIN\\user`. */
export const sidOf = async (machine: Machine, account: string) =>
  (await ask(machine, ['sid', account], sid))?.sid ?? null;
