/**
 * Stands in for the parts of Electron that the tray uses, where its binary cannot be had. It behaves as electron.d.ts
 * describes them and no more: what it does not have, the tray cannot use unnoticed. Names are checked against that file.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type * as Electron from 'electron';
import type { ElectronParts } from '../../agent/tray/shell.ts';

/** Keeps every name to one that Electron has. */
const like =
  <T extends object>() =>
  <S extends Partial<Record<keyof T, unknown>>>(made: S): S =>
    made;

let contents = 0;

class Contents extends EventEmitter {
  readonly id = ++contents;
  readonly sent: { name: string; given: unknown }[] = [];
  openHandler: ((details: { url: string }) => { action: string }) | undefined;

  send(name: string, given: unknown): void {
    this.sent.push({ name, given });
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

export class Window extends EventEmitter {
  readonly webContents = new Contents();
  bounds: Partial<Electron.Rectangle> = {};
  everywhere: Electron.VisibleOnAllWorkspacesOptions | undefined;
  url = '';
  shown: 'no' | 'inactive' | 'active' = 'no';
  isDestroyed = false;
  readonly options: Electron.BrowserWindowConstructorOptions;

  constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
  }

  async loadURL(url: string): Promise<void> {
    this.url = url;
  }

  setBounds(bounds: Partial<Electron.Rectangle>): void {
    this.bounds = bounds;
  }

  setVisibleOnAllWorkspaces(visible: boolean, options?: Electron.VisibleOnAllWorkspacesOptions): void {
    this.everywhere = visible ? options : undefined;
  }

  isVisible(): boolean {
    return this.shown !== 'no';
  }

  showInactive(): void {
    this.shown = 'inactive';
  }

  focus(): void {
    this.shown = 'active';
  }

  isFocused(): boolean {
    return this.shown === 'active';
  }

  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    this.emit('closed');
  }
}

type Listener = (event: unknown, given?: unknown) => unknown;

export class ElectronStandIn {
  readonly windows: Window[] = [];
  readonly did: string[] = [];
  /** In the computer's own browser. */
  readonly opened: string[] = [];
  readonly schemes: Electron.CustomScheme[] = [];
  readonly handlers = new Map<string, Listener>();
  readonly ipc = new EventEmitter();
  readonly screenEvents = new EventEmitter();
  readonly power = new EventEmitter();
  /** Of the person whose session it is; nothing can be kept there unless a test says where. */
  home = '/dev/null';
  menu: { label?: string; click?: () => void }[] = [];
  workArea: Electron.Rectangle = { x: 0, y: 25, width: 1366, height: 703 };
  idleSeconds = 100;
  /** No page can be loaded. */
  isBroken = false;
  /** Another tray runs in this session. */
  isSecond = false;
  serve: ((request: Request) => Response) | undefined;
  permission: ((answer: (granted: boolean) => void) => void) | undefined;
  permissionCheck: (() => boolean) | undefined;
  deviceCheck: (() => boolean) | undefined;
  readonly sessionEvents = new EventEmitter();
  before: ((details: { url: string }, answer: (given: { cancel?: boolean }) => void) => void) | undefined;
  readonly app = this.#app();

  #app() {
    const events = new EventEmitter();
    return Object.assign(
      events,
      like<Electron.App>()({
        requestSingleInstanceLock: () => !this.isSecond,
        quit: () => this.did.push('quit'),
        exit: () => this.did.push('exit'),
        getPath: (name: string) => join(this.home, name),
        enableSandbox: () => this.did.push('sandbox'),
        commandLine: like<Electron.CommandLine>()({
          appendSwitch: (name: string) => void this.did.push(`switch: ${name}`),
        }),
        disableHardwareAcceleration: () => this.did.push('no acceleration'),
        whenReady: async () => {
          this.did.push('ready');
        },
        dock: like<Electron.Dock>()({ hide: () => this.did.push('no dock') }),
      }),
    );
  }

  get parts(): ElectronParts {
    const { windows } = this;
    const isBroken = () => this.isBroken;
    const emit = (window: Window) => this.app.emit('web-contents-created', {}, window.webContents);
    class BrowserWindow extends Window {
      constructor(options: Electron.BrowserWindowConstructorOptions) {
        super(options);
        windows.push(this);
        emit(this);
      }

      override async loadURL(url: string): Promise<void> {
        await super.loadURL(url);
        if (isBroken()) throw new Error('ERR_FAILED (-2)');
      }
    }
    const session = like<Electron.Session>()({
      setPermissionRequestHandler: (
        handler: (contents: null, asked: string, answer: (ok: boolean) => void) => void,
      ) => {
        this.permission = answer => handler(null, 'media', answer);
      },
      setPermissionCheckHandler: (handler: () => boolean) => {
        this.permissionCheck = handler;
      },
      setDevicePermissionHandler: (handler: () => boolean) => {
        this.deviceCheck = handler;
      },
      on: (name: string, call: Listener) => {
        this.sessionEvents.on(name, call);
        return session;
      },
      webRequest: like<Electron.WebRequest>()({
        onBeforeRequest: (handler: ElectronStandIn['before']) => {
          this.before = handler;
        },
      }),
      protocol: like<Electron.Protocol>()({
        handle: (_scheme: string, handler: ElectronStandIn['serve']) => {
          this.serve = handler;
        },
      }),
    });
    const parts = {
      app: this.app,
      BrowserWindow,
      ipcMain: like<Electron.IpcMain>()({
        on: (name: string, call: Listener) => this.ipc.on(name, call),
        handle: (name: string, call: Listener) => this.handlers.set(name, call),
      }),
      Menu: {
        setApplicationMenu: (menu: unknown) =>
          this.did.push(menu === null ? 'no bar of menus' : 'a bar of menus'),
        buildFromTemplate: (template: ElectronStandIn['menu']) => {
          this.menu = template;
          return template;
        },
      },
      nativeImage: like<typeof Electron.nativeImage>()({ createFromDataURL: (url: string) => ({ url }) }),
      powerMonitor: Object.assign(this.power, { getSystemIdleTime: () => this.idleSeconds }),
      protocol: like<Electron.Protocol>()({
        registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => this.schemes.push(...schemes),
      }),
      screen: Object.assign(this.screenEvents, { getPrimaryDisplay: () => ({ workArea: this.workArea }) }),
      session: { defaultSession: session },
      shell: like<Electron.Shell>()({
        openExternal: async (url: string) => void this.opened.push(url),
      }),
      Tray: class {
        setToolTip(): void {}
        setContextMenu(): void {}
        destroy(): void {}
      },
    };
    return parts as unknown as ElectronParts;
  }

  /** As a page in this window would: by its own main frame unless told otherwise. */
  from(window: Window | undefined, over: object = {}) {
    const url = window?.url ?? '';
    return { sender: { id: window?.webContents.id ?? -1 }, senderFrame: { url, parent: null, ...over } };
  }
}
