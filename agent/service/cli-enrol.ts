/** What `caretaker enrol` does and says. */
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfig } from './config.ts';
import { deriveCode } from './console-link/opening.ts';
import { introductionHere, openData, Trouble } from './main.ts';
import {
  consoleAddress,
  type EnrolOutcome,
  enrolHere,
  enrolThroughAgent,
  newIdentity,
} from './main-enrol.ts';
import { type Outbox, OutboxInUse } from './outbox.ts';
import { openState, type State } from './state.ts';
import { thisMachine } from './system/machine.ts';

export interface Enrolment {
  address: string;
  code: string;
  name?: string;
  again?: boolean;
}

/** The lines to print. Throws Trouble with what to do. */
export async function enrolDevice(config: AgentConfig, asked: Enrolment): Promise<string[]> {
  const url = consoleAddress(asked.address);
  if (url === undefined)
    throw new Trouble(
      `“${asked.address}” is not where devices connect. That address begins with https and ends with the port for devices, such as https://console.school.example:8443; the console shows it with the code.`,
    );
  const code = deriveCode(asked.code);
  if (code === undefined) throw new Trouble('That is not an enrolment code, or a letter of it is wrong.');
  const undo = leavingNothing(config.data);
  const open = openFree(config);
  let enrolled = false;
  try {
    const state = open?.state ?? openState(config.data);
    leaveOld(state, asked, open !== undefined);
    state.identity.write(newIdentity(url, asked.code, code.fingerprint));
    const outcome = open
      ? await enrolHere(config, open, () => introductionHere(thisMachine(), asked.name ?? config.name))
      : await enrolThroughAgent(config, state);
    enrolled = outcome.kind !== 'failed';
    return [...said(outcome, url, open === undefined), `What it keeps is in ${config.data}.`];
  } finally {
    open?.outbox.close();
    if (!enrolled) undo();
  }
}

/** Before anything is made. The answer takes away what was made for nothing. */
function leavingNothing(data: string): () => void {
  const outbox = join(data, 'outbox.db');
  if (existsSync(outbox)) return () => {};
  const folderToo = !existsSync(data);
  return () => {
    for (const end of ['', '-wal', '-shm']) rmSync(`${outbox}${end}`, { force: true });
    if (folderToo && existsSync(data) && readdirSync(data).length === 0) rmdirSync(data);
  };
}

/** Undefined when an agent runs here: it holds the outbox, and does the enrolling itself. */
function openFree(config: AgentConfig): { state: State; outbox: Outbox } | undefined {
  try {
    return openData(config);
  } catch (error) {
    if (error instanceof Trouble && error.cause instanceof OutboxInUse) return undefined;
    throw error;
  }
}

function leaveOld(state: State, asked: Enrolment, free: boolean): void {
  const old = state.identity.read();
  if (old !== undefined && old.status !== 'removed') {
    if (!asked.again)
      throw new Trouble(
        `This device is enrolled at ${old.url} already. To leave that console, say so: --again`,
      );
    if (!free) throw new Trouble('Stop the agent first: it is in touch with the old console.');
  }
  state.session.remove();
  state.policy.remove();
}

const startIt =
  'Now start the agent, and keep it running: sudo npx caretaker agent (or install it as a service: installers/linux/install.sh agent)';

function said(outcome: EnrolOutcome, url: string, running: boolean): string[] {
  if (outcome.kind === 'failed') throw new Trouble(`Not enrolled: ${outcome.message}`);
  const next = running ? [] : [startIt];
  if (outcome.kind === 'approved') return [`Enrolled at ${url}.`, ...next];
  return [`Asked ${url} for a place. Somebody must approve this device in the console.`, ...next];
}
