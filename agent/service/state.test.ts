import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import * as z from 'zod';
import { fileCell, openState } from './state.ts';

const schema = z.object({ n: z.number() });

describe('what a device must never lose', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'state-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const aCell = () => fileCell(join(folder, 'value.json'), schema);

  it('is read back as it was written, and is nothing before', () => {
    expect(aCell().read()).to.equal(undefined);
    aCell().write({ n: 1 });
    aCell().write({ n: 2 });
    expect(aCell().read()).to.deep.equal({ n: 2 });
  });

  it('can be read by its owner only', function () {
    if (process.platform === 'win32') this.skip();
    const state = openState(join(folder, 'data'));
    state.session.write({ chain: 'c', schoolId: 's', groupId: 'g', heartbeatMs: 1, reconnectSpreadMs: 1 });
    expect(statSync(join(folder, 'data')).mode & 0o777).to.equal(0o700);
    expect(statSync(join(folder, 'data', 'session.json')).mode & 0o777).to.equal(0o600);
  });

  it('is read from the backup when the file is damaged, and the damage never replaces the backup', () => {
    aCell().write({ n: 1 });
    aCell().write({ n: 2 });
    writeFileSync(join(folder, 'value.json'), '{"n": 3');
    expect(aCell().read()).to.deep.equal({ n: 1 });
    aCell().write({ n: 4 });
    writeFileSync(join(folder, 'value.json'), '');
    expect(aCell().read()).to.deep.equal({ n: 1 });
  });

  it('is an error, not a new beginning, when file and backup are damaged', () => {
    aCell().write({ n: 1 });
    writeFileSync(join(folder, 'value.json'), 'rubbish');
    writeFileSync(join(folder, 'value.json.bak'), 'rubbish');
    expect(() => aCell().read()).to.throw(/cannot read/);
  });

  it('is gone with its backup when it is removed', () => {
    aCell().write({ n: 1 });
    aCell().write({ n: 2 });
    aCell().remove();
    expect(readdirSync(folder)).to.be.empty;
    expect(aCell().read()).to.equal(undefined);
  });

  it('is the old value or the new one, whenever its process is killed', async () => {
    const source = `
      import { fileCell } from ${JSON.stringify(new URL('./state.ts', import.meta.url).href)};
      import { z } from 'zod';
      const cell = fileCell(${JSON.stringify(join(folder, 'value.json'))}, z.object({ n: z.number() }));
      for (let n = cell.read()?.n ?? 0; ; ) { cell.write({ n: ++n }); process.stdout.write(n + '\\n'); }
    `;
    for (const writes of [10, 25, 40]) {
      const before = aCell().read()?.n ?? 0;
      const child = spawn(process.execPath, ['--input-type=module', '-e', source]);
      let told = 0;
      for await (const line of createInterface(child.stdout)) {
        told = Number(line);
        if (told === before + writes) child.kill('SIGKILL');
      }
      if (child.signalCode === null) await once(child, 'exit');
      expect(aCell().read()?.n)
        .to.be.at.least(told)
        .and.at.least(before + writes);
    }
  });
});
