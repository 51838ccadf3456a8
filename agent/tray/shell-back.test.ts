import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ElectronStandIn } from '../../test/support/electron-stand-in.ts';
import { until } from '../../test/support/until.ts';
import { Shell } from './shell.ts';

const myself = process.getuid?.() ?? 0;

describe('the tray that was away', () => {
  it('asks for the service at once after sleep, at an unlocked screen, and when its person has the screen back', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'ct-'));
    const door = join(folder, `${myself}.sock`);
    const electron = new ElectronStandIn();
    const config = { door, uid: myself, platform: process.platform };
    const shell = new Shell(electron.parts, { config, folder, preload: '' });
    let greetings = 0;
    // A service of another age, to which a tray comes back only after half a minute.
    const older = createServer(socket => {
      greetings += 1;
      socket.on('error', () => {});
      socket.end('{"kind":"other_version","version":1}\n');
    });
    await new Promise<void>(resolve => older.listen(door, resolve));
    try {
      await shell.start();
      for (const [at, name] of ['', 'resume', 'unlock-screen', 'user-did-become-active'].entries()) {
        electron.power.emit(name);
        await until(`it asks: ${name}`, () => greetings === at + 1, 3000, 5);
        await new Promise(resolve => setTimeout(resolve, 50));
      }
      expect(greetings).to.equal(4);
    } finally {
      shell.stop();
      older.close();
      rmSync(folder, { recursive: true });
    }
  });
});
