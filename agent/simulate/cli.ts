/** `caretaker simulate`: honest devices for demonstrations, tests and load. Only their machines are made up. */
import { type Command, InvalidArgumentError } from 'commander';
import { tokenOf, usualConsole } from './config.ts';
import type { ConsoleApi } from './console-api.ts';
import type { Fleet, FleetOptions } from './fleet.ts';

interface Flags {
  devices?: number;
  school?: boolean;
  seed: number;
  makeOnly?: boolean;
  url?: string;
  code?: string[];
  token?: string;
  console: string;
  approve?: boolean;
  data?: string;
  changeEvery: number;
  ramp?: number;
  every: number;
}

const summaryStates = ['connected', 'waiting', 'connecting', 'offline', 'stopped'];

/** Something that a person can put right. */
class SimulateTrouble extends Error {}

/** Runs a whole made-up school, console included: it lives outside of this folder, which knows no console. */
type RunSchool = (flags: {
  data: string | undefined;
  seed: number;
  devices: number;
  makeOnly: boolean;
  log(event: string, facts?: Record<string, unknown>): void;
}) => Promise<void>;

const usualSchool = 300;
const [fewest, most] = [20, 600];

export function addSimulateCommand(program: Command, runSchool?: RunSchool): void {
  program
    .command('simulate')
    .description(
      'run simulated devices: the real agent over the real protocol, on machines that do not exist',
    )
    .option('--devices <number>', 'how many', whole(1, 18_000))
    .option(
      '--school',
      'a made-up school with a year behind it: a console of its own, in a folder of its own, and its computers',
    )
    .option('--seed <number>', 'with --school: another number, another school', whole(1, 999_999), 7)
    .option('--make-only', 'with --school: make the folder and end')
    .option('--url <address>', 'the console’s address for devices: wss://localhost:8443')
    .option('--code <codes...>', 'enrolment codes with as many uses together as there are devices')
    .option(
      '--token <token>',
      'instead: an API token of a technician, with which codes are made at --console; - reads it from standard input (otherwise CARETAKER_TOKEN)',
    )
    .option('--console <address>', 'with --token: where browsers find the console', usualConsole())
    .option('--approve', 'with --token: also approve these devices')
    .option('--data <folder>', 'keep them here, so that the same devices come back the next time')
    .option(
      '--change-every <seconds>',
      'each device changes about this often; 0 for never',
      whole(0, 86_400),
      0,
    )
    .option('--ramp <seconds>', 'start them over this long (50 a second otherwise)', whole(0, 3600))
    .option('--every <seconds>', 'print a line this often', whole(1, 3600), 5)
    .action((flags: Flags) => (flags.school ? school(flags, runSchool) : simulate(flags)));
}

async function school(flags: Flags, run: RunSchool | undefined): Promise<void> {
  if (run === undefined)
    throw new SimulateTrouble('A made-up school needs a checkout of Caretaker, console included.');
  if (flags.token !== undefined || flags.url !== undefined || flags.code !== undefined)
    throw new SimulateTrouble('--school has a console of its own: leave --token, --url and --code out.');
  const { data, seed, devices = usualSchool, makeOnly = false } = flags;
  if (devices < fewest || devices > most)
    throw new SimulateTrouble(`A made-up school has ${fewest} to ${most} computers.`);
  await run({ data, seed, devices, makeOnly, log: counted() });
}

function whole(least: number, most: number) {
  return (text: string) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

async function simulate(flags: Flags): Promise<void> {
  const { devices } = flags;
  if (devices === undefined)
    throw new SimulateTrouble('Say how many: --devices 200. Or make a whole school: --school');
  const { Fleet } = await import('./fleet.ts');
  const log = counted();
  const api = await apiOf(flags);
  const fleet = new Fleet({
    devices,
    console: api === undefined ? await consoleOf(flags) : await madeAt(api, devices),
    data: flags.data,
    changeEverySeconds: flags.changeEvery,
    rampSeconds: flags.ramp ?? devices / 50,
    log,
  });
  const line = setInterval(() => process.stdout.write(`${summary(fleet)}\n`), flags.every * 1000);
  const stopApproving = api !== undefined && flags.approve ? approving(api, fleet, log) : () => {};
  const stop = () => {
    clearInterval(line);
    stopApproving();
    process.stdout.write(`${summary(fleet)}\n`);
    void fleet.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await fleet.start();
}

async function apiOf({ token: given, console, url, code, approve }: Flags): Promise<ConsoleApi | undefined> {
  const byCode = url !== undefined || code !== undefined;
  if (given !== undefined && byCode) throw new SimulateTrouble('Give either --token, or --url and --code.');
  const token = given === '-' ? await fromInput() : (given ?? (byCode ? undefined : tokenOf()));
  if (token === undefined) {
    if (approve) throw new SimulateTrouble('--approve needs --token.');
    return undefined;
  }
  if (token.trim() === '') throw new SimulateTrouble('The token is empty: caretaker token create says why.');
  const { ConsoleApi } = await import('./console-api.ts');
  return new ConsoleApi(console, token);
}

/** The last line that comes in: `caretaker token create` puts the token there, alone. */
async function fromInput(): Promise<string> {
  let text = '';
  for await (const part of process.stdin) text += part;
  return text.trim().split('\n').at(-1) ?? '';
}

async function madeAt(api: ConsoleApi, devices: number): Promise<FleetOptions['console']> {
  const { url, codes } = await api.makeCodes(devices);
  const { consoleAddress } = await import('../service/main-enrol.ts');
  return { url: consoleAddress(url) ?? url, codes };
}

/** Asks again after each answer, so that a slow console is never asked twice at once. Returns what ends it. */
function approving(api: ConsoleApi, fleet: Fleet, log: ReturnType<typeof counted>): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const later = () => {
    if (!stopped) timer = setTimeout(() => void round(), 1000);
  };
  const round = async () => {
    try {
      const waiting = fleet.waiting();
      if (waiting.size > 0) await api.approve(waiting);
    } catch (error) {
      log('not approved', { trouble: (error as Error).message });
    }
    later();
  };
  later();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

async function consoleOf({ url, code, data }: Flags): Promise<FleetOptions['console']> {
  const { consoleAddress } = await import('../service/main-enrol.ts');
  const { deriveCode } = await import('../service/console-link/opening.ts');
  if (url === undefined && code === undefined && data !== undefined) return undefined;
  const address = consoleAddress(url ?? '');
  if (address === undefined || code === undefined || code.length === 0)
    throw new SimulateTrouble(
      'Give --token - and pipe one in (caretaker token create --role technician makes one), or --url and --code (from the console’s Enrolment codes page, with enough uses), or --data of an earlier run.',
    );
  const wrong = code.find(one => deriveCode(one) === undefined);
  if (wrong !== undefined)
    throw new SimulateTrouble(`${wrong} is not an enrolment code, or a letter of it is wrong.`);
  return { url: address, codes: code };
}

function summary(fleet: Fleet): string {
  const { started, links, acknowledged, waiting } = fleet.count();
  const states = summaryStates.flatMap(state => (links[state] ? [`${links[state]} ${state}`] : []));
  const other = links['not enrolled'] ? [`${links['not enrolled']} not enrolled`] : [];
  const megabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
  const time = new Date().toLocaleTimeString('en-GB');
  return `${time}  ${started} devices: ${[...states, ...other].join(', ')}; ${acknowledged} records acknowledged, ${waiting} waiting; ${megabytes} MB`;
}

/** A thousand devices say the same things: each kind of trouble is said once. */
function counted(): (event: string, facts?: Record<string, unknown>) => void {
  const said = new Set<string>();
  return (event, facts = {}) => {
    const kind = `${event} ${facts.trouble ?? facts.code ?? ''}`;
    if (said.has(kind)) return;
    said.add(kind);
    process.stderr.write(`${JSON.stringify({ event, ...facts })}\n`);
  };
}
