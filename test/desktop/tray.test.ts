/**
 * The packed tray with its real Electron, driven by Playwright (`npm run test:desktop`). Pending where Electron's binary
 * is not installed, because it comes from a place that not every build machine reaches.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { _electron, type ElectronApplication } from 'playwright-core';
import { ChannelService } from '../support/channel-service.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const binaries: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux-unpacked/caretaker-tray',
  win32: 'win-unpacked/caretaker-tray.exe',
  darwin: 'mac/Caretaker tray.app/Contents/MacOS/Caretaker tray',
};
const packed = join(root, 'agent', 'tray', 'dist-packed', binaries[process.platform] ?? 'none');

describe('the packed tray, in Electron', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let service: ChannelService | undefined;
  let tray: ElectronApplication;

  before(async function () {
    if (!existsSync(packed)) {
      process.stdout.write(
        '      pending: there is no packed tray; npm run package:tray makes one where Electron can be fetched\n',
      );
      this.skip();
    }
    if (process.platform !== 'win32') service = await new ChannelService().start();
    const env = {
      ...process.env,
      CARETAKER_DATA: service === undefined ? folder : join(service.folder, '..'),
    } as Record<string, string>;
    tray = await _electron.launch({ executablePath: packed, args: [`--user-data-dir=${folder}`], env });
  });
  after(async () => {
    await tray?.close();
    service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts without a window', () => {
    expect(tray.windows()).to.deep.equal([]);
  });

  it('shows what the service tells, in a sandboxed window without Node', async function () {
    if (service === undefined) this.skip();
    const told = service;
    await until('it is greeted', () => told.watched.includes(true), 20_000, 50);
    told.scenes = [{ kind: 'lock_soon', at: Date.now() + 100_000 }];
    told.channel.changed();
    told.clock.pass(60);
    const window = await tray.firstWindow();
    await window.getByRole('button', { name: 'Lock now' }).click();
    await until('it asks', () => told.asked.some(({ what }) => what.verb === 'lock'), 5000, 50);
    expect(await window.evaluate(() => 'require' in globalThis || 'process' in globalThis)).to.equal(false);
  });

  it('has its fuses set', function () {
    const read = join(root, 'node_modules', '.bin', 'electron-fuses');
    if (!existsSync(read)) this.skip();
    const said = execFileSync(read, ['read', '--app', packed], {
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    for (const off of ['RunAsNode', 'EnableNodeOptionsEnvironmentVariable', 'EnableNodeCliInspectArguments'])
      expect(said).to.match(new RegExp(`${off} is Disabled`));
    expect(said).to.match(/OnlyLoadAppFromAsar is Enabled/);
  });
});
