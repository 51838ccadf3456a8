/** The tray's windows in a real browser, on the agent's real socket. `docs/prompts` shows everything they can say. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { bundleTray } from '../../agent/tray/bundle.ts';
import { reportWords } from '../../agent/tray/window/words/report-en.ts';
import { requestOfFacts } from '../../shared/protocol/request.ts';
import { type Face, profiles, textSizes } from '../../shared/protocol/tray/face.ts';
import { faultsByDayAndNight, faultsIn } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { BrowserTray } from '../support/browser-tray.ts';
import { clean, grantOf } from '../support/media-world.ts';
import { meets, noon, scenes } from '../support/prompt-scenes.ts';
import { labelOf, type Sketch, sheetOf } from '../support/prompt-sheet.ts';
import { TrayWorld } from '../support/tray-world.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;
const root = join(import.meta.dirname, '..', '..');
const prompts = join(root, 'docs', 'prompts');
const serviceEnvironment = { PATH: process.env.PATH ?? '', HOME: tmpdir() };
/** Pictures are drawn anew when they are asked for: `CARETAKER_PICTURES=1`. */
const draws = process.env.CARETAKER_PICTURES !== undefined;
const plain: Face = { profile: 'plain', text: 'normal' };
const maria = { uid: process.getuid?.() ?? 0, user: 'maria' };
const adult: Face = { profile: 'adult', text: 'normal' };

describe('the tray’s windows', function () {
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
      viewport: { width: 380, height: 320 },
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

  /** A window on the agent of a new computer. */
  async function aTray(face: Face): Promise<TrayWorld> {
    world = new TrayWorld(face);
    world.start();
    await until('the door', () => world?.agent.guards !== undefined);
    tray = await BrowserTray.open(context, folder, world.door);
    await until('it is told', () => tray.attention.face.profile === face.profile, 5000, 10);
    await tray.notice();
    return world;
  }
  const says = (text: string | RegExp) =>
    tray.page.locator('main').getByText(text).first().waitFor({ timeout: 5000 });
  const gone = () => until('nothing is left to say', () => !tray.isShowing, 5000, 10);

  it('warns two minutes before a lock, and goes when somebody moves the mouse', async () => {
    const { lab, session } = await aTray(plain);
    lab.leave(session);
    await lab.clock.pass(18.1 * minuteMs);
    await tray.page.clock.setFixedTime(lab.clock.now());
    await says(/^The screen will lock at \d\d:\d\d\.$/);
    await lab.clock.pass(30_000);
    await tray.page.clock.setFixedTime(lab.clock.now());
    await says(/1:2\d/);
    // A movement that the system does not confirm puts nothing off.
    await tray.page.mouse.move(20, 20);
    await lab.clock.pass(4000);
    expect(tray.isShowing).to.equal(true);
    lab.use(session);
    await tray.page.mouse.move(40, 40);
    await lab.clock.pass(4000);
    await gone();
    expect(session.locked).to.equal(false);
  });

  it('locks the screen when somebody wants it, and by itself when nobody comes', async () => {
    const { lab, session } = await aTray(adult);
    lab.leave(session);
    await lab.clock.pass(18.5 * minuteMs);
    await tray.page.clock.setFixedTime(lab.clock.now());
    await tray.page.getByRole('button', { name: 'Lock now' }).click();
    await until('it is locked', () => session.locked, 5000, 10);
    await gone();
    lab.unlock(session);
    lab.leave(session);
    await lab.clock.pass(18.5 * minuteMs);
    await until('it warns again', () => tray.isShowing, 5000, 10);
    await lab.clock.pass(2 * minuteMs);
    expect(session.locked).to.equal(true);
    await gone();
  });

  it('takes a stick from being stopped to its end', async () => {
    const { sticks, agent, outbox } = await aTray(adult);
    await tray.page.clock.setFixedTime(sticks.wall);
    sticks.plug();
    await sticks.advance(500);
    await says('This memory stick does not work on this computer.');
    await tray.page.getByRole('button', { name: 'Ask' }).click();
    await tray.page.getByLabel('For homework').check();
    await tray.page.getByRole('button', { name: 'Send' }).click();
    await says(/^You asked at \d\d:\d\d, 1\sminute ago\.$/);
    const waiting = outbox.next(0, 100, 1e6).map(({ body }) => JSON.parse(body));
    const made = waiting.find(({ name }) => name === 'request.made');
    expect(requestOfFacts(made?.facts)?.request).to.deep.include({ person: 'maria', reason: 'For homework' });
    sticks.people.progress = { files: 3, bytes: 25, ofBytes: 100 };
    await agent.guards.obey('removable-media', grantOf(sticks), () => {});
    await says('25 %');
    await sticks.advance(3000);
    await says(/^You can use the memory stick until \d\d:\d\d\.$/);
    await says('You can open what is on it, and save nothing to it.');
    await tray.page.getByRole('button', { name: 'Close' }).click();
    await gone();
    await sticks.advance(500_000);
    await tray.page.clock.setFixedTime(sticks.wall);
    await says(/^The memory stick stops at \d\d:\d\d\.$/);
    await sticks.advance(120_000);
    await says('The time for the memory stick is over.');
    sticks.unplug();
    await sticks.advance(500);
    await gone();
  });

  it('tells a no in each profile, with what to do instead, and a yes, once, and keeps it for who comes later', async () => {
    // The youngest are told of neither: channel.test.ts.
    for (const profile of profiles.slice(0, 3)) {
      await tray?.close();
      await world?.stop();
      const here = await aTray({ profile, text: 'normal' });
      const { sticks, agent, outbox } = here;
      const asks = profile === 'adult' || profile === 'plain';
      await tray.page.clock.setFixedTime(sticks.wall);
      sticks.plug();
      await sticks.advance(500);
      await says(/^This (memory )?stick does not work/);
      let requestId = randomUUID();
      if (asks) {
        await tray.page.getByRole('button', { name: 'Ask' }).click();
        await tray.page.getByRole('button', { name: 'Send' }).click();
        await says(/^You asked at/);
        const waiting = outbox.next(0, 100, 1e6).map(({ body }) => JSON.parse(body));
        requestId = waiting.find(({ name }) => name === 'request.made')?.facts.requestId;
      } else await tray.page.getByRole('button', { name: 'Close' }).click();
      await agent.obey({
        ...{ kind: 'request_answer', requestId, state: 'refused', what: 'media', title: '', person: 'maria' },
        ...{ by: 'Tom Reed', answer: 'Please use the shared drive', at: sticks.wall },
      });
      await says(/^The school (has )?said no to/);
      expect(
        await tray.page.locator('main').getByText('Please use the shared drive').count(),
        profile,
      ).to.equal(asks ? 1 : 0);
      await says(profile === 'adult' ? /^Your technician can help/ : /^Ask an adult/);
      expect(await faultsIn(tray.page), profile).to.deep.equal([]);
      if (profile === 'adult') {
        // Another tray of the same person, as at the next sign-in.
        await tray.close();
        tray = await BrowserTray.open(context, folder, here.door);
        await tray.notice();
        await says(/^The school has said no to/);
      }
      await tray.page.getByRole('button', { name: 'I have read this' }).click();
      if (asks) await gone();
      await until('it is not told again', () => agent.answers.scenes(maria).length === 0, 5000, 10);
      if (profile !== 'adult') continue;
      await agent.obey({
        ...{ kind: 'request_answer', requestId: randomUUID(), state: 'approved', what: 'software' },
        ...{ title: 'Tux Racer', person: 'maria', by: 'Tom Reed', answer: '', at: sticks.wall },
      });
      await says('The school has said yes to this program.');
      await says('Tux Racer');
      await tray.page.getByRole('button', { name: 'I have read this' }).click();
      await gone();
    }
  });

  it('says calmly that something was found, and opens nothing', async () => {
    const { sticks, agent } = await aTray(plain);
    sticks.scanResult = { ...clean, verdict: 'infected', detections: ['Eicar'] };
    sticks.plug();
    await agent.guards.obey('removable-media', grantOf(sticks), () => {});
    await sticks.advance(4000);
    await says('This stick is not safe to use.');
    expect(await tray.page.getByRole('button').allTextContents()).to.deep.equal(['Close']);
    expect(sticks.open.size).to.equal(0);
  });

  it('is worked by keys alone, is spoken, and keeps its place while it counts', async () => {
    const { lab, session } = await aTray(plain);
    lab.leave(session);
    await lab.clock.pass(18.5 * minuteMs);
    await tray.page.clock.setFixedTime(lab.clock.now());
    const lock = tray.page.getByRole('button', { name: 'Lock now' });
    await lock.waitFor();
    await tray.page.keyboard.press('Tab');
    await tray.page.keyboard.press('Tab');
    // All that it says, at once; then what is left, and not at each second.
    const spoken = tray.page.locator('[aria-live]');
    const all = /^The screen will lock at \d\d:\d\d\. Move the mouse to keep working\. Ask an adult\.$/;
    expect(await spoken.textContent()).to.match(all);
    await spoken.evaluate(region => {
      const again = () => region.setAttribute('data-times', `${Number(region.dataset.times ?? 0) + 1}`);
      new MutationObserver(again).observe(region, { childList: true });
    });
    await tray.page.clock.setFixedTime(lab.clock.now() + 29_500);
    await says('1:01');
    expect(await spoken.getAttribute('data-times')).to.equal(null);
    expect(await lock.evaluate(button => button === document.activeElement)).to.equal(true);
    await tray.page.clock.setFixedTime(lab.clock.now() + 30_400);
    const left = spoken.getByText(/^The screen will lock at \d\d:\d\d\. 60\sseconds\.$/);
    await left.waitFor({ state: 'attached' });
    expect(await spoken.getAttribute('data-times')).to.equal('1');
    await tray.page.keyboard.press('Enter');
    await until('it is locked', () => session.locked, 5000, 10);
  });

  it('tells what a real service reports, to anybody and without a console, and what it never does', async () => {
    const data = join(folder, 'agent');
    const words = ['caretaker.ts', 'agent', '--watch-only', '--data', data];
    const service = spawn(process.execPath, words, { cwd: root, stdio: 'ignore', env: serviceEnvironment });
    try {
      const door = join(data, 'tray', `${process.getuid?.()}.sock`);
      await until('the service has a door', () => existsSync(door), 20_000, 50);
      tray = await BrowserTray.open(context, folder, door);
      const reports = async () => {
        const { report } = await tray.link.ask({ verb: 'report', part: 'findings' });
        return report?.part === 'findings' && report.findings.length >= 8;
      };
      await until('it has looked', reports, 30_000, 400);
      await tray.page.setViewportSize({ width: 820, height: 720 });
      await tray.report();
      await tray.page.getByRole('heading', { name: 'What this computer reports' }).waitFor();
      await says('This computer belongs to no school yet, so nobody is told.');
      const findings = tray.page.locator('.findings > li');
      expect(await findings.count()).to.be.at.least(8);
      await says(/^\d+ of \d+ checks are as they should be/);
      const states = await findings.evaluateAll(items => items.map(item => item.getAttribute('data-state')));
      const order = ['not_met', 'unknown', 'met', 'not_applicable'];
      expect(states).to.deep.equal(
        states.toSorted((a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? '')),
      );
      const never = tray.page.locator('section', { hasText: reportWords.never.title });
      expect(await never.getByRole('listitem').allTextContents()).to.deep.equal(reportWords.never.lines);
      if (draws) writeFileSync(join(prompts, 'what-this-computer-reports.png'), await tray.page.screenshot());
      const system = tray.page.locator('details', { hasText: 'Its system' });
      const named = async () => {
        await system.locator('summary').click();
        return (await system.getByText('Host name').count()) > 0;
      };
      await until('the inventory is read', named, 20_000, 600);
      expect(await faultsIn(tray.page)).to.deep.equal([]);
      service.kill('SIGKILL');
      await until('it is gone', async () => !(await tray.link.ask({ verb: 'wait' })).ok, 5000, 50);
      await tray.report();
      await says(/^Caretaker is not running on this computer/);
    } finally {
      service.kill('SIGKILL');
    }
  });

  describe('with everything that they can say', () => {
    beforeEach(async () => {
      tray = await BrowserTray.open(context, folder, join(folder, 'none'));
      await tray.page.clock.setFixedTime(noon);
      await tray.notice();
    });

    async function shown(name: string, face: Face): Promise<void> {
      const width = face.text === 'large' ? 640 : 380;
      if (tray.page.viewportSize()?.width !== width) await tray.page.setViewportSize({ width, height: 320 });
      await tray.prompt(name, face);
    }

    it('are legible in every profile, also at twice the size', async function () {
      this.timeout(240_000);
      const drawn: (Sketch & { name: string })[] = [];
      // The size outermost: a window that changes its size is drawn anew.
      for (const text of textSizes)
        for (const name of Object.keys(scenes))
          for (const profile of profiles) {
            if (!meets(name, profile)) continue;
            await shown(name, { profile, text });
            expect(await poorIn(), `${name}, ${profile}, ${text}`).to.deep.equal([]);
            if (!draws) continue;
            expect(await faultsByDayAndNight(tray.page), `${name}, ${profile}, ${text}`).to.deep.equal([]);
            const png = await tray.picture();
            drawn.push({ name, label: labelOf({ profile, text }), png: png.toString('base64') });
          }
      for (const [name, sheet] of Map.groupBy(drawn, one => one.name))
        writeFileSync(join(prompts, `${name}.png`), await sheetOf(context, sheet));
    });

    /** What is too wide for its window, or too small to hit. */
    const poorIn = () =>
      tray.page.evaluate(() => {
        const small = [...document.querySelectorAll('button')].filter(one => one.offsetHeight < 44);
        const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
        return [...wide, ...small.map(one => one.textContent)];
      });

    it('keep nobody out', async () => {
      // Everything once, in each profile by turns.
      for (const [at, name] of Object.keys(scenes).entries()) {
        const met = profiles.filter(profile => meets(name, profile));
        const profile = met[at % met.length] ?? 'adult';
        await shown(name, { profile, text: 'normal' });
        expect(await faultsIn(tray.page), `${name}, ${profile}`).to.deep.equal([]);
        expect(await tray.unspoken(), `${name}, ${profile}`).to.deep.equal([]);
      }
      await shown('rules-beside-a-picture', { profile: 'symbols', text: 'normal' });
      const beside = tray.page.locator('.quote .beside:has(svg)');
      expect(await beside.allTextContents()).to.deep.equal(['Be kind.', 'Ask first.']);
      await tray.page.emulateMedia({ colorScheme: 'dark' });
      await shown('lock-soon', { profile: 'symbols', text: 'large' });
      expect(await faultsIn(tray.page), 'dark').to.deep.equal([]);
      if (draws) writeFileSync(join(prompts, 'dark.png'), await tray.picture());
    });

    it('move nothing where motion is unwanted, and keep their shape in forced colours', async () => {
      await tray.page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
      await shown('lock-soon', adult);
      const moving = await tray.page.evaluate(() => document.getAnimations().length);
      expect(moving).to.equal(0);
      const border = await tray.page
        .getByRole('button', { name: 'Lock now' })
        .evaluate(one => getComputedStyle(one).borderTopWidth);
      expect(border).to.equal('2px');
      if (draws) writeFileSync(join(prompts, 'forced-colours.png'), await tray.picture());
    });
  });
});
