/** What this device last found, kept for whoever sits at it: `caretaker status` reads it, nothing else depends on it. */
import { closeSync, fstatSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { finding } from '../../shared/finding.ts';
import type { AgentView } from './agent-options.ts';

const viewSchema = z.object({
  at: z.number(),
  findings: z.array(finding),
  policyNumber: z.number(),
  waiting: z.number(),
  restraint: z
    .object({
      reason: z.enum(['suspended', 'boot_loop']),
      detail: z.string(),
      until: z.number().nullable(),
    })
    .nullable()
    .default(null),
  link: z
    .object({
      state: z.enum(['offline', 'connecting', 'waiting', 'connected', 'stopped']),
      since: z.number(),
      trouble: z.string().nullable(),
      nextTryAt: z.number().nullable(),
      intercepted: z.string().nullable(),
      clockOffsetMs: z.number().nullable(),
    })
    .nullable(),
});
export type KeptView = z.infer<typeof viewSchema>;

const fileIn = (data: string) => join(data, 'status.json');

/** Nobody's work depends on it, so it never throws; false when it could not be kept. */
export function writeView(data: string, view: AgentView, at: number): boolean {
  const file = fileIn(data);
  const text = JSON.stringify({ at, ...view });
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return true;
  } catch {
    return writeOver(file, text);
  }
}

/** On a full disk there is no room beside it, but all that the file has already. Spaces after JSON mean nothing. */
function writeOver(file: string, text: string): boolean {
  try {
    const handle = openSync(file, 'r+');
    try {
      const bytes = Buffer.from(text);
      const { size, blocks } = fstatSync(handle);
      if (bytes.length > blocks * 512) return false;
      const rest = Buffer.alloc(Math.max(0, size - bytes.length), ' ');
      writeSync(handle, Buffer.concat([bytes, rest]), 0, null, 0);
      return true;
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}

/** Undefined when there is none or it cannot be understood. Throws when it may not be read. */
export function readView(data: string): KeptView | undefined {
  try {
    return viewSchema.safeParse(JSON.parse(readFileSync(fileIn(data), 'utf8'))).data;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error;
    return undefined;
  }
}
