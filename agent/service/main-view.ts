/** What this device last found, kept for whoever sits at it: `caretaker status` reads it, nothing else depends on it. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { finding } from '../../shared/finding.ts';
import type { AgentView } from './main-agent.ts';

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

export function writeView(data: string, view: AgentView, at: number): void {
  const file = fileIn(data);
  writeFileSync(`${file}.new`, JSON.stringify({ at, ...view }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
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
