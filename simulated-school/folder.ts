/** The folder of a made-up school: never one that holds a real console, and never half made. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { deviceKey } from '../agent/service/identity.ts';

const deviceRecord = z.object({
  name: z.string(),
  deviceId: z.string(),
  key: deviceKey,
  seed: z.number(),
  /** By control. */
  situations: z.record(z.string(), z.string()),
});
const record = z.object({
  format: z.literal('caretaker.simulated-school.v1'),
  seed: z.int(),
  devices: z.int(),
  madeAt: z.number(),
  computers: z.array(deviceRecord),
});
export type SchoolRecord = z.infer<typeof record>;

/** Something that a person can put right. */
export class SchoolTrouble extends Error {}

const fileName = 'simulated-school.json';

/** What was made there, or undefined for a folder that is free. Throws SchoolTrouble where something else lives. */
export function findSchool(folder: string): SchoolRecord | undefined {
  const file = join(folder, fileName);
  if (existsSync(file)) {
    const found = record.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    if (found.success) return found.data;
    throw new SchoolTrouble(
      `${file} is of another version of Caretaker. Remove the folder, or name another with --data.`,
    );
  }
  const there = existsSync(folder) ? readdirSync(folder) : [];
  if (there.some(name => name.startsWith('console.') || name === 'identity'))
    throw new SchoolTrouble(
      `The folder ${resolve(folder)} holds a real console, with its own devices. A made-up school goes into a folder of its own: name one with --data.`,
    );
  if (there.length > 0)
    throw new SchoolTrouble(
      `The folder ${resolve(folder)} is not empty. Name one that is not there yet with --data.`,
    );
  return undefined;
}

/** Where the school is made before it is moved to its place: what ends half-way leaves nothing that looks whole. */
export function beginFolder(folder: string): string {
  const place = resolve(folder);
  const making = join(dirname(place), `.${basename(place)}.making`);
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making, { recursive: true, mode: 0o700 });
  return making;
}

export function finishFolder(making: string, folder: string, school: SchoolRecord): void {
  writeFileSync(join(making, fileName), JSON.stringify(school), { mode: 0o600 });
  // Only where it is empty: what somebody put there meanwhile stays.
  if (existsSync(folder)) rmdirSync(folder);
  renameSync(making, resolve(folder));
}
