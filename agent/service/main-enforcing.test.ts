import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { scriptedMachine } from '../../test/support/scripted-machine.ts';
import { checkedLines, examineDevice } from './cli-doctor.ts';
import { release } from './cli-enforcement.ts';
import type { AgentConfig } from './config.ts';
import type { Plan } from './controls/plan.ts';
import { ledgerFile, openEnforcing } from './main-enforcing.ts';
import { Outbox } from './outbox.ts';

describe('enforcement on a machine', () => {
  let data: string;
  let config: AgentConfig;
  let outbox: Outbox;
  before(function () {
    if (process.getuid === undefined) this.skip();
  });
  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), 'caretaker-enforcing-'));
    config = { data, name: undefined, proxy: undefined, platform: process.platform };
    outbox = new Outbox({ path: join(data, 'outbox.db'), now: Date.now });
  });
  afterEach(() => {
    for (const stop of stops.splice(0)) stop();
    rmSync(data, { recursive: true, force: true });
  });

  const stops: (() => void)[] = [];
  const opened = async (watchOnly = false, privileged = true) => {
    const options = { watchOnly, log: () => {} };
    const enforcing = await openEnforcing(config, scriptedMachine({ privileged }), outbox, options);
    stops.push(() => enforcing.safety.stop());
    return enforcing;
  };
  const plan = (text: string): Plan => ({
    how: 'enforced',
    wanted: [
      {
        setting: { kind: 'file', path: join(data, 'etc', 'rules') },
        value: { kind: 'file', text, mode: 0o644 },
      },
    ],
  });

  it('has no ledger until something is set, and then one that only its owner reads', async () => {
    const { hands, close } = await opened();
    expect(hands?.holds('some-control')).to.equal(false);
    expect(existsSync(ledgerFile(data))).to.equal(false);
    expect(await hands?.bring('some-control', plan('block'), 1)).to.include({ kind: 'in_place' });
    expect(statSync(ledgerFile(data)).mode & 0o777).to.equal(0o600);
    await close();
    outbox.close();
  });

  it('is not there where only looking is allowed, or without privilege', async () => {
    for (const one of [await opened(true), await opened(false, false)]) expect(one.hands).to.equal(undefined);
    outbox.close();
  });

  it('changes nothing more once the ledger cannot be read, and says so', async () => {
    writeFileSync(ledgerFile(data), 'this is no database, however long it is'.repeat(100));
    const { hands, close } = await opened();
    expect(hands?.holds('some-control')).to.equal(true);
    const brought = await hands?.bring('some-control', plan('block'), 1);
    expect(brought).to.include({ kind: 'kept', reason: 'ledger_unreadable' });
    expect((await hands?.release('some-control'))?.map(one => one.reason)).to.deep.equal(['not_put_back']);
    expect(existsSync(join(data, 'etc'))).to.equal(false);
    await close();
    outbox.close();
    const said = checkedLines(await examineDevice(config)).join('\n');
    expect(said).to.contain('Nothing more is enforced. Keep the file');
  });

  it('is put back by the command that an uninstaller calls, byte for byte', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const file = join(data, 'rules');
    writeFileSync(file, Buffer.from([0xff, 0x00, 0x0a]), { mode: 0o640 });
    const { hands, close } = await opened();
    const value = { kind: 'file', text: 'block', mode: 0o600 } as const;
    await hands?.bring(
      'some-control',
      { how: 'enforced', wanted: [{ setting: { kind: 'file', path: file }, value }] },
      1,
    );
    expect(readFileSync(file, 'utf8')).to.equal('block');
    await close();
    const running = await release(config).catch(error => error.message);
    expect(running).to.contain('Stop it first');
    outbox.close();
    expect(await release(config)).to.deep.equal({
      lines: ['Everything Caretaker had set on this computer is as it was before.'],
      whole: true,
    });
    expect(readFileSync(file).toString('hex')).to.equal('ff000a');
    expect(statSync(file).mode & 0o777).to.equal(0o640);
    expect((await release(config)).lines).to.deep.equal(['Caretaker has set nothing on this computer.']);
  });

  it('is told by the doctor what somebody keeps changing', async () => {
    const { hands, close } = await opened();
    const file = join(data, 'etc', 'rules');
    const set = () => hands?.bring('some-control', plan('block'), 1);
    await set();
    for (let i = 0; i < 2; i += 1) {
      writeFileSync(file, 'theirs');
      await set();
    }
    await close();
    outbox.close();
    const found = await examineDevice(config);
    expect(found.some(one => !one.well)).to.equal(true);
    expect(checkedLines(found).join('\n')).to.contain('The ledger is whole: 1 settings');
  });
});
