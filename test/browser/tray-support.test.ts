/** Somebody who wants to look at this screen: asked and answered in a real browser, on the agent's real socket. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { bundleTray } from '../../agent/tray/bundle.ts';
import { type Face, profiles, textSizes } from '../../shared/protocol/tray/face.ts';
import { supportStages } from '../../shared/protocol/tray/support.ts';
import { faultsByDayAndNight, faultsIn } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { BrowserTray } from '../support/browser-tray.ts';
import { noon, supportScenes } from '../support/prompt-scenes.ts';
import { labelOf, type Sketch, sheetOf } from '../support/prompt-sheet.ts';
import { TrayWorld } from '../support/tray-world.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;
const prompts = join(import.meta.dirname, '..', '..', 'docs', 'prompts');
const draws = process.env.CARETAKER_PICTURES !== undefined;

describe('somebody who wants to look at the screen', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let browser: Browser;
  let context: BrowserContext;
  let world: TrayWorld | undefined;
  let tray: BrowserTray;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    await bundleTray(folder);
    browser = await openBrowser();
    context = await browser.newContext({
      timezoneId: 'Europe/London',
      viewport: { width: 380, height: 420 },
    });
    mkdirSync(prompts, { recursive: true });
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await tray?.close();
    await world?.stop();
    world = undefined;
  });

  async function aTray(face: Face): Promise<TrayWorld> {
    world = new TrayWorld(face);
    world.start();
    tray = await BrowserTray.open(context, folder, world.door);
    await until('it is told', () => tray.attention.face.profile === face.profile, 5000, 10);
    await tray.notice();
    return world;
  }
  const says = (text: string | RegExp) =>
    tray.page.locator('main').getByText(text).first().waitFor({ timeout: 5000 });
  const press = (name: string) => tray.page.getByRole('button', { name, exact: true }).click();

  /** What the console orders; `at` is the clock of the agent in this test. */
  const question = (at: number, more: object = {}) => ({
    ...{ kind: 'support_ask' as const, supportId: randomUUID(), by: 'Tom Reed', tool: 'RustDesk' },
    ...{ purpose: 'The printer in the office', consent: true },
    ...{ answerBy: at + 10 * minuteMs, until: at + 60 * minuteMs, ...more },
  });
  const heard = ({ outbox }: TrayWorld) =>
    outbox.next(0, 100, 1e6).flatMap(({ body }) => {
      const { name, facts } = JSON.parse(body) as { name?: string; facts?: { answer?: string } };
      return name?.startsWith('support.') ? [`${name} ${facts?.answer ?? ''}`.trim()] : [];
    });

  it('is asked for, allowed, seen as long as it goes on, and can be told to stop', async () => {
    const here = await aTray({ profile: 'adult', text: 'normal' });
    const ask = question(here.clock.now());
    expect(await here.agent.obey(ask)).to.deep.equal({ outcome: 'done', detail: '' });
    await says('Somebody of the school asks to see and use this screen.');
    await says('The printer in the office');
    await says('Tom Reed, with RustDesk');
    await press('Say yes');
    await says('It has not begun yet.');
    await here.agent.obey({ kind: 'support_state', supportId: ask.supportId, state: 'begun' });
    await says('Somebody of the school can see and use this screen now.');
    await press('Say no');
    await says('Somebody here said no.');
    await here.agent.obey({ kind: 'support_state', supportId: ask.supportId, state: 'over' });
    await says('The school says that it has stopped looking at this screen.');
    await press('Close');
    await until('nothing is left to say', () => !tray.isShowing, 5000, 10);
    expect(heard(here)).to.deep.equal([
      ...['support.told', 'support.shown', 'support.answered allowed', 'support.stopped refused'],
    ]);
  });

  it('is refused with a key, for good', async () => {
    const here = await aTray({ profile: 'plain', text: 'normal' });
    const ask = question(here.clock.now());
    await here.agent.obey(ask);
    await says('The school wants to see and use this screen.');
    await tray.page.keyboard.press('Tab');
    await until('no has the focus', async () => {
      const focused = await tray.page.evaluate(() => document.activeElement?.textContent);
      if (focused !== 'Say no') await tray.page.keyboard.press('Tab');
      return focused === 'Say no';
    });
    await tray.page.keyboard.press('Enter');
    await says('You said no.');
    const { outcome } = await here.agent.obey({
      ...{ kind: 'support_state', supportId: ask.supportId, state: 'begun' },
    });
    expect(outcome).to.equal('refused');
    expect(heard(here).at(-1)).to.equal('support.answered refused');
  });

  it('goes when nobody answers, and only tells where nobody has to be asked', async () => {
    const here = await aTray({ profile: 'adult', text: 'normal' });
    await here.agent.obey(question(here.clock.now()));
    await says('Somebody of the school asks to see and use this screen.');
    here.clock.pass(10 * minuteMs);
    await until('the question is gone', () => !tray.isShowing, 5000, 10);
    await here.agent.obey(question(here.clock.now(), { consent: false }));
    await says('Somebody of the school is about to see and use this screen.');
    expect(await tray.page.getByRole('button').allTextContents()).to.deep.equal(['Close']);
    expect(heard(here).filter(name => name.startsWith('support.answered'))).to.deep.equal([]);
  });

  it('is legible in every profile, also at twice the size, and keeps nobody out', async function () {
    this.timeout(240_000);
    tray = await BrowserTray.open(context, folder, join(folder, 'none'));
    await tray.page.clock.setFixedTime(noon);
    await tray.notice();
    for (const [turn, stage] of supportStages.entries()) {
      const scene = supportScenes[`screen-${stage}`];
      if (scene === undefined) throw new Error(stage);
      const sheet: Sketch[] = [];
      for (const text of textSizes)
        for (const profile of profiles) {
          const face: Face = { profile, text };
          await tray.page.setViewportSize({ width: text === 'large' ? 640 : 380, height: 420 });
          await tray.says(scene, face);
          const poor = await tray.page.evaluate(() => {
            const small = [...document.querySelectorAll('button')].filter(one => one.offsetHeight < 44);
            const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
            return [...wide, ...small.map(one => one.textContent)];
          });
          expect(poor, `${stage}, ${profile}, ${text}`).to.deep.equal([]);
          // Each stage by turns in another profile, and the question in all.
          if (text === 'normal' && (stage === 'ask' || profile === profiles[turn % profiles.length]))
            expect(await faultsIn(tray.page), `${stage}, ${profile}`).to.deep.equal([]);
          if (!draws) continue;
          expect(await faultsByDayAndNight(tray.page), `${stage}, ${profile}, ${text}`).to.deep.equal([]);
          const png = (await tray.picture()).toString('base64');
          sheet.push({ label: labelOf(face), png });
        }
      if (draws) writeFileSync(join(prompts, `screen-${stage}.png`), await sheetOf(context, sheet));
    }
  });
});
