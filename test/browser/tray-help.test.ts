/** Asking for a program, reporting a problem and presenting, in a real browser on the agent's real socket; and reading aloud. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContext } from 'playwright-core';
import { bundleTray } from '../../agent/tray/bundle.ts';
import { requestOfFacts } from '../../shared/protocol/request.ts';
import { type Face, profiles, textSizes } from '../../shared/protocol/tray/face.ts';
import { faultsByDayAndNight, faultsIn } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { BrowserTray } from '../support/browser-tray.ts';
import { hourMs, usualCalendar } from '../support/pretend-off-switch.ts';
import { labelOf, type Sketch, sheetOf } from '../support/prompt-sheet.ts';
import { TrayWorld } from '../support/tray-world.ts';
import { until } from '../support/until.ts';

const minuteMs = 60_000;
const prompts = join(import.meta.dirname, '..', '..', 'docs', 'prompts');
const draws = process.env.CARETAKER_PICTURES !== undefined;
const plain: Face = { profile: 'plain', text: 'normal' };
const adult: Face = { profile: 'adult', text: 'normal' };

/** What the page hears instead of a loudspeaker: this machine has no voice. */
const voice = `(() => {
  window.spoken = [];
  const voices = [
    { name: 'Far away', lang: 'en-GB', localService: false },
    { name: 'Welsh', lang: 'cy-GB', localService: true },
    { name: 'Here', lang: 'en_GB', localService: true },
  ];
  speechSynthesis.getVoices = () => window.voiceless ? [] : voices;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  speechSynthesis.cancel = () => window.spoken.push('(silence)');
  speechSynthesis.speak = spoken => window.spoken.push(spoken.voice.name + ': ' + spoken.text);
})()`;

describe('asking, telling and presenting at a computer', function () {
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
      viewport: { width: 820, height: 900 },
    });
    await context.addInitScript(voice);
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

  async function aTray(face: Face, rule: object = {}, whole: object = {}, later = 0): Promise<TrayWorld> {
    world = new TrayWorld(face, rule, {}, whole);
    world.clock.pass(later);
    world.start();
    await until('the door', () => world?.agent.guards !== undefined);
    tray = await BrowserTray.open(context, folder, world.door);
    await until('it is told', () => tray.attention.may.report, 5000, 10);
    return world;
  }
  const says = (text: string | RegExp) =>
    tray.page.locator('main').getByText(text).first().waitFor({ timeout: 5000 });
  const events = (name: string) =>
    (world?.outbox.next(0, 100, 1e6) ?? [])
      .map(({ body }) => JSON.parse(body))
      .filter(one => one.name === name)
      .map(({ facts }) => facts);

  it('asks for a program that was stopped, with all that the school wants to know of it', async () => {
    const { programs } = await aTray(adult);
    await tray.notice();
    programs.stopped('/home/maria/tux', process.getuid?.() ?? 0, {
      title: 'Tux Racer',
      publisher: 'Sunspire Studios',
    });
    await says('This program does not run on this computer.');
    await tray.page.getByRole('button', { name: 'Ask', exact: true }).click();
    await until('the window for it opens', () => tray.opened.length === 1, 5000, 10);
    const { name, about } = tray.opened[0] ?? { name: '', about: {} };
    await tray.help(name, about);
    const field = (label: string) => tray.page.getByLabel(label);
    expect(await field('What it is called').inputValue()).to.equal('Tux Racer');
    await tray.page.getByRole('button', { name: 'Send' }).click();
    expect(events('request.made'), 'nothing goes without a reason').to.deep.equal([]);
    await field('What you need it for').fill('Year 5 learns about forces');
    await field('For what age it is suitable, if you know').fill('Year 3 and older');
    await field('It is free').check();
    await tray.page
      .getByRole('group', { name: /personal data/ })
      .getByLabel('No', { exact: true })
      .check();
    await tray.page.keyboard.press('Enter');
    await says('The school is asked as soon as this computer can reach it.');
    expect(requestOfFacts(events('request.made')[0])?.request).to.deep.equal({
      ...{ kind: 'software', person: 'maria', title: 'Tux Racer', publisher: 'Sunspire Studios' },
      ...{ reason: 'Year 5 learns about forces', licence: 'free', suitability: 'Year 3 and older' },
      personalData: 'no',
    });
    await tray.help('program', about);
    await field('What you need it for').fill('Again');
    await tray.page.getByRole('button', { name: 'Send' }).click();
    await says('You asked for it already.');
    expect(events('request.made')).to.have.length(1);
  });

  it('lets a pupil who reads ask in the same window, for a reason from the list', async () => {
    const { programs } = await aTray(plain);
    await tray.notice();
    programs.stopped('/home/maria/tux', process.getuid?.() ?? 0, { title: null, publisher: null });
    await says('This program does not work here.');
    await tray.page.getByRole('button', { name: 'Ask', exact: true }).click();
    await tray.page.getByLabel('For a lesson').check();
    await tray.page.getByRole('button', { name: 'Send' }).click();
    await says(/^You asked for it at \d\d:\d\d\.$/);
    expect(requestOfFacts(events('request.made')[0])?.request).to.deep.include({
      ...{ title: 'tux', reason: 'For a lesson', licence: 'unknown', personalData: 'unknown' },
    });
  });

  it('reports a problem, which a pupil chooses and does not write', async () => {
    await aTray(plain, {}, { pupilLink: { words: 'Tell CEOP', url: 'https://www.ceop.police.uk/' } });
    await tray.help('problem');
    await tray.page.getByRole('button', { name: 'Tell CEOP' }).click();
    await until('the link opens', () => tray.links.length === 1, 5000, 10);
    expect(tray.links).to.deep.equal(['https://www.ceop.police.uk/']);
    expect(await tray.page.getByRole('textbox').count()).to.equal(0);
    await tray.page.getByLabel('I saw something that should not be here').check();
    await tray.page.getByRole('button', { name: 'Send' }).click();
    await says('Tell an adult too.');
    expect(events('problem.reported')).to.deep.equal([{ about: 'got_through', more: '', person: 'maria' }]);
  });

  it('holds the lock while a teacher presents, says until when, and lets it lock again', async () => {
    const { lab, session } = await aTray(plain, { presentationAllowed: true, presenters: ['maria'] });
    await tray.page.clock.setFixedTime(lab.clock.now());
    lab.use(session);
    await until('it is offered', () => tray.attention.may.present === 60, 5000, 10);
    await tray.help('presenting');
    await tray.page.getByLabel(/^45\sminutes$/).check();
    await tray.page.getByRole('button', { name: 'Begin' }).click();
    await says(/^We will not lock the screen until \d\d:\d\d\.$/);
    expect(events('presentation.started')).to.deep.equal([{ minutes: 45, by: 'maria' }]);
    lab.leave(session);
    await lab.clock.pass(30 * minuteMs);
    expect(session.locked).to.equal(false);
    await tray.help('presenting');
    await tray.page.getByRole('button', { name: 'Let it lock again' }).click();
    await says('The screen will lock again now.');
    await lab.clock.pass(1000);
    await until('it is locked', () => session.locked, 5000, 10);
  });

  it('turns off after school unless somebody is still working, as often as it says, and no more', async () => {
    const power = { mode: 'enforce', after: 'closing', minutes: 30, warnMinutes: 10, deferMinutes: 15 };
    const rule = { power: { ...power, deferrals: 2 }, calendar: usualCalendar() };
    // It is Monday, ten minutes after the school closed.
    const { clock, off } = await aTray(adult, {}, rule, 33 * hourMs + 40 * minuteMs);
    await tray.notice();
    const until = async (at: string) => {
      while (new Date(clock.now()).toISOString().slice(11, 16) < at) {
        clock.pass(minuteMs);
        await clock.settled();
      }
      await tray.page.clock.setFixedTime(clock.now());
    };
    const wait = tray.page.getByRole('button', { name: 'Still working' });
    await until('17:50');
    await says('This computer turns off at 18:00.');
    await says('You can put this off 2 more times.');
    await wait.click();
    await until('18:05');
    await says('This computer turns off at 18:15.');
    await says('You can put this off once more.');
    await wait.click();
    await until('18:20');
    await says('This computer turns off at 18:30.');
    await says('You cannot put this off again today.');
    expect(await wait.count()).to.equal(0);
    expect(await tray.link.ask({ verb: 'wait' }), 'whatever a tray says').to.include({ ok: false });
    expect(off.plannedAt).to.equal(Date.UTC(2026, 10, 23, 18, 30));
  });

  it('says on a lost or kept computer how it finds its way back, again with each lock, until it is released', async () => {
    const { agent, clock, session } = await aTray(adult);
    await tray.notice();
    const [lostId, quarantineId] = [randomUUID(), randomUUID()];
    await agent.obey({ kind: 'lost_mode', lostId, message: 'Please ring 020 7946 0018.' });
    expect(session.locked).to.equal(true);
    await says('The school reported this computer lost.');
    await says('Please ring 020 7946 0018.');
    await tray.page.getByRole('button', { name: 'Close' }).click();
    await until('it is closed', () => !tray.isShowing, 5000, 10);
    clock.pass(2 * minuteMs);
    await says('Please ring 020 7946 0018.');
    await agent.obey({ kind: 'lost_release', lostId });
    const message = 'Please tell Priya Nair.';
    await agent.obey({ kind: 'quarantine', quarantineId, message, cutUntil: null });
    await says('The school keeps this computer as it is.');
    await says(message);
    await agent.obey({ kind: 'quarantine_release', quarantineId });
    await until('it is gone', () => !tray.isShowing, 5000, 10);
  });

  it('reads the window aloud with a voice of this computer, only when the button is pressed', async () => {
    await aTray({ profile: 'plain', text: 'large' });
    await tray.help('problem');
    const spoken = () => tray.page.evaluate(() => (window as unknown as { spoken: string[] }).spoken);
    expect(await spoken()).to.deep.equal([]);
    await tray.page.getByRole('button', { name: 'Read aloud' }).click();
    await tray.page.getByRole('button', { name: 'Stop reading' }).waitFor();
    expect((await spoken()).slice(0, 3)).to.deep.equal([
      '(silence)',
      'Here: What is wrong?',
      'Here: We tell the school, and your name too.',
    ]);
    await tray.page.getByRole('button', { name: 'Stop reading' }).click();
    expect((await spoken()).at(-1)).to.equal('(silence)');
    await tray.page.evaluate(() => Object.assign(window, { voiceless: true }));
    await tray.page.getByRole('button', { name: 'Read aloud' }).click();
    await says('This can not be read aloud here. Ask an adult.');
  });

  it('shows the rules to whoever they are for, to be signed only by those who sign, at both sizes', async function () {
    this.timeout(120_000);
    const sheets: Record<'rules-window' | 'rules-window-answered', Sketch[]> = {
      'rules-window': [],
      'rules-window-answered': [],
    };
    for (const text of textSizes)
      for (const profile of profiles) {
        const said = `${profile}, ${text}`;
        const here = await aTray({ profile, text });
        await tray.page.clock.setFixedTime(here.clock.now());
        await here.rules();
        await tray.rules(null);
        await tray.page.getByRole('heading', { name: 'Using our computers' }).waitFor();
        await says(profile === 'adult' ? /^Lock the screen/ : /^Be kind/);
        const looked = async (name: keyof typeof sheets) => {
          if (name === 'rules-window' || text === 'normal')
            expect(await faultsIn(tray.page), `${name}, ${said}`).to.deep.equal([]);
          if (draws) expect(await faultsByDayAndNight(tray.page), `${name}, ${said}`).to.deep.equal([]);
          const poor = await tray.page.evaluate(() => [
            document.documentElement.scrollWidth > innerWidth,
            [...document.querySelectorAll('button, input')].filter(
              one => (one as HTMLElement).offsetHeight < 44,
            ).length,
          ]);
          expect(poor, `${name}, ${said}`).to.deep.equal([false, 0]);
          if (!draws) return;
          const png = (await tray.page.screenshot({ fullPage: true })).toString('base64');
          sheets[name].push({ label: labelOf({ profile, text }), png });
        };
        await looked('rules-window');
        const button = (name: string) => tray.page.getByRole('button', { name, exact: true });
        const signs = profile === 'adult' || profile === 'plain';
        expect(await button('I agree').count(), said).to.equal(signs ? 1 : 0);
        if (signs) {
          await button('I agree').click();
          expect(events('notice.answered'), 'nobody agrees without a name').to.deep.equal([]);
          await button('I do not agree').click();
          await says(
            profile === 'adult' ? 'You have not agreed to these rules.' : 'You said no to the rules.',
          );
          await tray.rules(null);
          await tray.page.getByLabel('Your name').fill('Maria Silva');
          if (draws) await looked('rules-window-answered');
          await tray.page.keyboard.press('Enter');
          await says(profile === 'adult' ? 'You have agreed to these rules.' : 'You said yes to the rules.');
          await looked('rules-window-answered');
          const said = events('notice.answered').map(({ answer, person, rendering }) => [
            ...[answer, person, rendering],
          ]);
          expect(said).to.deep.equal([
            ['declined', '', profile],
            ['agreed', 'Maria Silva', profile],
          ]);
        }
        await tray.close();
        await world?.stop();
        world = undefined;
      }
    if (draws)
      for (const [name, sheet] of Object.entries(sheets))
        writeFileSync(join(prompts, `${name}.png`), await sheetOf(context, sheet));
  });
});
