/** The agent as it is installed, with its unit's own flags and environment, must stay small beside a school's programs. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { ConsoleProcess } from '../support/console-process.ts';
import { until } from '../support/until.ts';

const installer = new URL('../../installers/linux/', import.meta.url).pathname;
const idleMs = 15_000;
const cpuMs = 10_000;
/** Linux counts processor time in hundredths of a second. */
const ticksPerSecond = 100;

interface Memory {
  total: number;
  anonymous: number;
  file: number;
}

const linux = process.platform === 'linux';

describe('the installed agent, connected and idle', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-footprint-'));
  const release = join(folder, 'release');
  const data = join(folder, 'agent');
  const node = join(release, 'bin', 'node');
  const unit = readUnit();
  const started: ChildProcess[] = [];
  let running: ConsoleProcess;
  let agent = 0;

  before(async function () {
    if (!linux) this.skip();
    execFileSync(process.execPath, [join(installer, 'stage.ts'), 'agent', release]);
    running = await ConsoleProcess.start(join(folder, 'console'));
    run('enrol', running.deviceUrl, await running.code(1));
    agent = start([...unit.flags, join(release, unit.program), '--watch-only']);
    await running.approveAll(1);
    await until('its first reports are acknowledged', reported, 90_000);
    await pause(idleMs);
  });

  after(async () => {
    for (const child of started) child.kill('SIGKILL');
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds less than 62 MB', async () => {
    const bare = start(['-e', 'setInterval(() => {}, 60_000)']);
    await pause(2000);
    const held = memoryOf(agent);
    process.stdout.write(`      agent ${words(held)}; Node alone ${words(memoryOf(bare))}\n`);
    expect(status().link.state).to.equal('connected');
    expect(held.total).to.be.below(62);
  });

  it('uses less than 0.5 % of a processor', async () => {
    const before = ticksOf(agent);
    await pause(cpuMs);
    const share = (ticksOf(agent) - before) / ticksPerSecond / (cpuMs / 1000);
    process.stdout.write(`      ${(share * 100).toFixed(2)} % over ${cpuMs / 1000} s\n`);
    expect(share).to.be.below(0.005);
  });

  function environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, HOME: folder, ...unit.environment, CARETAKER_DATA: data };
  }

  function start(words: string[]): number {
    const child = spawn(node, words, { env: environment(), stdio: 'ignore' });
    started.push(child);
    return child.pid ?? 0;
  }

  function run(...words: string[]): void {
    execFileSync(node, [join(release, 'caretaker.js'), ...words], { env: environment() });
  }

  function status() {
    return JSON.parse(readFileSync(join(data, 'status.json'), 'utf8'));
  }

  /** Its inventory, the largest that it ever reads, is at the console too. */
  async function reported(): Promise<boolean> {
    const [device] = (await running.ask('GET', '/devices')).body.items;
    if (device === undefined || !existsSync(join(data, 'status.json'))) return false;
    const software = await running.ask('GET', `/devices/${device.id}/software`);
    const { link, waiting, findings } = status();
    const all = link?.state === 'connected' && waiting === 0 && findings.length > 0;
    return all && software.body.items?.length > 0;
  }
});

/** The flags of Node and the environment with which systemd starts it. */
function readUnit(): { flags: string[]; program: string; environment: Record<string, string> } {
  const text = readFileSync(join(installer, 'systemd', 'caretaker-agent.service'), 'utf8');
  const [, ...words] = (/^ExecStart=(.+)$/m.exec(text)?.[1] ?? '').split(' ');
  const assigned = [...text.matchAll(/^Environment=(.+)$/gm)].flatMap(match => (match[1] ?? '').split(' '));
  return {
    flags: words.filter(word => word.startsWith('--')),
    program: basename(words.find(word => !word.startsWith('--')) ?? ''),
    environment: Object.fromEntries(assigned.map(one => one.split('=', 2))),
  };
}

function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(text)?.[1]) / 1024;
  return { total: megabytes('VmRSS'), anonymous: megabytes('RssAnon'), file: megabytes('RssFile') };
}

const words = ({ total, anonymous, file }: Memory) =>
  `${total.toFixed(1)} MB (${anonymous.toFixed(1)} of its own, ${file.toFixed(1)} of files)`;

/** Processor time so far, in ticks. */
function ticksOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
