/** What holds of everything that the tray can say: another language fits, nothing flashes or moves, and it keeps its shape in forced colours. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { bundleTray } from '../../agent/tray/bundle.ts';
import { pupilReport } from '../../agent/tray/window/words/report-pupil-en.ts';
import { helpPages } from '../../agent/tray/window/words/words.ts';
import { controls } from '../../shared/controls/index.ts';
import { type Finding, states } from '../../shared/finding.ts';
import { type Face, type May, nothing, profiles, textSizes } from '../../shared/protocol/tray/face.ts';
import type { Refusal, Reported } from '../../shared/protocol/tray/told.ts';
import { faultsByDayAndNight, faultsIn } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { BrowserTray } from '../support/browser-tray.ts';
import { flashesWithin, furthestApart } from '../support/frames.ts';
import { givenWords, meets, noon, pressed, scenes, supportScenes } from '../support/prompt-scenes.ts';
import { labelOf, type Sketch, sheetOf } from '../support/prompt-sheet.ts';
import { pseudoWords } from '../support/pseudo-words.ts';

const everything = { ...scenes, ...supportScenes };
const pupils = ['plain', 'symbols', 'early_years'] as const;
const draws = process.env.CARETAKER_PICTURES !== undefined;
const prompts = join(import.meta.dirname, '..', '..', 'docs', 'prompts');
const may: May = {
  ...{ ask: true, report: true, aloud: true, present: 60, presenting: null },
  link: { words: '0800 1111', url: 'https://a.example/' },
};

const report: Reported = {
  ...{ part: 'findings', waiting: 2, connected: true, also: ['sittings', 'neighbours', 'recovery_keys'] },
  findings: controls.map(
    ({ key }, at): Finding => ({
      ...{ control: key, state: states[at % 3] ?? 'met', reason: '-', how: 'watching' },
      ...{ evidence: { facts: {}, parts: [] }, source: '-', observedAt: noon, observedBy: '-' },
    }),
  ),
  about: {
    school: 'Hill Primary School',
    contact: '020 7946 0018',
    looks: [
      { at: noon, by: 'Tom Reed', what: 'screen', why: 'The printer in the office' },
      { at: noon, by: 'Tom Reed', what: 'sign_ins', why: '' },
      { at: noon, by: 'Tom Reed', what: 'recovery_key', why: 'The printer in the office' },
    ],
    kept: { reports: 396, sign_ins: 30, screen: 1095, incidents: 2555 },
  },
};

describe('everything that the tray says', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  const other = mkdtempSync(join(tmpdir(), 'ct-'));
  let browser: Browser;
  let context: BrowserContext;
  let tray: BrowserTray;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    await Promise.all([bundleTray(folder), bundleTray(other, [pseudoWords])]);
    browser = await openBrowser();
    context = await browser.newContext({
      timezoneId: 'Europe/London',
      viewport: { width: 640, height: 480 },
    });
  });
  after(async () => {
    await browser?.close();
    for (const one of [folder, other]) rmSync(one, { recursive: true, force: true });
  });
  afterEach(() => tray?.close());

  async function open(pages: string): Promise<void> {
    tray = await BrowserTray.open(context, pages, join(folder, 'none'));
    await tray.page.clock.setFixedTime(noon);
  }

  async function reports(): Promise<void> {
    tray.replies = { ok: true, why: null, report };
    await tray.report();
  }

  /** Drawn again, as each second does, and as it then is. */
  async function shown(name: string, face: Face): Promise<void> {
    await tray.prompt(name, face);
    await tray.page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
  }

  /** What does not fit, and what stands there in plain letters and is nobody's name. */
  async function foreign(): Promise<string[]> {
    const [wide, text] = await tray.page.evaluate(() => {
      const over = [...document.querySelectorAll('button, p:not(.unseen), h1, h2, li, label')].filter(
        one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline',
      );
      const all = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
      const said = [...all, ...over.map(one => one.textContent ?? '')];
      // What a technician unfolds is in the controls' own words.
      const whole = document.querySelector('main')?.cloneNode(true) as HTMLElement;
      for (const folded of whole.querySelectorAll('details > :not(summary)')) folded.remove();
      return [said, whole.textContent ?? ''] as const;
    });
    const own = givenWords
      .flatMap(words => words.split('\n'))
      .reduce((left, one) => left.replaceAll(one, ''), text);
    return [...wide, ...(own.match(/[A-Za-z]{3,}/g) ?? [])];
  }

  it('is ready for another language, which is longer: every word is in the files of words, and fits', async function () {
    this.timeout(240_000);
    await open(other);
    await tray.notice();
    for (const name of Object.keys(everything))
      for (const profile of profiles) {
        if (!meets(name, profile)) continue;
        await shown(name, { profile, text: 'large' });
        expect(await foreign(), `${name}, ${profile}`).to.deep.equal([]);
      }
    for (const page of helpPages) {
      tray.show({ kind: 'now', face: { profile: 'adult', text: 'large' }, may, scenes: [] });
      await tray.help(page);
      await tray.page.locator('h1').waitFor();
      expect(await foreign(), page).to.deep.equal([]);
    }
    await reports();
    await tray.page.locator('.findings > li').first().waitFor();
    expect(await foreign(), 'what this computer reports').to.deep.equal([]);
  });

  it('never flashes: drawn again a second later, only the number and the bar are others', async () => {
    await open(folder);
    await tray.notice();
    // In each profile and size by turns.
    for (const [at, name] of Object.keys(everything).entries()) {
      // What is said to a press counts nothing down.
      if (name in pressed) continue;
      const met = profiles.filter(profile => meets(name, profile));
      const face: Face = {
        profile: met[at % met.length] ?? 'adult',
        text: textSizes[at % textSizes.length] ?? 'normal',
      };
      await shown(name, face);
      const counting = ['.number', 'progress'].map(part => tray.page.locator(part));
      const frame = () => tray.page.screenshot({ mask: counting });
      const first = await frame();
      await tray.page.clock.setFixedTime(noon + 1000);
      await shown(name, face);
      const then = await frame();
      if (!then.equals(first)) expect(await furthestApart(tray.page, first, then), name).to.be.below(16);
      await tray.page.clock.setFixedTime(noon);
    }
  });

  it('flashes in none of the frames that are drawn while it counts down or stands there, and what blinks is seen to', async () => {
    tray = await BrowserTray.open(context, folder, join(folder, 'none'));
    const { page } = tray;
    await tray.notice();
    await tray.says({ kind: 'lock_soon', at: Date.now() + 75_000 }, { profile: 'plain', text: 'normal' });
    expect(await flashesWithin(page, 2200), 'what counts down').to.be.at.most(1);
    const large: Face = { profile: 'adult', text: 'large' };
    tray.show({ kind: 'now', face: large, may, scenes: [] });
    const others = {
      problem: () => tray.help('problem'),
      report: () => reports(),
      rules: () => tray.rules(null),
    };
    for (const [name, go] of Object.entries(others)) {
      tray.replies = undefined;
      await go();
      await page.locator('h1').waitFor();
      expect(await flashesWithin(page, 800), name).to.equal(0);
    }
    await page.evaluate(() => {
      const { style } = document.body;
      setInterval(() => {
        style.background = style.background === 'black' ? 'white' : 'black';
      }, 250);
    });
    expect(await flashesWithin(page, 2200), 'what blinks twice in a second').to.be.at.least(2);
  });

  it('moves nothing where motion is unwanted, and keeps its shape in forced colours', async () => {
    await open(folder);
    await tray.page.emulateMedia({ reducedMotion: 'reduce', forcedColors: 'active' });
    await tray.notice();
    for (const name of Object.keys(everything)) {
      if (!meets(name, 'adult')) continue;
      await shown(name, { profile: 'adult', text: 'normal' });
      const moving = await tray.page.evaluate(() => document.getAnimations().length);
      expect(moving, name).to.equal(0);
      const borders = await tray.page
        .locator('button')
        .evaluateAll(all => [...new Set(all.map(one => getComputedStyle(one).borderTopWidth))]);
      expect(borders, name).to.deep.equal(['2px']);
    }
    for (const name of ['screen-ask', 'restart-soon', 'program-stopped']) {
      await shown(name, { profile: 'adult', text: 'normal' });
      expect(await faultsIn(tray.page, 'rest'), name).to.deep.equal([]);
    }
    await tray.page.emulateMedia({ forcedColors: null, contrast: 'more' });
    const drawn = await tray.page.evaluate(() =>
      ['body', '.help, details', 'button.other', '.picture'].map(name => {
        const style = getComputedStyle(document.querySelector(name) ?? document.body);
        return name === '.picture' ? style.stroke : style.color;
      }),
    );
    expect(new Set(drawn).size, 'one ink where more contrast is wanted').to.equal(1);
    await tray.page.emulateMedia({ forcedColors: 'active', contrast: null });
    await tray.page.setViewportSize({ width: 820, height: 720 });
    await reports();
    await tray.page.locator('.findings > li').first().waitFor();
    expect(await tray.page.evaluate(() => document.getAnimations().length)).to.equal(0);
    expect(await faultsIn(tray.page), 'what this computer reports').to.deep.equal([]);
    await tray.page
      .getByText('The screen, with the school’s own program: Tom Reed, on 21 Nov 2026')
      .waitFor();
    await tray.page
      .getByText('For anything else, ask the office of Hill Primary School: 020 7946 0018.')
      .waitFor();
    await tray.page.emulateMedia({ reducedMotion: null, forcedColors: null });
    if (draws) writeFileSync(join(prompts, 'who-looked.png'), await tray.page.screenshot({ fullPage: true }));
  });

  it('tells pupils what this computer reports in their own words, with the whole of it folded below', async () => {
    await open(folder);
    await tray.page.setViewportSize({ width: 820, height: 720 });
    const sheet: Sketch[] = [];
    for (const text of textSizes)
      for (const profile of pupils) {
        tray.show({ kind: 'now', face: { profile, text }, may, scenes: [] });
        await reports();
        await tray.page.locator('.said').first().waitFor();
        const said = await tray.page.locator('main > .said p').allTextContents();
        const { tells, wrong, never, who, looked, kept } = pupilReport;
        expect(said, profile).to.deep.equal(
          [tells, wrong, never, who, looked, kept].flatMap(one =>
            one[profile].map(line => line.replace('{kept}', '13 months')),
          ),
        );
        expect(await tray.page.getByText('Ask an adult').count()).to.equal(1);
        expect(await tray.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).to.equal(
          false,
        );
        if (text === 'normal') expect(await faultsIn(tray.page), profile).to.deep.equal([]);
        if (!draws) continue;
        expect(await faultsByDayAndNight(tray.page), `${profile}, ${text}`).to.deep.equal([]);
        const png = (await tray.page.screenshot({ fullPage: true })).toString('base64');
        sheet.push({ label: labelOf({ profile, text }), png });
      }
    await tray.page.getByText(pupilReport.more).click();
    await tray.page.getByText('The screen, with the school’s own program: Tom Reed').waitFor();
    if (draws) writeFileSync(join(prompts, 'what-pupils-read.png'), await sheetOf(context, sheet));
  });

  /** `then`: what is said once it was sent, or the main button was pressed, by what is answered to that. */
  interface Look {
    page: string;
    may: May;
    then?: Record<string, Refusal | null>;
  }
  const without: May = { ...may, link: null };
  const pages: Record<string, Look> = {
    'ask-for-a-program': {
      ...{ page: 'program', may: without },
      then: { 'program-rules-first': 'agree_first', 'program-not-sent': 'too_often', 'program-sent': null },
    },
    'report-a-problem': {
      ...{ page: 'problem', may: without },
      then: { 'problem-not-sent': 'not_possible', 'problem-sent': null },
    },
    'without-an-icon': { page: 'report', may: without },
    'link-for-pupils': {
      page: 'problem',
      may: { ...may, link: { words: 'Worried? Tell CEOP', url: 'https://www.ceop.police.uk/' } },
    },
    presenting: { page: 'presenting', may: without, then: { 'presenting-not-begun': 'already_asked' } },
    'presenting-now': {
      ...{ page: 'presenting', may: { ...without, presenting: noon + 40 * 60_000 } },
      then: { 'presenting-over': null },
    },
  };
  const drawn: (Sketch & { name: string })[] = [];

  /** Of what stands there now. */
  async function looked(name: string, face: Face): Promise<void> {
    const said = `${name}, ${face.profile}, ${face.text}`;
    if (face.text === 'normal') expect(await faultsIn(tray.page), said).to.deep.equal([]);
    const [wide, small] = await tray.page.evaluate(() => [
      document.documentElement.scrollWidth > innerWidth,
      [...document.querySelectorAll('button')].filter(one => one.offsetHeight < 44).length,
    ]);
    expect([wide, small], said).to.deep.equal([false, 0]);
    if (!draws) return;
    expect(await faultsByDayAndNight(tray.page), said).to.deep.equal([]);
    const png = (await tray.page.screenshot({ fullPage: true })).toString('base64');
    drawn.push({ name, label: labelOf(face), png });
  }

  async function sent(why: Refusal | null): Promise<void> {
    tray.replies = { ok: why === null, why };
    await tray.page.evaluate(() => {
      const form = document.querySelector('form');
      form?.querySelector('.outcome')?.replaceChildren();
      for (const one of form?.querySelectorAll('input') ?? [])
        if (one.type === 'radio') one.checked = true;
        else one.value = 'Tux Racer';
      if (form === null) document.querySelector<HTMLElement>('button.main')?.click();
      else form.requestSubmit();
    });
    // Who is sent on is at the new heading.
    await tray.page.locator(why === null ? 'h1:focus' : '.outcome p:first-child').waitFor();
  }

  it('is legible, keeps nobody out, and needs no sideways scrolling, also once it was sent or refused', async function () {
    this.timeout(240_000);
    tray = await BrowserTray.open(context, folder, join(folder, 'none'));
    await tray.page.clock.setFixedTime(noon);
    await tray.page.setViewportSize({ width: 820, height: 900 });
    for (const [name, { page, may, then = {} }] of Object.entries(pages))
      for (const text of textSizes)
        for (const profile of profiles) {
          if (page === 'presenting' && (profile === 'symbols' || profile === 'early_years')) continue;
          if (name === 'link-for-pupils' && (profile === 'adult' || profile === 'early_years')) continue;
          const face: Face = { profile, text };
          const can = { ...may, ask: profile === 'adult' };
          tray.replies = undefined;
          tray.show({ kind: 'now', face, may: can, scenes: [] });
          await (page === 'report' ? tray.report() : tray.help(page));
          await tray.page.locator('h1').waitFor();
          await looked(name, face);
          if ((await tray.page.locator('form, button.main').count()) === 0) continue;
          for (const [next, why] of Object.entries(then)) {
            await sent(why);
            await looked(next, face);
          }
        }
    for (const [name, sheet] of Map.groupBy(drawn, one => one.name))
      writeFileSync(join(prompts, `${name}.png`), await sheetOf(context, sheet));
    tray.replies = undefined;
    tray.show({ kind: 'now', face: { profile: 'adult', text: 'normal' }, may: nothing, scenes: [] });
    await tray.page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
    await tray.help('problem');
    expect(await faultsIn(tray.page), 'forced colours').to.deep.equal([]);
  });
});
