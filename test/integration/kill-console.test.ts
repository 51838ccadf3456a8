/** The console is killed again and again while fifty devices send: nothing is lost, nothing is stored twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { systemClock } from '../../agent/service/system/clock.ts';
import { SimulatedDevice } from '../../agent/simulate/device.ts';
import { ConsoleProcess } from '../support/console-process.ts';
import { until } from '../support/until.ts';

const devices = 50;
const kills = 20;
/** The back-off's shortest waits, so that every kill meets devices that send. */
const hurried = { ...systemClock, random: () => Math.random() * 0.1 };

describe('a console killed while devices send', function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-kill-'));
  const fleet: SimulatedDevice[] = [];
  let running: ConsoleProcess;
  const sent = new Map<string, Set<string>>();
  let sending = true;

  before(async () => {
    running = await ConsoleProcess.start(join(folder, 'console'));
    const code = await running.code(devices);
    for (let index = 0; index < devices; index++) {
      const device = new SimulatedDevice({
        index,
        seed: 1000 + index,
        folder: undefined,
        console: { url: running.deviceUrl, code },
        log: () => {},
        clock: hurried,
      });
      fleet.push(device);
      device.agent.start();
    }
    await running.approveAll(devices);
    await until(
      'all devices are connected',
      () => fleet.every(d => d.agent.view().link?.state === 'connected'),
      60_000,
    );
  });

  after(async () => {
    sending = false;
    await Promise.all(fleet.map(device => device.agent.stop()));
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`after ${kills} kills every record is in its database exactly once`, async () => {
    const talking = fleet.map((device, index) => talk(device, index));
    for (let kill = 0; kill < kills; kill++) {
      await until('half the devices are connected', () => connected() >= devices / 2);
      await new Promise(resolve => setTimeout(resolve, 100 + 60 * (kill % 7)));
      await running.kill('SIGKILL');
      const acknowledged = acknowledgedEvents();
      const stored = storedEvents();
      const lost = [...acknowledged].filter(id => !stored.has(id));
      expect(lost, `acknowledged but not stored after kill ${kill + 1}`).to.deep.equal([]);
      await running.run();
    }
    sending = false;
    await Promise.all(talking);
    await until(
      'every record is acknowledged',
      () => fleet.every(device => device.outbox.waiting === 0),
      90_000,
    );
    const all = [...sent.values()].flatMap(ids => [...ids]);
    const stored = storedEvents();
    expect(all.length).to.be.greaterThan(1000);
    expect(all.filter(id => !stored.has(id))).to.deep.equal([]);
    expect([...stored.values()].filter(times => times !== 1)).to.deep.equal([]);
    expect(stored.size, 'nothing else was stored').to.equal(all.length);
  });

  const connected = () => fleet.filter(device => device.agent.view().link?.state === 'connected').length;

  /** Adds an event some five times a second until the last kill is over, and remembers its marker. */
  async function talk(device: SimulatedDevice, index: number): Promise<void> {
    const ids = new Set<string>();
    sent.set(String(index), ids);
    for (let count = 0; sending; count++) {
      const marker = `${index}-${count}`;
      device.outbox.event('test.marker', { marker });
      ids.add(marker);
      await new Promise(resolve => setTimeout(resolve, 100 + Math.random() * 200));
    }
  }

  /** Markers whose record the device was told is safe. */
  function acknowledgedEvents(): Set<string> {
    const waiting = new Set(
      fleet.flatMap(device =>
        device.outbox.next(0, 100_000, Number.MAX_SAFE_INTEGER).map(record => markerOf(record.body)),
      ),
    );
    const all = [...sent.values()].flatMap(ids => [...ids]);
    return new Set(all.filter(marker => !waiting.has(marker)));
  }

  /** Markers in the database, and how often each is there. */
  function storedEvents(): Map<string, number> {
    const db = new DatabaseSync(join(folder, 'console', 'console.sqlite'), { readOnly: true });
    const rows = db.prepare("select body from device_record where type = 'event'").all();
    db.close();
    const times = new Map<string, number>();
    for (const row of rows) {
      const marker = markerOf(String(row.body));
      if (marker !== '') times.set(marker, (times.get(marker) ?? 0) + 1);
    }
    return times;
  }

  function markerOf(body: string): string {
    return /"marker":"([^"]+)"/.exec(body)?.[1] ?? '';
  }
});
