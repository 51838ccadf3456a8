import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChannelService, myself } from '../../test/support/channel-service.ts';
import { ElectronStandIn } from '../../test/support/electron-stand-in.ts';
import { until } from '../../test/support/until.ts';
import { ipc } from './bridge.ts';
import { Shell } from './shell.ts';

describe('what the tray offers where a desktop shows no icon', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let electron: ElectronStandIn;
  let shell: Shell;

  const begin = async (door: string, opens: boolean) => {
    electron = new ElectronStandIn();
    const config = { door, uid: myself, platform: process.platform, lockKeys: 'Super+L' };
    shell = new Shell(electron.parts, { config, folder, preload: '', opens });
    await shell.start();
  };
  const addresses = () => electron.windows.map(({ url }) => url);
  const choose = (key: string, more = {}) =>
    electron.ipc.emit(ipc.choose, electron.from(electron.windows[0], more), key);
  afterEach(() => shell.stop());
  after(() => rmSync(folder, { recursive: true }));

  it('is the icon’s whole menu, on the page that the desktop’s own menu opens, and nothing that is not offered', async () => {
    const service = await new ChannelService().start();
    try {
      service.presents = { most: 60, until: null };
      await begin(service.path(), false);
      const isOffered = () => {
        service.channel.changed();
        service.clock.pass(60);
        return electron.menu.length > 3;
      };
      await until('it is offered', isOffered, 5000, 20);
      expect(electron.windows).to.deep.equal([]);
      electron.app.emit('second-instance');
      expect(addresses()).to.deep.equal(['caretaker://tray/report']);
      const told = electron.handlers.get(ipc.menu);
      const offered = (await told?.(electron.from(electron.windows[0]))) as { words: string }[];
      expect(offered.map(({ words }) => words)).to.deep.equal(electron.menu.map(({ label }) => label));
      expect(await told?.(electron.from(electron.windows[0], { parent: {} }))).to.deep.equal([]);
      for (const odd of ['signOut', 'program', 'link', '', 'constructor']) choose(odd);
      choose('problem', { parent: {} });
      expect(addresses()).to.have.length(1);
      for (const key of ['rules', 'problem', 'presenting']) choose(key);
      expect(addresses().slice(1)).to.deep.equal([
        'caretaker://tray/rules',
        'caretaker://tray/help?for=problem',
        'caretaker://tray/help?for=presenting',
      ]);
      choose('lockNow');
      await until('it is asked', () => service.asked.some(({ what }) => what.verb === 'lock'), 2000, 5);
    } finally {
      service.stop();
    }
  });

  it('reminds of the keys that lock the screen, and leaves them to the desktop', async () => {
    await begin(join(folder, 'none', '1.sock'), false);
    const [lock, ...rest] = electron.menu;
    expect(lock).to.include({ label: 'Lock now', accelerator: 'Super+L', registerAccelerator: false });
    for (const entry of rest) expect(entry).to.have.all.keys('label', 'click');
  });

  it('comes at once to whoever starts it there, also without a service, and to nobody at sign-in', async () => {
    await begin(join(folder, 'none', '1.sock'), true);
    expect(addresses()).to.deep.equal(['caretaker://tray/report']);
    shell.stop();
    await begin(join(folder, 'none', '1.sock'), false);
    expect(addresses()).to.deep.equal([]);
  });
});
