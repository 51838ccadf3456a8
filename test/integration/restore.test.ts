/** The console's database is lost and an older copy put back: devices return without being enrolled again. */
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { SimulatedDevice } from '../../agent/simulate/device.ts';
import { ConsoleProcess } from '../support/console-process.ts';
import { until } from '../support/until.ts';

const devices = 8;

describe('a console that was restored', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-restore-'));
  const database = join(folder, 'console', 'console.sqlite');
  const fleet: SimulatedDevice[] = [];
  let running: ConsoleProcess;
  const connected = () => fleet.every(device => device.agent.view().link?.state === 'connected');
  const quiet = () => fleet.every(device => device.outbox.waiting === 0);

  before(async () => {
    running = await ConsoleProcess.start(join(folder, 'console'));
    const code = await running.code(devices);
    for (let index = 0; index < devices; index++) {
      const device = new SimulatedDevice({
        index,
        seed: 1 + index,
        folder: undefined,
        console: { url: running.deviceUrl, code },
        log: () => {},
      });
      fleet.push(device);
      device.agent.start();
    }
    await running.approveAll(devices);
    await until('all are connected', connected);
  });

  after(async () => {
    await Promise.all(fleet.map(device => device.agent.stop()));
    await running?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has every device back under its own record, and what the copy lacked', async () => {
    mark('before the copy');
    await until('the first events are acknowledged', quiet);
    await running.kill('SIGTERM');
    copyFileSync(database, join(folder, 'copy.sqlite'));
    await running.run();
    await until('all are back', connected);
    mark('after the copy');
    await until('the second events are acknowledged', quiet);
    const before = await deviceIds();

    await running.kill('SIGKILL');
    for (const ending of ['', '-wal', '-shm']) rmSync(`${database}${ending}`, { force: true });
    copyFileSync(join(folder, 'copy.sqlite'), database);
    await running.run();
    await until('all are back on the restored console', connected, 60_000);
    await until('what the copy lacked has come', () => count('after the copy') === devices, 60_000);

    expect(await deviceIds()).to.deep.equal(before);
    expect(count('before the copy')).to.equal(devices);
    expect((await running.ask('GET', '/queue')).body.items, 'nobody asks to be enrolled again').to.deep.equal(
      [],
    );
    const list = await running.ask('GET', '/devices');
    expect(list.body.items.map((d: { status: string }) => d.status)).to.deep.equal(
      Array(devices).fill('approved'),
    );
  });

  it('has them back from a backup alone, numbers policies on from above, and asks for what came after', async () => {
    const [file, secret] = [join(folder, 'console.backup'), join(folder, 'passphrase')];
    writeFileSync(secret, 'words that nobody guesses\n');
    await running.command('backup', file, '--passphrase-file', secret);
    const before = await deviceIds();
    await running.ask('PATCH', '/school', { timeZone: 'Europe/Dublin' });
    const { number } = await policy();
    expect(number, 'a policy that the backup does not know').to.be.above(1);
    await running.kill('SIGTERM');
    await running.run();
    await until('all have the new policy', () =>
      fleet.every(one => one.agent.view().policyNumber === number),
    );
    mark('after the backup');
    await until('the third events are acknowledged', quiet);

    await running.kill('SIGKILL');
    rmSync(running.data, { recursive: true });
    await running.command('restore', file, '--passphrase-file', secret);
    await running.run();
    await until('all are back on the restored console', connected, 60_000);
    await until('what the backup lacked has come', () => count('after the backup') === devices, 60_000);
    expect(await deviceIds()).to.deep.equal(before);
    expect((await running.ask('GET', '/queue')).body.items).to.deep.equal([]);
    await until('all have a policy of a higher number', () =>
      fleet.every(one => one.agent.view().policyNumber > number),
    );
    expect(await running.command('doctor')).to.match(/^ok {3}The last backup of this console was made on /);
  });

  async function policy(): Promise<{ number: number }> {
    const groups = await running.ask('GET', '/groups');
    return (await running.ask('GET', `/groups/${groups.body.items[0].id}/policy`)).body;
  }

  function mark(text: string): void {
    for (const device of fleet) device.outbox.event('test.marker', { marker: text });
  }

  function count(text: string): number {
    const db = new DatabaseSync(database, { readOnly: true });
    const row = db
      .prepare("select count(*) as n from device_record where type = 'event' and body like ?")
      .get(`%${text}%`);
    db.close();
    return Number(row?.n);
  }

  async function deviceIds(): Promise<string[]> {
    const list = await running.ask('GET', '/devices');
    return list.body.items.map((item: { id: string }) => item.id).sort();
  }
});
