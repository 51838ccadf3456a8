/**
 * `npm run bench:agent`: what the installed service weighs beside a school's programs, with every control watching.
 * `npm run bench:agent -- idle` or `-- growth` for one half. Prints each figure with its spread and a floor from the same run, and ends with 1 when a limit is broken.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeKey } from '../../agent/service/identity.ts';
import { openState } from '../../agent/service/state.ts';
import { controls } from '../../shared/controls/index.ts';
import { policyDocument } from '../../shared/policy.ts';
import { InstalledAgent, type Memory, memoryOf, processorMs } from '../support/installed-agent.ts';
import { SmallConsole } from '../support/small-console.ts';
import { until } from '../support/until.ts';

const limits = { residentMb: 62, growthMb: 1, processorShare: 0.0005 };
/** `between` is printed, not judged: it shows whether what grows goes on growing. */
const hurried = { from: 200, between: [400, 600, 800], to: 1000 };
const quietMs = 60_000;
const windows = 3;

const say = (line = '') => process.stdout.write(`${line}\n`);
const folder = mkdtempSync(join(tmpdir(), 'caretaker-bench-'));
const rounds = join(folder, 'rounds');
const school = new SmallConsole();
let broken = 0;

/** Smallest, middle and largest. */
function spread(values: number[]): { low: number; middle: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { low: at(0), middle: at(0.5), high: at(1) };
}

async function sampled<T>(times: number, everyMs: number, take: () => T): Promise<T[]> {
  const taken: T[] = [];
  for (let i = 0; i < times; i++) {
    taken.push(take());
    await sleep(everyMs);
  }
  return taken;
}

function judged(what: string, value: number, limit: number, words: string): void {
  const good = value < limit;
  if (!good) broken++;
  say(`${good ? 'ok  ' : 'OVER'} ${what}: ${words}`);
}

const figures = ({ low, middle, high }: ReturnType<typeof spread>, digits: number) =>
  `${middle.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;

function sayMemory(who: string, taken: Memory[]): ReturnType<typeof spread> {
  const total = spread(taken.map(one => one.total));
  const own = spread(taken.map(one => one.anonymous));
  say(`     ${who}: ${figures(total, 1)} MB resident, ${own.middle.toFixed(1)} of its own`);
  return total;
}

/** The data folder of a device that was approved and watches with every control. */
function enrol(data: string): void {
  const deviceId = crypto.randomUUID();
  const key = makeKey();
  const known = { deviceId, key: key.publicKey, status: 'approved' as const, chain: null, chainBefore: null };
  school.devices.set(deviceId, { ...known, records: new Map() });
  openState(data).identity.write({
    ...{ key, url: school.url, pin: { fingerprint: '', key: school.key }, status: 'approved' },
    ...{ deviceId, code: null, previous: null },
  });
}

function watching() {
  const parts = controls.map(one => [one.key, { mode: 'watch' }]);
  return policyDocument.parse({
    ...{ number: 1, schoolId: 'school', groupId: 'group', issuedAt: Date.now(), timeZone: 'Europe/London' },
    controls: Object.fromEntries(parts),
  });
}

async function connected(start: () => number): Promise<number> {
  const hellos = school.count('hello');
  const pid = start();
  await until('the agent is in touch', () => school.count('hello') > hellos, 60_000);
  school.send('policy', school.policy(watching()));
  await until('it obeys the policy', () => school.last('applied')?.policyNumber === 1, 60_000);
  const reported = () => {
    const view = JSON.parse(readFileSync(join(folder, 'agent', 'status.json'), 'utf8'));
    return view.findings.length === controls.length && view.waiting === 0;
  };
  await until('everything is reported', reported, 120_000, 500);
  return pid;
}

async function idle(agent: InstalledAgent): Promise<void> {
  const pid = await connected(() => agent.start());
  const floor = agent.startNode(['-e', 'setInterval(() => {}, 60_000)']);
  say('in touch and idle, after its first round and inventory');
  // Longer than the service waits before it gives back what its first look needed.
  await sleep(30_000);
  sayMemory('Node alone', await sampled(5, 1000, () => memoryOf(floor)));
  const held = sayMemory('the service', await sampled(10, 1000, () => memoryOf(pid)));
  judged('resident', held.high, limits.residentMb, `${held.high.toFixed(1)} MB, under ${limits.residentMb}`);

  say(`between rounds, ${windows} times ${quietMs / 1000} s`);
  const shares = async (of: number) => {
    const before = processorMs(of);
    await sleep(quietMs);
    return (processorMs(of) - before) / quietMs;
  };
  const taken: { service: number; alone: number }[] = [];
  for (let i = 0; i < windows; i++) {
    const [service, alone] = await Promise.all([shares(pid), shares(floor)]);
    taken.push({ service, alone });
  }
  const percent = (of: 'service' | 'alone') => spread(taken.map(one => one[of] * 100));
  say(`     Node alone: ${figures(percent('alone'), 4)} % of a core`);
  const used = percent('service');
  const limit = limits.processorShare * 100;
  judged('processor', used.middle, limit, `${figures(used, 4)} % of a core, under ${limit}`);
  agent.kill();
}

async function growth(agent: InstalledAgent): Promise<void> {
  const preload = ['--require', new URL('hurry.cjs', import.meta.url).pathname];
  const at = [hurried.from, ...hurried.between, hurried.to];
  const pid = await connected(() => agent.start(preload, { HURRY_ROUNDS: rounds, HURRY_REST: at.join(',') }));
  await school.stop();
  say('hurried rounds with no console that could be reached, weighed while nothing new begins');
  const rests = () => {
    try {
      return Number(readFileSync(`${rounds}.rest`, 'utf8'));
    } catch {
      return 0;
    }
  };
  const held = new Map<number, number>();
  const begun = performance.now();
  for (const round of at) {
    await until(`round ${round}`, () => rests() === round, 1_200_000, 200);
    const taken = spread(await sampled(20, 250, () => memoryOf(pid).total));
    held.set(round, taken.middle);
    say(`     after round ${round}: ${figures(taken, 2)} MB resident`);
    writeFileSync(`${rounds}.go`, String(round));
  }
  const minutes = (performance.now() - begun) / 60_000;
  say(`     ${hurried.to} rounds of the screen lock, as of three days, in ${minutes.toFixed(1)} min`);
  const grown = (held.get(hurried.to) ?? 0) - (held.get(hurried.from) ?? 0);
  judged('growth', grown, limits.growthMb, `${grown.toFixed(2)} MB, under ${limits.growthMb}`);
}

const [processor] = cpus();
say(
  `${processor?.model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}`,
);
say('method: the bundled service with its unit’s flags and environment, /proc/PID/status and schedstat,');
say(`middle value with smallest and largest; the console is a small one in this process\n`);
const agent = new InstalledAgent(folder);
try {
  // As often as the console asks it of a small school's devices.
  school.welcome = { heartbeatMs: 15_000 };
  await school.start();
  enrol(agent.data);
  const only = process.argv[2];
  if (only !== 'growth') await idle(agent);
  if (only !== 'idle') await growth(agent);
} finally {
  agent.kill();
  rmSync(folder, { recursive: true, force: true });
}
process.exit(broken === 0 ? 0 : 1);
