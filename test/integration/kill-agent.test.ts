/**
 * Agents, this computer's own among them, are killed again and again while they look, save and send: what they saved
 * arrives once, and they stay who they are.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { ConsoleProcess } from '../support/console-process.ts';
import { until } from '../support/until.ts';

const simulated = 12;
const devices = simulated + 1;
const kills = 20;
const program = new URL('../../caretaker.ts', import.meta.url).pathname;

describe('agents killed while they send', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-agents-'));
  const fleetData = join(folder, 'fleet');
  const ownData = join(folder, 'own');
  let running: ConsoleProcess;
  let agents: ChildProcess[] = [];

  before(async () => {
    running = await ConsoleProcess.start(join(folder, 'console'));
    const code = await running.code(devices);
    const env = { ...process.env, CARETAKER_DATA: ownData };
    await promisify(execFile)(process.execPath, [program, 'enrol', running.deviceUrl, code], { env });
    agents = [simulate({ code }), own()];
    await running.approveAll(devices);
    await until('all are connected', async () => (await connectedDevices()) === devices);
  });

  after(async () => {
    await end('SIGKILL');
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`after ${kills} kills what each had saved is stored once, under the same device`, async () => {
    const before = await deviceIds();
    for (let kill = 0; kill < kills; kill++) {
      await new Promise(resolve => setTimeout(resolve, 700 + 130 * (kill % 9)));
      await end('SIGKILL');
      agents = [simulate(), own()];
    }
    await end('SIGKILL');
    agents = [simulate({ changeEvery: 0 }), own()];
    await until('all are back', async () => (await connectedDevices()) === devices, 60_000);
    await until('everything is sent', async () => stored() === (await settled(stored)), 60_000);
    await end('SIGTERM');

    const kept = saved();
    const times = storedRecords();
    expect(kept.length).to.equal(devices);
    expect(await deviceIds(), 'no clone, no newcomer').to.deep.equal(before);
    const ids = kept.flatMap(one => one.ids);
    expect(ids.length).to.be.greaterThan(devices * 5);
    expect(kept[0]?.ids.length, 'of this computer itself').to.be.greaterThan(5);
    expect(ids.filter(id => times.get(id) !== 1)).to.deep.equal([]);
    expect(kept.map(one => one.waiting)).to.deep.equal(Array(devices).fill(0));
    expect(times.size, 'nothing is stored that no device saved').to.equal(ids.length);
  });

  function simulate({ code, changeEvery = 1 }: { code?: string; changeEvery?: number } = {}): ChildProcess {
    const first = code === undefined ? [] : ['--url', running.deviceUrl, '--code', code];
    const words = [
      'simulate',
      '--devices',
      String(simulated),
      '--data',
      fleetData,
      '--change-every',
      String(changeEvery),
      '--ramp',
      '0',
    ];
    return spawn(process.execPath, [program, ...words, ...first], { stdio: 'ignore' });
  }

  /** The agent as a device runs it, on this computer, which it only looks at. */
  function own(): ChildProcess {
    return spawn(process.execPath, [program, 'agent', '--watch-only', '--data', ownData], {
      stdio: 'ignore',
    });
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const alive = agents.filter(child => child.exitCode === null && child.signalCode === null);
    const ended = alive.map(child => new Promise(resolve => child.once('exit', resolve)));
    for (const child of alive) child.kill(signal);
    await Promise.all(ended);
  }

  async function connectedDevices(): Promise<number> {
    return (await running.ask('GET', '/summary')).body.devices.connected;
  }

  async function deviceIds(): Promise<string[]> {
    const list = await running.ask('GET', '/devices');
    return list.body.items.map((item: { id: string }) => item.id).sort();
  }

  /** Each outbox as its file has it; acknowledged records stay in it for seven days. */
  function saved(): { ids: string[]; waiting: number }[] {
    const folders = [ownData, ...readdirSync(fleetData).map(name => join(fleetData, name))];
    return folders.map(one => {
      const db = new DatabaseSync(join(one, 'outbox.db'));
      const rows = db.prepare('select id, acknowledged_at from record').all();
      db.close();
      return {
        ids: rows.map(row => String(row.id)),
        waiting: rows.filter(row => row.acknowledged_at === null).length,
      };
    });
  }

  const stored = () => storedRecords().size;

  /** The figure after a second. */
  async function settled(figure: () => number): Promise<number> {
    await new Promise(resolve => setTimeout(resolve, 1000));
    return figure();
  }

  function storedRecords(): Map<string, number> {
    const db = new DatabaseSync(join(folder, 'console', 'console.sqlite'), { readOnly: true });
    const rows = db.prepare('select id from device_record').all();
    db.close();
    const times = new Map<string, number>();
    for (const row of rows) times.set(String(row.id), (times.get(String(row.id)) ?? 0) + 1);
    return times;
  }
});
