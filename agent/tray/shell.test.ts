import type { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ChannelService, myself } from '../../test/support/channel-service.ts';
import { ElectronStandIn } from '../../test/support/electron-stand-in.ts';
import { until } from '../../test/support/until.ts';
import { ipc, type Shown } from './bridge.ts';
import { Shell } from './shell.ts';

const lockSoon = { kind: 'lock_soon' as const, at: Date.now() + 100_000 };
const off = { kind: 'switch_off' as const, at: Date.now() + 300_000, waits: 1 };

/** The shell under a stand-in of Electron, speaking to a real channel. */
describe('the tray’s shell, under a stand-in of Electron', () => {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let service: ChannelService;
  let electron: ElectronStandIn;
  let shell: Shell;

  beforeEach(async () => {
    for (const name of ['index.html', 'window.js', 'style.css']) writeFileSync(join(folder, name), name);
    service = await new ChannelService().start();
    electron = new ElectronStandIn();
    shell = new Shell(electron.parts, shellOptions());
  });
  const shellOptions = (more = {}) => {
    const config = { door: service.path(), uid: myself, platform: process.platform, ...more };
    return { config, folder, preload: '/preload.cjs' };
  };
  afterEach(() => {
    shell.stop();
    service.stop();
  });
  after(() => rmSync(folder, { recursive: true }));

  const notice = () =>
    electron.windows.find(({ url, isDestroyed }) => url.endsWith('/notice') && !isDestroyed);

  async function shows(...scenes: ChannelService['scenes']): Promise<void> {
    service.scenes = scenes;
    service.channel.changed();
    await until('the tray is greeted', () => service.watched.at(-1) === true, 2000, 5);
    service.channel.changed();
    await until(
      'it is told',
      () => {
        service.clock.pass(60);
        return (notice() !== undefined) === scenes.length > 0;
      },
      2000,
      5,
    );
  }

  it('is sandboxed before it is ready, and one for each session', async () => {
    await shell.start();
    expect(electron.did.indexOf('sandbox')).to.be.within(0, electron.did.indexOf('ready') - 1);
    expect(electron.did).to.include.members(['no dock', 'no acceleration']);
    const bar = process.platform === 'darwin' ? 'a bar of menus' : 'no bar of menus';
    expect(electron.did.indexOf(bar)).to.be.within(0, electron.did.indexOf('ready') - 1);
    electron.isSecond = true;
    const second = new Shell(electron.parts, shellOptions({ door: null }));
    electron.did.length = 0;
    await second.start();
    expect(electron.did).to.deep.equal(['quit']);
  });

  it('keeps no window while there is nothing to say, and destroys it afterwards', async () => {
    await shell.start();
    expect(electron.windows).to.deep.equal([]);
    await shows(off);
    const window = notice();
    expect(window?.shown).to.equal('no');
    electron.ipc.emit(ipc.ready, electron.from(window));
    expect(window?.webContents.sent[0]).to.deep.include({ name: ipc.shown });
    electron.ipc.emit(ipc.size, electron.from(window), 230.4);
    expect(window?.shown).to.equal('inactive');
    expect(window?.bounds).to.deep.equal({ width: 380, height: 230, x: 970, y: 482 });
    expect(window?.everywhere).to.include({ visibleOnFullScreen: true });
    // Whoever works by keys alone starts the tray once more, and then once more for the page.
    const again = () => [electron.app.emit('second-instance'), window?.shown, electron.windows.length];
    expect([...again(), ...again()]).to.deep.equal([true, 'active', 1, true, 'active', 2]);
    await shows();
    expect(window?.isDestroyed).to.equal(true);
  });

  it('leaves no empty window where a page cannot be shown or dies, and makes another for what is said next', async () => {
    await shell.start();
    await shows(off);
    const window = notice();
    window?.webContents.emit('render-process-gone', {}, { reason: 'oom' });
    expect(window?.isDestroyed).to.equal(true);
    await shows(off, lockSoon);
    expect(notice()).to.not.equal(undefined);
    electron.isBroken = true;
    electron.menu.find(({ label }) => label?.startsWith('What'))?.click?.();
    const report = electron.windows.at(-1);
    await until('it is gone', () => report?.isDestroyed === true, 2000, 5);
    electron.isBroken = false;
    electron.menu.find(({ label }) => label?.startsWith('What'))?.click?.();
    expect(electron.windows.at(-1)).to.not.equal(report);
  });

  it('stays in its corner, wholly on the screen, when screens change', async () => {
    await shell.start();
    await shows(off);
    electron.ipc.emit(ipc.size, electron.from(notice()), 5000);
    electron.workArea = { x: 100, y: 0, width: 300, height: 400 };
    for (const name of ['display-metrics-changed', 'display-removed']) electron.screenEvents.emit(name);
    expect(notice()?.bounds).to.deep.equal({ width: 268, height: 368, x: 116, y: 16 });
  });

  it('shows one thing at a time, the one that cannot wait first, and not again what was closed', async () => {
    await shell.start();
    await shows(off);
    const window = notice();
    electron.ipc.emit(ipc.ready, electron.from(window));
    await shows(off, lockSoon);
    const kind = () => {
      const given = window?.webContents.sent.at(-1)?.given as { scene: { kind: string } } | undefined;
      return given?.scene.kind;
    };
    await until('the lock comes first', () => kind() === 'lock_soon', 2000, 5);
    electron.ipc.emit(ipc.dismiss, electron.from(window));
    expect(kind()).to.equal('switch_off');
    electron.ipc.emit(ipc.dismiss, electron.from(window));
    expect(window?.isDestroyed).to.equal(true);
  });

  it('asks the service to look when somebody may be there, and only while a lock is near', async () => {
    await shell.start();
    electron.idleSeconds = 0;
    await shows(off);
    expect(service.asked).to.deep.equal([]);
    await shows(off, lockSoon);
    await until('it is asked', () => service.asked.some(({ what }) => what.verb === 'here'), 3000, 20);
  });

  it('passes on only verbs, from its own pages alone', async () => {
    await shell.start();
    await shows(lockSoon);
    const window = notice();
    const ask = electron.handlers.get(ipc.ask);
    const refused = { ok: false, why: 'not_possible' };
    expect(
      await ask?.(electron.from(window, { url: 'https://elsewhere.example/' }), { verb: 'lock' }),
    ).to.deep.equal(refused);
    expect(await ask?.(electron.from(window, { parent: {} }), { verb: 'lock' })).to.deep.equal(refused);
    expect(await ask?.({ sender: { id: 99_999 }, senderFrame: null }, { verb: 'lock' })).to.deep.equal(
      refused,
    );
    for (const odd of [
      { verb: 'hello', version: 2 },
      { verb: 'unlock' },
      'lock',
      null,
      { verb: 'lock', uid: 0 },
    ])
      expect(await ask?.(electron.from(window), odd)).to.deep.equal(refused);
    expect(service.asked).to.deep.equal([]);
    expect(await ask?.(electron.from(window), { verb: 'lock' })).to.deep.equal({ ok: true, why: null });
    expect(service.asked.map(({ what }) => what.verb)).to.deep.equal(['lock']);
  });

  it('grants no permission, opens no other window, goes to no other page, and neither loads nor downloads anything', async () => {
    await shell.start();
    await shows(off);
    let granted: boolean | undefined;
    electron.permission?.(answer => {
      granted = answer;
    });
    expect([granted, electron.permissionCheck?.(), electron.deviceCheck?.()]).to.deep.equal([
      false,
      false,
      false,
    ]);
    const contents = notice()?.webContents;
    expect(contents?.openHandler?.({ url: 'https://elsewhere.example' })).to.deep.equal({ action: 'deny' });
    const prevented = (events: Pick<EventEmitter, 'emit'> | undefined, name: string) => {
      let stopped = false;
      events?.emit(name, { preventDefault: () => (stopped = true) });
      return stopped;
    };
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview'])
      expect(prevented(contents, name), name).to.equal(true);
    expect(prevented(electron.sessionEvents, 'will-download')).to.equal(true);
    const cancelled = (url: string) => {
      let cancel: boolean | undefined;
      electron.before?.({ url }, answer => (cancel = answer.cancel));
      return cancel;
    };
    expect(cancelled('https://elsewhere.example/x.js')).to.equal(true);
    expect(cancelled('file:///etc/passwd')).to.equal(true);
    expect(cancelled('caretaker://tray/notice')).to.equal(false);
  });

  it('serves its own files under a strict policy, and nothing else', async () => {
    await shell.start();
    const page = electron.serve?.(new Request('caretaker://tray/notice'));
    expect(page?.headers.get('content-security-policy'))
      .to.contain("default-src 'none'")
      .and.not.contain('unsafe');
    expect(await page?.text()).to.equal('index.html');
    for (const path of ['/../shell.ts', '/main.cjs', '/constructor', '/'])
      expect(electron.serve?.(new Request(`caretaker://tray${path}`)).status, path).to.equal(404);
  });

  it('gives windows no Node, whatever else they are given', async () => {
    await shell.start();
    electron.menu.find(({ label }) => label === 'What this computer reports')?.click?.();
    await shows(off);
    expect(electron.windows).to.have.length(2);
    for (const { options } of electron.windows)
      expect(options.webPreferences).to.include({
        ...{
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webSecurity: true,
          devTools: false,
        },
      });
  });

  it('offers what anybody may do, and no way out', async () => {
    await shell.start();
    expect(electron.menu.map(({ label }) => label)).to.deep.equal([
      'Lock now',
      'The school’s rules',
      'What this computer reports',
    ]);
  });

  it('offers what this person may do besides, and opens a window for it that begins with what it was told', async () => {
    await shell.start();
    service.presents = { most: 60, until: null };
    await shows(off);
    await until('it is offered', () => electron.menu.length > 3, 2000, 5);
    expect(electron.menu.map(({ label }) => label)).to.deep.equal([
      'Lock now',
      'Hold the lock to present',
      'Report a problem',
      'The school’s rules',
      'What this computer reports',
    ]);
    electron.menu.find(({ label }) => label === 'Report a problem')?.click?.();
    const first = electron.windows.at(-1);
    expect(first?.url).to.equal('caretaker://tray/help?for=problem');
    const about = { program: 'p', title: 'Tux & co', publisher: 7, more: 'x' };
    electron.ipc.emit(ipc.open, electron.from(notice()), 'program', about);
    expect(first?.isDestroyed).to.equal(true);
    expect(electron.windows.at(-1)?.url).to.equal(
      'caretaker://tray/help?for=program&program=p&title=Tux+%26+co',
    );
    const before = electron.windows.length;
    electron.ipc.emit(ipc.open, electron.from(notice()), '../report', null);
    electron.ipc.emit(ipc.open, { sender: { id: 99_999 }, senderFrame: null }, 'problem', null);
    expect(electron.windows).to.have.length(before);
  });

  it('offers pupils the link that the safeguarding lead chose, and opens no other', async () => {
    await shell.start();
    service.link = { words: 'Worried? Tell CEOP & co', url: 'https://www.ceop.police.uk/Safety-Centre/' };
    await shows(off);
    const entry = () => electron.menu.find(({ label }) => label?.startsWith('Worried?'));
    await until('it is offered', () => entry() !== undefined, 2000, 5);
    expect(entry()?.label).to.equal('Worried? Tell CEOP && co');
    entry()?.click?.();
    // A page can ask for it, and cannot say where to; anything but a page of ours cannot ask.
    electron.ipc.emit(ipc.link, electron.from(notice()), 'https://elsewhere.example/');
    electron.ipc.emit(ipc.link, { sender: { id: 99_999 }, senderFrame: null });
    expect(electron.opened).to.deep.equal([service.link.url, service.link.url]);
  });

  it('signs out by the desktop’s own way, and locks where that does not work', async () => {
    const asked = join(folder, 'asked');
    let command: [string, ...string[]] = ['/bin/sh', '-c', `echo > ${asked}`];
    const anew = () => new Shell(electron.parts, shellOptions({ signOut: command }));
    const entry = () => electron.menu.find(({ label }) => label === 'Sign out');
    shell = anew();
    await shell.start();
    expect(electron.menu.map(({ label }) => label).slice(0, 2)).to.deep.equal(['Lock now', 'Sign out']);
    entry()?.click?.();
    await until('the desktop is asked', () => existsSync(asked), 10_000, 10);
    expect(notice()).to.equal(undefined);
    shell.stop();
    command = [join(folder, 'nowhere')];
    shell = anew();
    await shell.start();
    entry()?.click?.();
    // Nobody locks here, which is told: so it was asked for.
    await until('it is locked instead', () => notice() !== undefined, 10_000, 10);
  });

  it('says so when the screen did not lock, also while there is no service, until it is closed', async () => {
    await shell.start();
    electron.menu.find(({ label }) => label === 'Lock now')?.click?.();
    await until('it is said', () => notice() !== undefined, 2000, 5);
    const window = notice();
    electron.ipc.emit(ipc.ready, electron.from(window));
    expect(window?.webContents.sent.at(-1)?.given).to.deep.include({ scene: { kind: 'not_locked' } });
    electron.ipc.emit(ipc.dismiss, electron.from(window));
    expect(window?.isDestroyed).to.equal(true);
  });

  it('tells in windows as they were that they will look different, also at the next sign-in, and only once', async () => {
    electron.home = join(folder, 'home');
    const anew = () => new Shell(electron.parts, shellOptions());
    shell = anew();
    await shell.start();
    await shows(off);
    shell.stop();
    service.face = { profile: 'symbols', text: 'large' };
    shell = anew();
    await shell.start();
    await shows(off);
    const given = () => notice()?.webContents.sent.at(-1)?.given as Shown | undefined;
    electron.ipc.emit(ipc.ready, electron.from(notice()));
    // The end of the day cannot wait, and is said as it always was.
    expect([given()?.scene.kind, given()?.face.profile]).to.deep.equal(['switch_off', 'plain']);
    electron.ipc.emit(ipc.dismiss, electron.from(notice()));
    expect([given()?.scene.kind, given()?.face.profile]).to.deep.equal(['new_look', 'plain']);
    electron.ipc.emit(ipc.dismiss, electron.from(notice()));
    expect(notice()).to.equal(undefined);
    shell.stop();
    shell = anew();
    await shell.start();
    await shows(off);
    electron.ipc.emit(ipc.ready, electron.from(notice()));
    expect([given()?.scene.kind, given()?.face.profile]).to.deep.equal(['switch_off', 'symbols']);
  });

  it('says nothing while there is no service, and goes on when it is back', async () => {
    await shell.start();
    await shows(off);
    const window = notice();
    service.restart();
    await until('the window goes', () => window?.isDestroyed === true, 2000, 5);
    service.watched.length = 0;
    await service.start();
    await shows(off);
    expect(notice()).not.to.equal(undefined);
  });
});
