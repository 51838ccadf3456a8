/**
 * The tray itself, in each person's session: an icon, a small window when something is to be said, and a page that tells
 * what is reported. It decides nothing: a computer without it is as well protected.
 */
import type * as Electron from 'electron';
import { askOf } from '../../shared/protocol/tray/asks.ts';
import type { Now } from '../../shared/protocol/tray/told.ts';
import { Attention } from './attention.ts';
import { type Answer, ipc, type Wish } from './bridge.ts';
import type { TrayConfig } from './config.ts';
import { faceMemory } from './face-memory.ts';
import { hardenApp, hardenSession, isOurs, safePreferences } from './hardening.ts';
import { icon } from './icon.ts';
import { Link } from './link.ts';
import { type Entry, entriesFor } from './menu.ts';
import { NoticeWindow } from './notice-window.ts';
import { helpPage, reportPage, rulesPage } from './pages.ts';
import { showPage } from './show-page.ts';
import { type Command, signOut } from './sign-out.ts';
import { en } from './window/words/en.ts';
import { helpPages } from './window/words/words.ts';

export type ElectronParts = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'ipcMain'
  | 'Menu'
  | 'nativeImage'
  | 'powerMonitor'
  | 'protocol'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
>;

export interface ShellOptions {
  config: TrayConfig;
  /** Where bundle.ts put the pages and the preload script. */
  folder: string;
  preload: string;
  /** Somebody started it from the desktop's own menu: the page comes as soon as it is known whether the service is there. */
  opens?: boolean;
}

/** While a lock is near, whether somebody is there is looked at so often. */
const lookEveryMs = 1000;
/** Seconds without a key or movement; anything less is somebody. */
const somebodySeconds = 2;

export class Shell {
  readonly #electron: ElectronParts;
  readonly #options: ShellOptions;
  readonly #attention: Attention;
  readonly #notice: NoticeWindow;
  #link: Link | undefined;
  #report: Electron.BrowserWindow | undefined;
  #rules: Electron.BrowserWindow | undefined;
  #help: Electron.BrowserWindow | undefined;
  #offered = '';
  #opens: boolean;
  #icon: Electron.Tray | undefined;
  #looking: NodeJS.Timeout | undefined;

  constructor(electron: ElectronParts, options: ShellOptions) {
    this.#electron = electron;
    this.#options = options;
    this.#opens = options.opens ?? false;
    this.#attention = new Attention(faceMemory(electron.app.getPath('userData')));
    const { BrowserWindow } = electron;
    // Asked for when it is needed: Electron has no screen before it is ready.
    const preferences = safePreferences(options.preload);
    this.#notice = new NoticeWindow({ BrowserWindow, screen: electron.screen, preferences });
  }

  async start(): Promise<void> {
    const { app, protocol, session } = this.#electron;
    // One for each session: the second one goes.
    if (!app.requestSingleInstanceLock()) return app.quit();
    hardenApp(app, protocol);
    this.#leaveNoWayOut();
    app.on('window-all-closed', () => {});
    app.on('second-instance', () => {
      if (!this.#notice.takesKeyboard()) this.#showReport();
    });
    this.#listen();
    await app.whenReady();
    app.dock?.hide();
    hardenSession(session.defaultSession, this.#options.folder);
    this.#putIcon();
    this.#followScreen();
    this.#connect();
  }

  /** Electron's own bar of menus offers Quit. On a Mac the keys that copy and paste live in one. */
  #leaveNoWayOut(): void {
    const { Menu } = this.#electron;
    const isMac = this.#options.config.platform === 'darwin';
    Menu.setApplicationMenu(isMac ? Menu.buildFromTemplate([{ role: 'editMenu' }]) : null);
  }

  stop(): void {
    clearInterval(this.#looking);
    this.#link?.stop();
    this.#notice.close();
    this.#report?.destroy();
    this.#rules?.destroy();
    this.#help?.destroy();
    this.#icon?.destroy();
  }

  #connect(): void {
    const { door, uid } = this.#options.config;
    this.#link = new Link({ door, uid, onNow: now => this.#told(now) });
    this.#link.start();
    if (!this.#link.isTrying) this.#told(null);
  }

  #told(now: Now | null): void {
    this.#attention.told(now);
    this.#offer();
    this.#update();
    if (this.#opens) this.#showReport();
    this.#opens = false;
  }

  #update(): void {
    const { shown } = this.#attention;
    if (shown === null) this.#notice.close();
    else this.#notice.show(shown);
    this.#watchForSomebody(shown?.scene.kind === 'lock_soon');
  }

  /** The service is only told to look: whether somebody is there, the system says. */
  #watchForSomebody(on: boolean): void {
    if (on === (this.#looking !== undefined)) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
    if (!on) return;
    this.#looking = setInterval(() => {
      if (this.#electron.powerMonitor.getSystemIdleTime() < somebodySeconds) void this.#ask({ verb: 'here' });
    }, lookEveryMs);
  }

  async #ask(wish: Wish): Promise<Answer> {
    return (await this.#link?.ask(wish)) ?? { ok: false, why: 'not_possible' };
  }

  /** Whoever is about to leave hears of it when it did not lock. */
  async #lock(): Promise<void> {
    if ((await this.#ask({ verb: 'lock' })).ok) return;
    this.#attention.say('not_locked');
    this.#update();
  }

  /** Where the desktop does not do it, the screen is locked: whoever wanted that is about to leave. */
  async #signOut(command: Command): Promise<void> {
    if (!(await signOut(command))) await this.#lock();
  }

  #listen(): void {
    const { ipcMain } = this.#electron;
    const ours = (event: Electron.IpcMainEvent | Electron.IpcMainInvokeEvent) =>
      isOurs(event, id =>
        [
          this.#notice.contentsId,
          ...[this.#report, this.#rules, this.#help].map(window => window?.webContents.id),
        ].includes(id),
      );
    const on = (name: string, call: (given: unknown, more: unknown) => void) =>
      ipcMain.on(name, (event, given, more) => {
        if (ours(event)) call(given, more);
      });
    on(ipc.ready, () => this.#notice.ready());
    on(ipc.size, height => this.#notice.size(Number(height)));
    on(ipc.read, notice => this.#showRules(typeof notice === 'string' ? notice : null));
    on(ipc.open, (page, about) => this.#showHelp(page, about));
    on(ipc.link, () => this.#openLink());
    on(ipc.choose, key => this.#choose(key));
    on(ipc.dismiss, () => {
      this.#attention.dismiss();
      this.#update();
    });
    ipcMain.handle(ipc.face, event => (ours(event) ? this.#attention.face : null));
    ipcMain.handle(ipc.may, event => (ours(event) ? this.#attention.may : null));
    ipcMain.handle(ipc.menu, event => (ours(event) ? this.#entries : []));
    ipcMain.handle(ipc.ask, async (event, given: unknown) => {
      const wish = askOf({ ...(given as object), id: 0 });
      if (!ours(event) || wish === undefined || wish.verb === 'hello')
        return { ok: false, why: 'not_possible' };
      const { id: _id, ...rest } = wish;
      return this.#ask(rest);
    });
  }

  #putIcon(): void {
    const { nativeImage, Tray } = this.#electron;
    this.#icon = new Tray(nativeImage.createFromDataURL(icon));
    this.#icon.setToolTip('Caretaker');
    this.#offer();
  }

  get #entries(): Entry[] {
    return entriesFor(this.#attention.may, this.#options.config.signOut !== undefined);
  }

  #offer(): void {
    const offered = JSON.stringify(this.#entries);
    if (this.#icon === undefined || offered === this.#offered) return;
    this.#offered = offered;
    // Shown and never taken: the desktop hears these keys itself.
    const { lockKeys } = this.#options.config;
    const shown = lockKeys === undefined ? {} : { accelerator: lockKeys, registerAccelerator: false };
    this.#icon.setContextMenu(
      this.#electron.Menu.buildFromTemplate(
        this.#entries.map(({ key, words }) => ({
          ...{ label: plainLabel(words), click: () => this.#choose(key) },
          ...(key === 'lockNow' ? shown : {}),
        })),
      ),
    );
  }

  /** Also for a page: nothing but what is offered. */
  #choose(given: unknown): void {
    const key = this.#entries.find(entry => entry.key === given)?.key;
    const { signOut: command } = this.#options.config;
    if (key === undefined) return;
    if (key === 'lockNow') void this.#lock();
    else if (key === 'signOut') void (command && this.#signOut(command));
    else if (key === 'link') this.#openLink();
    else if (key === 'rules') this.#showRules(null);
    else if (key === 'report') this.#showReport();
    else this.#showHelp(key, null);
  }

  /** Only the one that the service was told of by the signed policy: no page says where to. */
  #openLink(): void {
    const { link } = this.#attention.may;
    if (link !== null) void this.#electron.shell.openExternal(link.url).catch(() => {});
  }

  #followScreen(): void {
    const { powerMonitor, screen } = this.#electron;
    const place = () => this.#notice.place();
    screen.on('display-metrics-changed', place);
    screen.on('display-added', place);
    screen.on('display-removed', place);
    // Woken, unlocked, or back after somebody else had the screen: the service may be there again.
    const back = () => {
      place();
      this.#link?.again();
    };
    powerMonitor.on('resume', back);
    powerMonitor.on('unlock-screen', back);
    powerMonitor.on('user-did-become-active', back);
  }

  #showReport(): void {
    this.#report?.focus();
    if (this.#report !== undefined) return;
    const window = this.#page(en.menu.report, reportPage);
    this.#report = window;
    window.on('closed', () => {
      this.#report = undefined;
    });
  }

  /** One window, whichever is to be read: another takes its place. */
  #showRules(notice: string | null): void {
    this.#rules?.destroy();
    const about = notice === null ? '' : `?notice=${encodeURIComponent(notice)}`;
    const window = this.#page(en.menu.rules, `${rulesPage}${about}`);
    this.#rules = window;
    window.on('closed', () => {
      if (this.#rules === window) this.#rules = undefined;
    });
  }

  /** The same for what is asked and told. What it begins with came from a page, so it is looked at. */
  #showHelp(page: unknown, about: unknown): void {
    const known = helpPages.find(one => one === page);
    if (known === undefined) return;
    this.#help?.destroy();
    const begins = new URLSearchParams({ for: known });
    for (const name of ['program', 'title', 'publisher'] as const) {
      const value = (about as Record<string, unknown> | null)?.[name];
      if (typeof value === 'string') begins.set(name, value.slice(0, 120));
    }
    const window = this.#page(en.titles[known], `${helpPage}?${begins}`);
    this.#help = window;
    window.on('closed', () => {
      if (this.#help === window) this.#help = undefined;
    });
  }

  #page(title: string, address: string): Electron.BrowserWindow {
    const window = new this.#electron.BrowserWindow({
      ...{ width: 820, height: 720, title, autoHideMenuBar: true },
      webPreferences: safePreferences(this.#options.preload),
    });
    showPage(window, address);
    return window;
  }
}

/** Menus take the letter after an ampersand for a key. */
const plainLabel = (words: string) => words.replaceAll('&', '&&');
