/** The agent as it is installed, with its unit's own flags and environment, must stay small beside a school's programs. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ConsoleProcess } from '../../support/console-process.ts';
import { InstalledAgent, memoryOf, memoryWords, processorMs } from '../../support/installed-agent.ts';
import { until } from '../../support/until.ts';

/** Longer than the service waits before it gives back what its first look needed. */
const idleMs = 25_000;
const cpuMs = 10_000;

const linux = process.platform === 'linux';

describe('the installed agent, connected and idle', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-footprint-'));
  let installed: InstalledAgent;
  let running: ConsoleProcess;
  let agent = 0;

  before(async function () {
    if (!linux) this.skip();
    installed = new InstalledAgent(folder);
    running = await ConsoleProcess.start(join(folder, 'console'));
    installed.command('enrol', running.deviceUrl, await running.code(1));
    agent = installed.start();
    await running.approveAll(1);
    await until('its first reports are acknowledged', reported, 90_000);
    await pause(idleMs);
  });

  after(async () => {
    installed?.kill();
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds less than 62 MB', async () => {
    const bare = installed.startNode(['-e', 'setInterval(() => {}, 60_000)']);
    await pause(2000);
    const held = memoryOf(agent);
    process.stdout.write(`      agent ${memoryWords(held)}; Node alone ${memoryWords(memoryOf(bare))}\n`);
    expect(status().link.state).to.equal('connected');
    expect(held.total).to.be.below(62);
  });

  it('uses less than 0.5 % of a processor', async () => {
    const before = processorMs(agent);
    await pause(cpuMs);
    const share = (processorMs(agent) - before) / cpuMs;
    process.stdout.write(`      ${(share * 100).toFixed(2)} % over ${cpuMs / 1000} s\n`);
    expect(share).to.be.below(0.005);
  });

  function status() {
    return JSON.parse(readFileSync(join(installed.data, 'status.json'), 'utf8'));
  }

  /** Its inventory, the largest that it ever reads, is at the console too. */
  async function reported(): Promise<boolean> {
    const [device] = (await running.ask('GET', '/devices')).body.items;
    if (device === undefined || !existsSync(join(installed.data, 'status.json'))) return false;
    const software = await running.ask('GET', `/devices/${device.id}/software`);
    const { link, waiting, findings } = status();
    const all = link?.state === 'connected' && waiting === 0 && findings.length > 0;
    return all && software.body.items?.length > 0;
  }
});

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));
