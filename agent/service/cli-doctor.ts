/** `caretaker agent doctor`: what is wrong with this device and what to do, for a technician. Looks, changes nothing. */
import { existsSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { controlByKey } from '../../shared/controls/index.ts';
import type { Finding, How } from '../../shared/finding.ts';
import { waitingWords } from './cli-words.ts';
import type { AgentConfig } from './config.ts';
import { backendsFor, thisPlatform } from './controls/registry.ts';
import { Ledger } from './enforcement/index.ts';
import { restraintLine } from './enforcement/words.ts';
import { ledgerFile } from './main-enforcing.ts';
import { type KeptView, readView } from './main-view.ts';
import { Outbox, OutboxInUse } from './outbox.ts';
import { type Identity, openState } from './state.ts';
import { thisMachine } from './system/machine.ts';

export interface Checked {
  well: boolean;
  words: string;
  /** Instead of ✓ and ✗, as `caretaker status` has it: nothing is known, or nothing is to be known. */
  mark?: '?' | '–';
}

const well = (words: string): Checked => ({ well: true, words });
const trouble = (words: string): Checked => ({ well: false, words });

const leastFreeBytes = 200 * 1024 * 1024;
const mostClockMs = 5 * 60_000;
const freshMs = 90_000;
const manyWaiting = 500;

/** What to do about the service and the clock, in the system's own words. Only Linux has an installed service so far. */
const elsewhere = { start: 'Start its service again', restart: 'Start its service anew' };
const todo: Record<string, { start: string; restart: string; time: string }> = {
  linux: {
    start: 'Type: sudo systemctl start caretaker-agent',
    restart: 'Type: sudo systemctl restart caretaker-agent',
    time: 'Type: sudo timedatectl set-ntp true',
  },
  win32: { ...elsewhere, time: 'Type, as an administrator: w32tm /resync' },
  darwin: { ...elsewhere, time: 'Type: sudo systemsetup -setusingnetworktime on' },
};
const toDo = (platform: string) =>
  todo[platform] ?? { ...elsewhere, time: 'Do it in the system’s own settings' };

/** Everything that is known of this device, the most basic first. */
export async function examineDevice(config: AgentConfig, now = Date.now()): Promise<Checked[]> {
  const { data } = config;
  if (!existsSync(join(data, 'outbox.db')) && !existsSync(join(data, 'identity.json')))
    return [
      trouble(
        `No agent has run with the data folder ${data}. Install it: installers/linux/install.sh agent, or name its folder: --data`,
      ),
    ];
  const folder = examineFolder(data);
  if (!folder.well) return [folder];
  const view = readView(data);
  return [
    folder,
    examineSpace(data),
    examineRunning(config, view, now),
    examineEnrolment(openState(data).identity.read()),
    ...examineLink(view, config.platform),
    ...examineOutbox(view),
    ...examineRestraint(view),
    ...examineLedger(data),
    ...examinePolicy(view),
    ...(view?.findings.toSorted((a, b) => (a.control < b.control ? -1 : 1)).map(examineControl) ?? []),
    ...(await hints(view?.findings ?? [])),
  ];
}

function examineFolder(data: string): Checked {
  const found = statSync(data, { throwIfNoEntry: false });
  if (found === undefined) return trouble(`The data folder ${data} is missing.`);
  if (process.getuid !== undefined && (found.mode & 0o077) !== 0)
    return trouble(
      `${data} can be read by others, and it holds this device's key. Type: sudo chmod 700 ${data}`,
    );
  return well(`The data folder ${data} is the agent's alone.`);
}

function examineSpace(data: string): Checked {
  const { bavail, bsize } = statfsSync(data);
  const free = bavail * bsize;
  const words = `${Math.round(free / 1024 / 1024).toLocaleString('en-GB')} MB are free on the disk`;
  if (free > leastFreeBytes) return well(`${words}.`);
  return trouble(
    `${words}: reports may be lost and nothing can be enforced. Make room; what was set before stays in force.`,
  );
}

/** The running agent holds its outbox. */
function examineRunning({ data, platform }: AgentConfig, view: KeptView | undefined, now: number): Checked {
  try {
    new Outbox({ path: join(data, 'outbox.db'), now: Date.now }).close();
    return trouble(
      `The agent does not run, so nothing is looked at. What it set before stays in force. ${toDo(platform).start}`,
    );
  } catch (error) {
    if (!(error instanceof OutboxInUse))
      return trouble(
        `The outbox cannot be opened: ${(error as Error).message}. Look at the disk; if it is sound, remove ${join(data, 'outbox.db')} and start the agent again: only what was not sent yet is lost.`,
      );
  }
  if (view === undefined || now - view.at > freshMs)
    return trouble(`The agent runs but has said nothing for a while. ${toDo(platform).restart}`);
  return well('The agent runs.');
}

function examineEnrolment(identity: Identity | undefined): Checked {
  const enrol =
    'Type: sudo caretaker agent enrol URL CODE, with a code from the console’s Enrolment codes page';
  if (identity === undefined)
    return trouble(`This device is not enrolled, so nobody sees what it finds. ${enrol}`);
  if (identity.status === 'removed')
    return trouble(`The console at ${identity.url} has removed this device. To bring it back: ${enrol}`);
  if (identity.status === 'approved') return well(`This device is enrolled at ${identity.url}.`);
  return trouble(
    `This device has asked ${identity.url} for a place and waits. Approve it in the console, on the page of waiting devices.`,
  );
}

function examineLink(view: KeptView | undefined, platform: string): Checked[] {
  const link = view?.link ?? null;
  if (link === null) return [];
  const found = [
    link.state === 'connected'
      ? well('It is in touch with its console.')
      : trouble(
          `It is not in touch with its console. ${link.trouble ?? ''} The last policy stays in force and reports wait here.`.replace(
            '  ',
            ' ',
          ),
        ),
  ];
  const offset = link.clockOffsetMs ?? 0;
  if (Math.abs(offset) > mostClockMs)
    found.push(
      trouble(
        `The clock of this computer is ${duration(offset)} ${offset > 0 ? 'slow' : 'fast'}. Turn on network time. ${toDo(platform).time}`,
      ),
    );
  else found.push(well('The clock agrees with the console’s.'));
  if (link.intercepted !== null)
    found.push(
      trouble(
        `The connection is inspected by ${link.intercepted}. Ask whoever runs the web filter to leave the console’s address alone.`,
      ),
    );
  return found;
}

function duration(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}

function examineOutbox(view: KeptView | undefined): Checked[] {
  if (view === undefined) return [];
  const words = `${waitingWords(view.waiting)} to be sent`;
  return [
    view.waiting < manyWaiting
      ? well(`${words}.`)
      : trouble(`${words}. Look at the connection to the console.`),
  ];
}

function examineRestraint(view: KeptView | undefined): Checked[] {
  return view?.restraint ? [trouble(restraintLine(view.restraint))] : [];
}

function examineLedger(data: string): Checked[] {
  const file = ledgerFile(data);
  if (!existsSync(file)) return [];
  let ledger: Ledger;
  try {
    ledger = new Ledger(file);
  } catch (error) {
    return [
      trouble(
        `The ledger of what was changed on this computer (${file}) cannot be read: ${(error as Error).message}. Nothing more is enforced. Keep the file, put back the settings by hand, then move it away and start the agent again.`,
      ),
    ];
  }
  try {
    const damage = ledger.damage();
    const entries = ledger.entries().length;
    const whole =
      damage === ''
        ? well(`The ledger is whole: ${entries} settings are Caretaker's and can be put back.`)
        : trouble(
            `The ledger ${file} is damaged: ${damage}. Put back: sudo caretaker agent release, as far as it goes.`,
          );
    const paused = ledger
      .paused()
      .map(({ control, name }) =>
        trouble(
          `${titleOf(control)}: ${name} is changed by somebody again and again, so it is no longer put right. Find out who or what changes it, then publish the policy again.`,
        ),
      );
    return [whole, ...paused];
  } finally {
    ledger.close();
  }
}

function examinePolicy(view: KeptView | undefined): Checked[] {
  if (view === undefined) return [];
  if (view.policyNumber > 0) return [well(`Policy ${view.policyNumber} of the school is in force.`)];
  return [
    trouble(
      'No policy has come yet, so everything only watches. It comes with the first connection to the console.',
    ),
  ];
}

const sayHow: Record<How, string> = {
  off: 'not asked for',
  watching: 'watched',
  enforced: 'enforced',
  detective: 'asked to be enforced, but only noticed',
  best_effort: 'enforced as far as this computer allows',
  pending_reboot: 'in force after a restart',
  managed_elsewhere: 'set by another management system, so left to it',
};

/** Trouble is a promise that is broken or cannot be seen, and a policy that could not be carried out. */
function examineControl(finding: Finding): Checked {
  const { facts } = finding.evidence;
  const said = controlByKey(finding.control)?.words.say(finding);
  const how = `${titleOf(finding.control)} (${sayHow[finding.how]})`;
  const sentence = [said?.sentence ?? finding.reason, said?.next].filter(Boolean).join(' ');
  const why = typeof facts.enforcementDetail === 'string' ? ` Enforcing: ${facts.enforcementDetail}` : '';
  const refused = facts.enforcement !== undefined && finding.how !== 'watching';
  const sound =
    finding.state !== 'unknown' && finding.state !== 'not_met' && !refused && finding.how !== 'detective';
  if (sound) {
    // Asked for and not begun: somebody who set it wonders why.
    const judged = well(`${how}: ${sentence}${facts.enforcement === 'watching_first' ? why : ''}`);
    return finding.state === 'not_applicable' ? { ...judged, mark: '–' } : judged;
  }
  const judged = trouble(`${how}: ${sentence}${why}`);
  return finding.state === 'unknown' ? { ...judged, mark: '?' } : judged;
}

const titleOf = (control: string) => controlByKey(control)?.words.title ?? control;

/** Then its hands have nothing to do. */
const idle: readonly How[] = ['off', 'watching', 'managed_elsewhere'];

/** What a control's hands know to be missing on this computer, of those that are to act here. */
async function hints(findings: readonly Finding[]): Promise<Checked[]> {
  const machine = thisMachine();
  const found: Checked[] = [];
  const acts = new Set(findings.flatMap(({ control, how }) => (idle.includes(how) ? [] : [control])));
  for (const [control, backend] of backendsFor(thisPlatform)) {
    if (!acts.has(control)) continue;
    const said = (await backend.hints?.(machine).catch(() => [])) ?? [];
    found.push(...said.map(words => trouble(`${titleOf(control)}: ${words}`)));
  }
  return found;
}

export const checkedLines = (found: readonly Checked[]) =>
  found.map(one => `${one.mark ?? (one.well ? '✓' : '✗')} ${one.words}`);
