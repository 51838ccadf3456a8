/** `caretaker agent challenge` and `unlock`: what somebody types at a device that its console cannot reach. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { BreakGlass } from '../../../shared/protocol/break-glass.ts';
import type { Entered, TakenCode } from './typed-codes.ts';

const print = (line: string) => process.stdout.write(`${line}\n`);
const root = () => process.getuid?.() === 0 || process.getuid === undefined;

/** How long the service has to say what became of it; it is told by the system at once. */
const answerMs = 20_000;
const lookMs = 200;

export function addRecoveryCommands(agent: Command): void {
  const data = ['--data <folder>', 'where the agent keeps everything (otherwise CARETAKER_DATA)'] as const;
  agent
    .command('challenge')
    .description('show the letters that your technician needs to give you a recovery code')
    .option(...data)
    .action(async (flags: { data?: string }) => show(await openHere(flags.data)));
  agent
    .command('unlock <code>')
    .description('type the recovery code that your technician gave you')
    .option(...data)
    .action(async (code: string, flags: { data?: string }) => enter(await openHere(flags.data), code));
}

/** Throws Trouble where there is nothing to open. */
async function openHere(given: string | undefined) {
  const { Trouble } = await import('../main.ts');
  const { readAgentConfig } = await import('../config.ts');
  const { openRecovery } = await import('./recovery-files.ts');
  const { typedCodes } = await import('./orders.ts');
  const { data } = readAgentConfig({ data: given });
  // Its own folder, never made by this command: an agent that ran here made it.
  if (!existsSync(join(data, 'recovery'))) throw new Trouble(noSecret(data));
  const files = openRecovery(data);
  return { files, codes: typedCodes(files), trouble: (said: string) => new Trouble(said), data };
}

type Here = Awaited<ReturnType<typeof openHere>>;

const noSecret = (data: string) =>
  `This computer has no recovery secret in ${data}. It fetches one when it is connected to its console.` +
  (root() ? '' : ' If an agent runs here as a service, type this with sudo.');

function show({ files, codes, trouble, data }: Here): void {
  const challenge = files.alone(() => codes.challenge());
  if (challenge === undefined) throw trouble(noSecret(data));
  print('Read this to your technician:');
  print('');
  print(`    ${challenge}`);
  print('');
  print('They give you a code of ten letters. Type it within an hour:');
  print(`    ${root() ? '' : 'sudo '}caretaker agent unlock CODE`);
}

async function enter({ files, codes, trouble }: Here, code: string): Promise<void> {
  const entered = files.alone(() => codes.enter(code));
  if (entered.kind !== 'accepted') throw trouble(refusalWords(entered));
  print(`The code is right: ${actWords(entered.act)}.`);
  const ended = await outcomeOf(codes, entered.id);
  if (ended === undefined)
    throw trouble(
      'The agent of this computer does not answer. If it starts within ten minutes, it does what the code says.' +
        ' What is wrong with it: sudo caretaker doctor',
    );
  const detail = ended.detail === '' ? '' : ` ${ended.detail}`;
  if (ended.outcome !== 'done') throw trouble(`It was not done.${detail}`);
  print(`Done.${detail}`);
}

async function outcomeOf(
  codes: Here['codes'],
  id: string,
): Promise<NonNullable<TakenCode['outcome']> | undefined> {
  for (let waited = 0; waited < answerMs; waited += lookMs) {
    const outcome = codes.taken(id)?.outcome;
    if (outcome != null) return outcome;
    await new Promise(resolve => setTimeout(resolve, lookMs));
  }
  return undefined;
}

function actWords(act: BreakGlass): string {
  const length = act.minutes < 60 ? `${act.minutes} minutes` : plural(act.minutes / 60, 'hour');
  if (act.purpose === 'suspend') return `for ${length} every control of this computer only watches`;
  return `for ${length} one stick can be ${act.access === 'read_only' ? 'read' : 'read and written'}`;
}

const plural = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;

function refusalWords(entered: Exclude<Entered, { kind: 'accepted' }>): string {
  switch (entered.kind) {
    case 'mistyped':
      return 'A letter is not right. Check the code and type it again; this did not count as a try.';
    case 'unknown':
      return 'This code is for a newer version of Caretaker.';
    case 'no_secret':
      return 'This computer has no recovery secret yet. It fetches one when it is connected to its console.';
    case 'no_challenge':
      return 'No code is expected. Type: caretaker agent challenge';
    case 'wrong':
      return entered.left === 0
        ? 'That is not the code. No more tries for a quarter of an hour.'
        : `That is not the code for what this computer shows. ${entered.left} more ${entered.left === 1 ? 'try' : 'tries'}.`;
    case 'locked':
      return `Too many tries. Leave this computer switched on and try again in ${plural(Math.ceil(entered.waitMs / 60_000), 'minute')}.`;
  }
}
