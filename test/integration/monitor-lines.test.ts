import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { JsonLines } from '../support/lab/json-lines.ts';

describe('the lines of a machine’s monitor', () => {
  it('are all read, in order, also those that come at once while somebody waits for the first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'caretaker-lines-'));
    const server = createServer(socket => {
      socket.on('data', () => socket.write('{"event":"STOP"}\n{"event":"RESUME"}\n{"return":{}}\n'));
      socket.on('error', () => {});
    }).listen(join(folder, 'socket'));
    await once(server, 'listening');
    const lines = await JsonLines.open(join(folder, 'socket'), 5000);
    lines.send({ execute: 'savevm' });
    const said = [await lines.next(2000), await lines.next(2000), await lines.next(2000)];
    expect(said).to.deep.equal([{ event: 'STOP' }, { event: 'RESUME' }, { return: {} }]);
    lines.close();
    server.close();
    rmSync(folder, { recursive: true });
  });
});
