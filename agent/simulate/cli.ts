/** `caretaker simulate`: honest devices for demonstrations, tests and load. Only their machines are made up. */
import { type Command, InvalidArgumentError } from 'commander';
import type { Fleet, FleetOptions } from './fleet.ts';

interface Flags {
  devices: number;
  url?: string;
  code?: string[];
  data?: string;
  changeEvery: number;
  ramp?: number;
  every: number;
}

const summaryStates = ['connected', 'waiting', 'connecting', 'offline', 'stopped'];

/** Something that a person can put right. */
class SimulateTrouble extends Error {}

export function addSimulateCommand(program: Command): void {
  program
    .command('simulate')
    .description(
      'run simulated devices: the real agent over the real protocol, on machines that do not exist',
    )
    .requiredOption('--devices <number>', 'how many', whole(1, 18_000))
    .option('--url <address>', 'the console’s address for devices: wss://localhost:8443')
    .option('--code <codes...>', 'enrolment codes with as many uses together as there are devices')
    .option('--data <folder>', 'keep them here, so that the same devices come back the next time')
    .option(
      '--change-every <seconds>',
      'each device changes about this often; 0 for never',
      whole(0, 86_400),
      0,
    )
    .option('--ramp <seconds>', 'start them over this long (50 a second otherwise)', whole(0, 3600))
    .option('--every <seconds>', 'print a line this often', whole(1, 3600), 5)
    .action(simulate);
}

function whole(least: number, most: number) {
  return (text: string) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
}

async function simulate(flags: Flags): Promise<void> {
  const { Fleet } = await import('./fleet.ts');
  const fleet = new Fleet({
    devices: flags.devices,
    console: await consoleOf(flags),
    data: flags.data,
    changeEverySeconds: flags.changeEvery,
    rampSeconds: flags.ramp ?? flags.devices / 50,
    log: counted(),
  });
  const line = setInterval(() => process.stdout.write(`${summary(fleet)}\n`), flags.every * 1000);
  const stop = () => {
    clearInterval(line);
    process.stdout.write(`${summary(fleet)}\n`);
    void fleet.stop().then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  await fleet.start();
}

async function consoleOf({ url, code, data }: Flags): Promise<FleetOptions['console']> {
  const { consoleAddress } = await import('../service/main-enrol.ts');
  const { deriveCode } = await import('../service/console-link/opening.ts');
  if (url === undefined && code === undefined && data !== undefined) return undefined;
  const address = consoleAddress(url ?? '');
  if (address === undefined || code === undefined || code.length === 0)
    throw new SimulateTrouble(
      'Give --url and --code (made on the console’s Enrol page, with enough uses), or --data of an earlier run.',
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
