/**
 * The packed tray with its real Electron, driven by Playwright (`npm run test:desktop`). Pending where Electron's binary
 * is not installed, because it comes from a place that not every build machine reaches.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { _electron, type ElectronApplication } from 'playwright-core';
import { ChannelService } from '../support/channel-service.ts';
import { drivable, fusesOf, packedTray } from '../support/packed-tray.ts';
import { until } from '../support/until.ts';

const root = join(import.meta.dirname, '..', '..');
const packages = join(root, 'node_modules');
const packed = packedTray(join(root, 'agent', 'tray', 'dist-packed'));

describe('the packed tray, in Electron', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let service: ChannelService | undefined;
  let tray: ElectronApplication;

  before(async function () {
    if (packed === undefined) {
      if (process.env.GITHUB_ACTIONS !== undefined) throw new Error('There is no packed tray.');
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
    const executablePath = drivable(packages, packed, join(folder, 'driven'));
    // With its sandbox, which Playwright leaves out on Linux unless it is asked.
    tray = await _electron.launch({
      ...{ executablePath, chromiumSandbox: true, env },
      args: [`--user-data-dir=${join(folder, 'user')}`],
    });
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

  it('has its fuses set', () => {
    if (packed === undefined) throw new Error('There is no packed tray.');
    const { EnableNodeCliInspectArguments, ...others } = fusesOf(
      packages,
      join(packed.folder, packed.program),
    );
    expect(EnableNodeCliInspectArguments).to.equal('Disabled');
    expect(others).to.include({
      ...{ RunAsNode: 'Disabled', EnableNodeOptionsEnvironmentVariable: 'Disabled' },
      ...{ OnlyLoadAppFromAsar: 'Enabled', EnableEmbeddedAsarIntegrityValidation: 'Enabled' },
    });
  });
});
