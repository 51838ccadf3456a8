/** `caretaker simulate --school`: makes the school where there is none, and runs its console and its computers until Ctrl-C. */
import { resolve } from 'node:path';
import { makeFirstLink } from '../console/server/accounts/index.ts';
import { readConfig } from '../console/server/config.ts';
import { type RunningConsole, startConsole } from '../console/server/main.ts';
import { textOf } from './calendar.ts';
import { findSchool, type SchoolRecord } from './folder.ts';
import { LiveSchool } from './live.ts';
import { configIn, makeSchool } from './make.ts';
import { domain, head, schoolName, technician } from './people.ts';

export interface SchoolFlags {
  data: string | undefined;
  seed: number;
  devices: number;
  /** Ends when the folder is made. */
  makeOnly: boolean;
  log(event: string, facts?: Record<string, unknown>): void;
}

const print = (line: string) => process.stdout.write(`${line}\n`);

/** Throws SchoolTrouble for a folder that is not free, and what a console throws that cannot start. */
export async function runSchool({ data, seed, devices, makeOnly, log }: SchoolFlags): Promise<void> {
  const folder = resolve(data ?? 'data/simulated-school');
  // Before the year is made: a mistake in the settings is said at once.
  const { port, devicePort } = readConfig();
  const found = findSchool(folder);
  const record = found ?? (await made(folder, seed, devices));
  if (found !== undefined)
    print(`${schoolName} is there already, in ${folder}: seed ${found.seed}, ${found.devices} computers.`);
  if (makeOnly) return;
  const console_ = await startConsole(configIn(folder, { port, devicePort }));
  const live = new LiveSchool(console_, folder, record, log);
  const stop = () =>
    void live
      .stop()
      .then(() => console_.stop())
      .then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await greet(console_);
  await live.start();
  await live.clone();
  print(
    `${live.connected} computers are connected. Ctrl-C stops everything; the same command starts it again.`,
  );
}

async function made(folder: string, seed: number, devices: number): Promise<SchoolRecord> {
  print(`Making ${schoolName} in ${folder}: ${devices} computers and a year …`);
  const began = performance.now();
  let month = '';
  const said = (day: number) => {
    const text = textOf(day).slice(0, 7);
    if (text !== month && month !== '') print(`  ${month}`);
    month = text;
  };
  const record = await makeSchool({ folder, seed, devices, now: Date.now(), said });
  print(
    `Made in ${Math.round((performance.now() - began) / 1000)} s. Nobody and nothing of it exists; addresses end in ${domain}.`,
  );
  return record;
}

/** A link works once, for ten minutes. */
async function greet({ context, schoolId, urls }: RunningConsole): Promise<void> {
  print(`Console: ${urls.browser}`);
  const technicians = (await makeFirstLink(context, schoolId, technician.email)).url;
  const heads = (await makeFirstLink(context, schoolId, head.email)).url;
  print(`Sign in as the technician, ${technician.name}: ${technicians}`);
  print(`Sign in as the headteacher, ${head.name}: ${heads}`);
}
