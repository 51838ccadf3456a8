/** The small window in the corner: made when there is something to say, gone when there is not. */
import type { BrowserWindow, Screen, WebPreferences } from 'electron';
import { ipc, type Shown } from './bridge.ts';
import { noticePage } from './pages.ts';
import { showPage } from './show-page.ts';

const gap = 16;
const width = { normal: 380, large: 640 };
const firstHeight = 200;

export interface NoticeParts {
  BrowserWindow: typeof BrowserWindow;
  screen: Screen;
  preferences: WebPreferences;
}

export class NoticeWindow {
  readonly #parts: NoticeParts;
  #window: BrowserWindow | undefined;
  #shown: Shown | undefined;
  #height = firstHeight;
  #ready = false;

  constructor(parts: NoticeParts) {
    this.#parts = parts;
  }

  get contentsId(): number | undefined {
    return this.#window?.webContents.id;
  }

  get shown(): Shown | undefined {
    return this.#shown;
  }

  show(shown: Shown): void {
    this.#shown = shown;
    if (this.#window === undefined) this.#open();
    else if (this.#ready) this.#window.webContents.send(ipc.shown, shown);
  }

  close(): void {
    this.#shown = undefined;
    this.#window?.destroy();
  }

  /** The page can listen now. */
  ready(): void {
    this.#ready = true;
    if (this.#shown !== undefined) this.#window?.webContents.send(ipc.shown, this.#shown);
  }

  /** Shown once it knows how high it is, and never takes the keyboard from what somebody is doing. */
  size(height: number): void {
    if (!Number.isFinite(height) || this.#window === undefined) return;
    this.#height = Math.round(Math.max(80, height));
    this.place();
    if (!this.#window.isVisible()) this.#window.showInactive();
  }

  /** For whoever works by keys alone and started the tray once more. False: there is none, or it has the keyboard already. */
  takesKeyboard(): boolean {
    if (this.#window === undefined || this.#window.isFocused()) return false;
    this.#window.focus();
    return true;
  }

  /** Always the same corner, and wholly on the screen. */
  place(): void {
    if (this.#window === undefined) return;
    const { workArea } = this.#parts.screen.getPrimaryDisplay();
    const wide = Math.min(width[this.#shown?.face.text ?? 'normal'], workArea.width - 2 * gap);
    const high = Math.min(this.#height, workArea.height - 2 * gap);
    this.#window.setBounds({
      ...{ width: wide, height: high },
      x: workArea.x + workArea.width - wide - gap,
      y: workArea.y + workArea.height - high - gap,
    });
  }

  #open(): void {
    this.#ready = false;
    this.#height = firstHeight;
    const window = new this.#parts.BrowserWindow({
      ...{ width: width.normal, height: firstHeight, show: false, frame: false },
      ...{ resizable: false, minimizable: false, maximizable: false, fullscreenable: false },
      ...{ skipTaskbar: true, alwaysOnTop: true, title: 'Caretaker' },
      webPreferences: this.#parts.preferences,
    });
    this.#window = window;
    // Also over what fills the screen, and on every desktop. The dock was hidden already.
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    window.on('closed', () => {
      if (this.#window === window) this.#window = undefined;
    });
    showPage(window, noticePage);
  }
}
