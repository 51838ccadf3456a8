/** From a page of the console to the window at a computer and back: real console, real link, real agent, real socket. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { openChannel } from '../../agent/service/main-channel.ts';
import { consoleAddress } from '../../agent/service/main-enrol.ts';
import { noMachine, SimulatedDevice } from '../../agent/simulate/device.ts';
import { bundleTray } from '../../agent/tray/bundle.ts';
import type { Face } from '../../shared/protocol/tray/face.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aCode, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { BrowserTray } from '../support/browser-tray.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { until } from '../support/until.ts';

const face: Face = { profile: 'plain', text: 'normal' };
const adultText = `You may use the school’s computers for school work.

Keep your password to yourself. Ask before you install anything or plug in a stick.

What you do on the network is monitored, and can be traced to you.`;
const plainText = 'Be kind. Keep your password to yourself. Ask before you plug something in.';

describe('messages and rules, from the console to the computer and back', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ct-'));
  let here: BrowserConsole;
  let page: Page;
  let device: SimulatedDevice;
  let channel: ReturnType<typeof openChannel>;
  let tray: BrowserTray;

  before(async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(screenshots, { recursive: true });
    const bundled = bundleTray(join(folder, 'windows'));
    here = await aBrowserConsole();
    page = await here.signedIn({ locale: 'en-GB' });
    await bundled;
    for (const [name, kind, email] of [
      ['Maria Green', 'staff', 'maria@hill.example'],
      ['Tom Ash', 'staff', ''],
      ['Ben Oak', 'pupil', ''],
    ])
      await here.technician('POST', '/persons', { name, kind, email, group: 'Year 4' });
    await aComputer();
    const context = await here.browser.newContext({ viewport: { width: 380, height: 420 }, locale: 'en-GB' });
    tray = await BrowserTray.open(
      context,
      join(folder, 'windows'),
      join(folder, 'tray', `${process.getuid?.()}.sock`),
    );
    await tray.notice();
  });
  after(async () => {
    await tray?.close();
    channel?.stop();
    await device?.agent.stop();
    await here?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** At which somebody sits who signed in as maria. */
  async function aComputer(): Promise<void> {
    const made = await aCode(here.technician, 1);
    const enrolment = { url: consoleAddress(made.url) ?? '', code: made.code };
    device = new SimulatedDevice({
      ...{ index: 0, seed: 7, folder: undefined, console: enrolment, log: () => {} },
      onShown: () => channel.changed(),
    });
    const stat = {
      exit: 0,
      signal: null,
      timedOut: false,
      missing: false,
      stdout: `${process.getuid?.()} maria\n`,
      stderr: '',
    };
    channel = openChannel(
      { data: folder, doors: join(folder, 'tray'), face, aloud: false, platform: 'linux' },
      { ...noMachine(Date.now), run: async () => stat },
      device.outbox,
      () => {},
    );
    device.agent.start();
    channel.start(device.agent);
    const queue = await answerOf(
      'it waits',
      () => here.technician('GET', '/queue'),
      ({ body }) => body.items.length > 0,
    );
    await here.technician('POST', '/queue/decisions', { approve: [{ id: queue.body.items[0].id }] });
    await until('it is connected', () => device.agent.view().link?.state === 'connected');
  }
  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  }
  const press = (name: string, on = page) => on.getByRole('button', { name, exact: true }).click();
  const says = (text: string | RegExp) => tray.page.locator('main').getByText(text).first().waitFor();
  const gone = () => until('the window goes', () => !tray.isShowing, 8000, 10);

  it('says what it is for while nothing was sent', async () => {
    await open('/notices');
    await page.getByText('Nothing is shown now.').waitFor();
  });

  it('is written once, read at the computer, and the page says who has seen it', async () => {
    await page.getByRole('link', { name: 'Write a message' }).click();
    await page.getByLabel('Title').fill('Fire drill');
    await page.getByLabel('For adults').fill('On Tuesday at ten the bell rings for a drill.');
    await page.getByLabel('In plain words').fill('On Tuesday the bell will ring. We all go out.');
    await press('Send it');
    await page.getByRole('heading', { name: 'Fire drill' }).waitFor();
    await says('The school has a message for you.');
    await says('On Tuesday the bell will ring. We all go out.');
    expect(await seriousIn(tray.page)).to.deep.equal([]);
    await page.getByText('Shown, not answered').nth(1).waitFor();
    await press('I have read this', tray.page);
    await gone();
    await page.getByText('Read at 1 of 1 computers').waitFor();
    await page.getByRole('cell', { name: /^Maria Green/ }).waitFor();
    await looksWell(page, 'notices-one');
  });

  it('has the rules signed by name, in the words of whoever reads them', async () => {
    await open('/notices/rules');
    await page.getByLabel('For adults').fill(adultText);
    await page.getByLabel('In plain words').fill(plainText);
    await press('Keep these rules');
    await page.getByText('Wording 1 by').waitFor();
    await open('/notices/round');
    await page.getByLabel('Whoever has not signed cannot ask').check();
    await page.getByRole('checkbox', { name: 'Pupil' }).check();
    await looksWell(page, 'notices-round');
    await press('Ask for signatures');
    // The technician is one of the staff.
    await page.getByText('0 of 4 signed, 4 not yet').waitFor();

    await says('The school has rules for you to read.');
    await tray.page.screenshot({ path: `${screenshots}tray-rules.png` });
    await press('Read', tray.page);
    await until('they open', () => tray.reads.length === 1);
    await tray.page.setViewportSize({ width: 820, height: 720 });
    await tray.rules(tray.reads[0] ?? null);
    await says(plainText);
    expect(await seriousIn(tray.page)).to.deep.equal([]);
    await tray.page.screenshot({ path: `${screenshots}tray-rules-open.png` });
    await press('I agree', tray.page);
    expect(await tray.page.getByLabel('Your name').evaluate(one => one === document.activeElement)).to.equal(
      true,
    );
    await tray.page.getByLabel('Your name').fill('Maria G.');
    await press('I agree', tray.page);
    await says('You said yes to the rules.');
    await page.getByText('1 of 4 signed, 3 not yet').waitFor();
    await page.getByRole('row', { name: /Maria Green.*Signed/ }).waitFor();
  });

  it('notes a signature on paper, and keeps the chase list to those who are left', async () => {
    await press('Write down a signature of Ben Oak');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Keep the paper in the file').waitFor();
    expect(await dialog.getByLabel('Whose signature it is').inputValue()).to.equal('parent');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('2 of 4 signed, 2 not yet').waitFor();
    await page.getByLabel('Standing').selectOption('waiting');
    await page.getByRole('row', { name: /Tom Ash/ }).waitFor();
    await page.getByRole('row', { name: /Maria Green/ }).waitFor({ state: 'detached' });
    await page.getByLabel('Standing').selectOption('');
    await page.getByRole('row', { name: /Maria Green/ }).waitFor();
    await looksWell(page, 'notices-chase');
  });

  it('keeps an answer that is given without a network, and tells it once', async () => {
    const body = { kind: 'message', title: 'Snow', adult: 'School opens at ten.', plain: '', symbols: '' };
    await tray.page.setViewportSize({ width: 380, height: 420 });
    await tray.notice();
    const sent = await here.technician('POST', '/notices', {
      ...{ ...body, answer: 'read', until: Date.now() + 86_400_000 },
    });
    await says('School opens at ten.');
    const [{ id }] = (await here.technician('GET', '/devices')).body.items;
    here.console.context.presence.refuse(id, { code: 'too_busy', message: 'Later.', retryAfterMs: 1500 });
    await until('it is out of touch', () => device.agent.view().link?.state !== 'connected', 5000, 5);
    await press('I have read this', tray.page);
    await gone();
    expect(device.outbox.waiting).to.be.greaterThan(0);
    const devices = await answerOf(
      'it arrives',
      () => here.technician('GET', `/notices/${sent.body.id}/devices`),
      ({ body: { items } }) => items[0].answers > 0,
    );
    expect(devices.body.items[0].answers).to.equal(1);
    await open('/notices');
    await page.getByText('2 of 4 people signed').waitFor();
    await looksWell(page, 'notices');
  });

  it('has a place for what has ended, and wrote no error in any window', async () => {
    await open('/notices?state=ended');
    await page.getByText('Nothing has ended yet.').waitFor();
    expect(here.complaints).to.deep.equal([]);
  });
});
