/** A browser page that is a tray's window, with a bridge where `preload.ts` would stand. */
import type { BrowserContext, Page } from 'playwright-core';
import { Attention } from '../../agent/tray/attention.ts';
import { type Answer, bridgeOver, ipc, ownScenes, type Shown } from '../../agent/tray/bridge.ts';
import { Link } from '../../agent/tray/link.ts';
import { entriesFor } from '../../agent/tray/menu.ts';
import { pageAt } from '../../agent/tray/pages.ts';
import { type Face, nothing } from '../../shared/protocol/tray/face.ts';
import type { Now, Scene } from '../../shared/protocol/tray/told.ts';
import { pressed, scenes, supportScenes } from './prompt-scenes.ts';
import { until } from './until.ts';

const myself = process.getuid?.() ?? 0;

/** A tray with a browser's page for its window. */
export class BrowserTray {
  readonly attention = new Attention();
  readonly link: Link;
  readonly page: Page;
  readonly #folder: string;
  #wentOn = false;
  height = 0;
  /** What was to be read in a window of its own. */
  readonly opened: { name: string; about: Record<string, string> }[] = [];
  readonly reads: (string | null)[] = [];
  /** Of the menu. */
  readonly chosen: string[] = [];
  /** What was opened in the computer's own browser. */
  readonly links: string[] = [];
  /** What is answered to everything, instead of what the service would. */
  replies: Answer | undefined;

  private constructor(page: Page, folder: string, door: string) {
    this.page = page;
    this.#folder = folder;
    this.link = new Link({ door, uid: myself, onNow: now => this.#told(now) });
  }

  /** `folder` is what `bundleTray` made. */
  static async open(context: BrowserContext, folder: string, door: string): Promise<BrowserTray> {
    const tray = new BrowserTray(await context.newPage(), folder, door);
    await tray.#bridge();
    tray.link.start();
    return tray;
  }

  async notice(): Promise<void> {
    await this.page.goto('https://tray.invalid/notice');
  }

  /** As the window for it would open; null: from the menu. */
  async rules(notice: string | null): Promise<void> {
    await this.page.goto(`https://tray.invalid/rules${notice === null ? '' : `?notice=${notice}`}`);
  }

  async help(page: string, about: Record<string, string> = {}): Promise<void> {
    await this.page.goto(`https://tray.invalid/help?${new URLSearchParams({ for: page, ...about })}`);
  }

  async report(): Promise<void> {
    await this.page.goto('https://tray.invalid/report');
  }

  get isShowing(): boolean {
    return this.attention.shown !== null;
  }

  /** As the window would be: as high as it asked to be. */
  async picture(): Promise<Buffer> {
    const width = this.attention.face.text === 'large' ? 640 : 380;
    await this.page.setViewportSize({ width, height: 300 });
    const high = () =>
      this.page.evaluate(() =>
        Math.ceil(document.querySelector('main')?.getBoundingClientRect().height ?? 0),
      );
    await until('it has asked for its height', async () => (await high()) === this.height, 5000, 5);
    await this.page.setViewportSize({ width, height: Math.max(80, this.height) });
    return this.page.screenshot({ animations: 'disabled' });
  }

  /** Without a service: for pictures of everything that can be said. */
  show(now: Now): void {
    this.#told(now);
  }

  /** Only this, as if the service or the tray itself had just said it. */
  async says(scene: Shown['scene'], face: Face): Promise<void> {
    const now: Now = { kind: 'now', face, may: nothing, scenes: [] };
    this.#told(now);
    while (this.isShowing) this.attention.dismiss();
    const own = ownScenes.find(kind => kind === scene.kind);
    if (own !== undefined) this.attention.say(own);
    this.#told(own === undefined ? { ...now, scenes: [scene as Scene] } : now);
    await this.page.locator(`html[data-profile="${face.profile}"][data-text="${face.text}"] h1`).waitFor();
  }

  /** As its picture has it (prompt-scenes.ts), with what is pressed before. */
  async prompt(name: string, face: Face): Promise<void> {
    const scene = scenes[name] ?? supportScenes[name];
    if (scene === undefined) throw new Error(name);
    // A real window would be another one.
    if (this.#wentOn) await this.#click('.buttons button:last-child', 1);
    await this.says(scene, face);
    const { times = 0, replies: why = null } = pressed[name] ?? {};
    this.#wentOn = times > 0;
    this.replies = times === 0 ? undefined : { ok: why === null, why };
    if (times > 0) await this.#click('button.main', times);
    if (why !== null) await this.page.locator('main:not(:has(fieldset, progress))').waitFor();
  }

  /** As a page clicks: a mouse would wait for it to stand still. */
  #click(selector: string, times: number): Promise<void> {
    return this.page.evaluate(
      ([which, left]) => {
        for (let n = 0; n < left; n += 1) document.querySelector<HTMLElement>(which)?.click();
      },
      [selector, times] as const,
    );
  }

  /** What stands in the small window to be read, and is not said to whoever cannot see it. */
  unspoken(): Promise<string[]> {
    return this.page.evaluate(() => {
      const spoken = document.querySelector('p.unseen[aria-live]')?.textContent ?? '';
      const read = document.querySelectorAll('.said h1, .said p, .quote > :not(.beside), .beside p, .help');
      return [...read].map(one => one.textContent ?? '').filter(text => !spoken.includes(text));
    });
  }

  async close(): Promise<void> {
    this.link.stop();
    await this.page.close();
  }

  #told(now: Now | null): void {
    this.attention.told(now);
    void this.#update();
  }

  async #update(): Promise<void> {
    const { shown } = this.attention;
    if (shown === null || this.page.isClosed()) return;
    await this.page
      .evaluate(given => dispatchEvent(new CustomEvent('shown', { detail: given })), shown)
      .catch(() => {});
  }

  async #bridge(): Promise<void> {
    const { page } = this;
    await page.route('**/*', async route => {
      const { status, headers, body } = pageAt(route.request().url(), this.#folder);
      await route.fulfill({ status, headers, body });
    });
    const answers: Record<string, (given: never, more: never) => unknown> = {
      [ipc.face]: () => this.attention.face,
      [ipc.may]: () => this.attention.may,
      [ipc.menu]: () => entriesFor(this.attention.may, true),
      [ipc.choose]: (key: string) => this.chosen.push(key),
      [ipc.ask]: wish => this.replies ?? this.link.ask(wish),
      [ipc.ready]: () => this.#update(),
      [ipc.dismiss]: () => {
        this.attention.dismiss();
        return this.#update();
      },
      [ipc.read]: (notice: string | null) => this.reads.push(notice),
      [ipc.open]: (name: string, about: Record<string, string>) => this.opened.push({ name, about }),
      [ipc.link]: () => this.links.push(this.attention.may.link?.url ?? ''),
      [ipc.size]: (height: number) => {
        this.height = height;
      },
    };
    await page.exposeFunction('toTray', (name: string, given: never, more: never) =>
      answers[name]?.(given, more),
    );
    // The very bridge of preload.ts, over other wires.
    const wires = `{
      send: (...given) => void toTray(...given),
      invoke: (...given) => toTray(...given),
      on: (_name, call) => addEventListener('shown', event => call(null, event.detail)),
    }`;
    await page.addInitScript(`window.caretaker = (${bridgeOver})(${wires}, ${JSON.stringify(ipc)});`);
  }
}
