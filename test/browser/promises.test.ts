import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { dayIn, keepDay } from '../../console/server/promises/days.ts';
import { readPage } from '../../console/server/promises/service.ts';
import { addMonths, sayDay } from '../../shared/assets/dates.ts';
import { proposedNext } from '../../shared/clauses/policy-review.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { until } from '../support/until.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const dayMs = 24 * 3600_000;
/** Longer than a promise can be. */
const long = `Everybody who works here makes sure that ${'nothing is left where it could be taken, read or broken by others; '.repeat(5)}and asks if unsure.`;
const policy = `4.1 Security of equipment
Computers are locked whenever nobody uses them, and screens lock after 20 minutes.
All equipment has current anti-virus software and a firewall.
Staff supervise pupils who use the internet.
All incidents are recorded in the incident log.
${long}`;

describe('the school’s own promises, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  /** Of whoever reads. */
  let page: Page;
  let technician: Page;
  let devices: SimulatedDevice[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    devices = await aFleet(here.technician, 3);
    page = await here.signedIn({ locale: 'en-GB' });
  });
  after(async () => {
    for (const device of devices) device.agent.stop();
    await here?.remove();
  });

  const kept = async () => (await here.technician('GET', '/clauses')).body.clauses;
  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  }
  async function look(name: string): Promise<void> {
    for (const size of sizes) {
      await page.setViewportSize(size);
      await page.screenshot({ path: `${screenshots}${name}-${size.width}.png`, fullPage: true });
      expect(await seriousIn(page), `${name}-${size.width}`).to.deep.equal([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).to.be.at.most(size.width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  async function theHead(): Promise<Page> {
    const person = { name: 'Hazel Head', email: 'head@greenfield.sch.uk', role: 'headteacher' };
    const { body } = await here.technician('POST', '/people', person);
    const link = await here.technician('POST', `/people/${body.id}/sign-in-link`);
    const own = await here.window({ locale: 'en-GB' });
    await own.goto(link.body.url);
    await own.getByRole('button').first().click();
    await own.locator('h1').waitFor();
    return own;
  }
  /** On the page of a past day. */
  async function evidenceFor(whom: string): Promise<void> {
    await page.getByLabel('For whom').selectOption(whom);
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Evidence (ZIP)' }).click();
    const day = page.url().split('/').at(-1);
    expect((await download).suggestedFilename()).to.equal(`evidence-${whom.replace('_', '-')}-${day}.zip`);
  }
  const save = () => page.getByRole('button', { name: 'Save the promises' }).click();

  it('are Caretaker’s until the school writes its own', async () => {
    await open('/promises');
    await page.getByRole('link', { name: 'Our own words' }).click();
    await page.getByText('No sentence of your own yet').waitFor();
    await look('promise-words-empty');
  });

  it('are chosen from a pasted policy, with the checks that seem to prove each', async () => {
    await page.getByRole('button', { name: 'Paste your policy' }).click();
    await page.getByLabel('Text of your policy').fill(policy);
    const supervised = page.getByRole('checkbox', { name: /Staff supervise pupils/ });
    // What only seems to be proved is never chosen before somebody chose it.
    expect(await page.getByRole('dialog').getByRole('checkbox', { checked: true }).count()).to.equal(0);
    await supervised.check();
    await page.getByText(/No check proves it; records here show it, as in “What went wrong/).waitFor();
    await page.getByText('1 sentence above is too long for a promise').waitFor();
    await look('promise-words-paste');
    await page.getByRole('button', { name: 'Split it into 2' }).click();
    await page.getByRole('checkbox', { name: /and asks if unsure/ }).waitFor();
    for (const name of [/Computers are locked/, /All equipment/])
      await page.getByRole('checkbox', { name }).check();
    await page.getByRole('button', { name: 'Add 3 sentences' }).click();
    expect(await page.getByLabel('Promise 2', { exact: true }).inputValue()).to.match(/^All equipment/);
    expect(await kept()).to.deep.equal([]);
    await save();
    await page.getByText('3 promises saved.').waitFor();
    expect((await kept()).map((one: { controls: string[] }) => one.controls)).to.deep.equal([
      ['idle-lock'],
      ['antivirus', 'firewall'],
      [],
    ]);
    await look('promise-words');
  });

  it('are said by their words, each with the checks under it, and nothing is hidden', async () => {
    await open('/promises');
    await page.getByText('“All equipment has current anti-virus software and a firewall.”').waitFor();
    const both = page.locator('.promise', { hasText: 'All equipment' });
    expect(await both.locator('.promise-parts li').count()).to.equal(2);
    await page.getByText('No check on a computer proves this; somebody has to look.').waitFor();
    expect(await page.locator('.promise').count()).to.be.greaterThan(8);
    await look('promises-own-words');
  });

  it('tell each reader what changed since their own last visit', async () => {
    await page.getByRole('heading', { name: 'What changed this week' }).waitFor();
    const visits = () => here.console.context.db.selectFrom('promise_visit').selectAll().execute();
    await until('the visit is marked', async () => (await visits()).length === 1);
    const at = Date.now() - 3 * dayMs;
    await here.console.context.db.updateTable('promise_visit').set({ at }).execute();
    await page.reload();
    const since = sayDay(dayIn(at, 'Europe/London'));
    await page.getByRole('heading', { name: `What changed since you last looked, on ${since}` }).waitFor();
    await page.getByText('3 computers joined.').waitFor();
    await until('that visit is the one before', async () => (await visits())[0]?.before === at);
    await look('promises-since-last-visit');
  });

  it('come from a policy that somebody looks at: written down, overdue, and taken back', async () => {
    await open('/promises');
    await page.getByText('No look at our policy is written down yet.').waitFor();
    await page.getByRole('button', { name: 'Write down a look' }).click();
    const dialog = page.getByRole('dialog');
    const [on, next] = [dialog.getByLabel('Looked at on'), dialog.getByLabel('Next look by')];
    const today = await on.inputValue();
    expect(await next.inputValue()).to.equal(proposedNext(today));
    await on.fill(addMonths(today, -13));
    expect(await next.inputValue()).to.equal(proposedNext(addMonths(today, -13)));
    await dialog.getByLabel('By whom').fill('The governors');
    await dialog.getByLabel('Who sees to it').fill('the headteacher');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('Ask the headteacher to read it through, then write down the day.').waitFor();
    await look('policy-look-overdue');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('No look at our policy is written down yet.').waitFor();
    await page.getByRole('button', { name: 'Write down a look' }).click();
    await dialog.getByLabel('Who sees to it').fill('Hazel Head');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText(`The next look is due by ${sayDay(proposedNext(today))}.`).waitFor();
    await page.getByRole('button', { name: 'Write down a look' }).click();
    // The looks before come a moment after the dialog.
    const owner = dialog.getByLabel('Who sees to it');
    await until('the last one is proposed', async () => (await owner.inputValue()) === 'Hazel Head');
    expect(await dialog.locator('s').count()).to.equal(1);
    await look('policy-look');
    await dialog.getByRole('button', { name: /^Take back/ }).click();
    await dialog.getByRole('button', { name: /^Take back/ }).waitFor({ state: 'detached' });
    expect(await dialog.locator('s').count()).to.equal(2);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('No look at our policy is written down yet.').waitFor();
  });

  it('each open for the headteacher what proves them and which standards they serve, and no computer', async () => {
    technician = page;
    page = await theHead();
    await open('/promises');
    await page.getByRole('link', { name: /Computers are locked/ }).click();
    await page.getByRole('heading', { name: 'What proves it' }).waitFor();
    await page.getByText('A5.9, A5.10').waitFor();
    await page.getByText('Kept from this afternoon on, once a day.').waitFor();
    await page.getByText(/National advice \(NCSC: 15 minutes\): kept on \d of 3 computers\./).waitFor();
    expect(await page.getByRole('link', { name: /^Computers (that|of which)/ }).count()).to.equal(0);
  });

  it('at risk say who sees to it and by when, once somebody is named, and that is taken back', async () => {
    await open('/promises');
    const risky = page.locator('.promise[data-verdict="does_not_hold"]').first();
    await risky.getByRole('link', { name: 'Say who sees to it' }).click();
    await page.getByText('Nobody is named yet.').waitFor();
    await page.getByRole('button', { name: 'Write down who sees to it' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Who', { exact: true }).fill('the technician');
    await page.keyboard.press('Escape');
    const by = (await dialog.getByLabel('By when').getAttribute('max')) ?? '';
    await dialog.getByLabel('By when').fill(by);
    await dialog.getByLabel('What will be done').fill('New laptops are ordered');
    await look('promise-who-dialog');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    const said = page.getByText(/The technician sees to it by .+ “New laptops are ordered\.”/);
    await said.waitFor();
    await look('promise');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Nobody is named yet.').waitFor();
    expect(await page.locator('s').count()).to.equal(1);
    expect(await said.count()).to.equal(0);
  });

  it('are shown as they stood on a past day', async () => {
    const { context, schoolId } = here.console;
    const now = await readPage(context, schoolId);
    for (const days of [3, 1]) await keepDay(context, schoolId, { ...now, at: now.at - days * dayMs });
    await page.reload();
    await page.getByRole('table').waitFor();
    await look('promise-history');
    await open('/promises');
    const picker = page.getByLabel('As it stood on');
    await picker.fill((await picker.getAttribute('max')) ?? '');
    await page.getByText(/^Kept on .* and not changed since/).waitFor();
    await page.getByRole('link', { name: 'The day before that was kept' }).click();
    await page.getByRole('link', { name: 'The day after that was kept' }).waitFor();
    await look('promises-past-day');
    expect(await page.getByRole('link', { name: /^Computers behind it/ }).count()).to.equal(0);
    await evidenceFor('ofsted');
    await page.getByRole('link', { name: /Computers are locked/ }).click();
    await page.getByText('No computer was let off.').waitFor();
    await look('promise-past-day');
    await page.getByRole('link', { name: 'The day after that was kept' }).click();
    await page.getByRole('link', { name: 'All promises of that day' }).click();
    await page.getByText(/^Kept on .* and not changed since/).waitFor();
    await open('/promises/days/2020-01-01');
    await page.getByText('The page of that day was not kept').waitFor();
    page = technician;
  });

  it('can be put otherwise, in another order, and taken out, by keyboard; a saving is taken back', async () => {
    await open('/promises/words');
    await page.getByRole('button', { name: 'Move promise 2 up' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.getByLabel('Promise 1', { exact: true }).inputValue()).to.match(/^All equipment/);
    await page.getByRole('button', { name: 'Take out promise 3' }).focus();
    await page.keyboard.press('Enter');
    await page.getByLabel('Promise 2', { exact: true }).fill('No');
    await save();
    await page.getByText('Write a whole sentence.').waitFor();
    await page.getByLabel('Promise 2', { exact: true }).fill('Nobody leaves a computer open.');
    await save();
    await page.getByText('2 promises saved.').waitFor();
    expect((await kept()).map((one: { sentence: string }) => one.sentence)[1]).to.equal(
      'Nobody leaves a computer open.',
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByLabel('Promise 3', { exact: true }).waitFor();
    expect(await kept()).to.have.length(3);
  });

  it('of a kept day open the computers behind them, and the evidence for whom it is asked', async () => {
    const { context, schoolId } = here.console;
    const now = await readPage(context, schoolId);
    await keepDay(context, schoolId, now);
    const day = dayIn(now.at, now.timeZone);
    await open(`/promises/days/${day}`);
    await page
      .getByRole('link', { name: /^Computers behind it/ })
      .first()
      .click();
    await page.getByText(/by what had been received by then/).waitFor();
    await page.locator('.promise').nth(2).waitFor();
    expect(await page.locator('.promise').count()).to.equal(3);
    await look('promise-behind-day');
    await open(`/promises/days/${day}`);
    await evidenceFor('cyber_essentials');
  });

  it('are taken from the library too, and what none can show is told with its reason', async () => {
    await open('/promises/words');
    await page.getByRole('button', { name: 'Choose from the library' }).click();
    await page.getByLabel('Find a sentence').fill('lent laptops');
    await page.getByRole('checkbox', { name: /Lent laptops are for work only/ }).check();
    await look('promise-library');
    await page.getByRole('button', { name: 'Add 1 sentence' }).click();
    await save();
    await page.getByText('4 promises saved.').waitFor();
    await open('/promises');
    await page.getByRole('heading', { name: 'What our records show' }).waitFor();
    await page.getByRole('link', { name: 'What is behind it' }).first().click();
    await page.getByRole('heading', { name: '“Lent laptops are for work only.”' }).waitFor();
    await page.getByText('There is nothing to list here.').waitFor();
    await look('promise-record');
    await page.getByRole('link', { name: 'Promises today' }).click();
    await page.getByRole('link', { name: 'Write down a look' }).first().click();
    await page.getByRole('button', { name: 'Write down a look' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await dialog.getByText('Say whether it is so').waitFor();
    await dialog.getByRole('radio', { name: 'It is not so' }).check();
    await dialog
      .getByLabel('What was seen, and where it lies')
      .fill('Two of five classes, in the staff book');
    await look('promise-look-dialog');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    const found = /looked on .+ and found it is not so\. “Two of five classes, in the staff book\.”/;
    await page.getByText(found).waitFor();
    await look('promise-look');
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByText('Nobody has written down yet that they looked.').waitFor();
    await page.getByRole('link', { name: 'Promises today' }).click();
    await page.getByRole('link', { name: 'What no school can show yet' }).click();
    // Which lines these are changes as more can be shown; each has its reason.
    await page
      .getByText(/^Missing: \w/)
      .first()
      .waitFor();
    await look('promises-not-yet');
    await page.getByLabel('Find a promise').fill('backups are made');
    expect(await page.locator('.requirement').count()).to.equal(1);
  });

  it('name no number that computers are not asked for, and stay when their check is switched off', async () => {
    await open('/promises/words');
    const [first] = await kept();
    expect(first.controls).to.deep.equal(['idle-lock']);
    await page.getByLabel('Promise 1', { exact: true }).fill('Screens lock after ten minutes.');
    const differs = 'Our sentence says 10 minutes. Computers are asked for 20 minutes.';
    await page.getByText(differs).waitFor();
    await save();
    await page.getByText('4 promises saved.').waitFor();
    const settings = { controls: { power: { mode: 'off' } }, silentAfterSchoolDays: null };
    const place = '/policies/places/school/draft';
    const draft = (await here.technician('PUT', place, { revision: 0, settings })).body;
    const wish = { revision: draft.revision, reason: 'A test', rings: [] };
    expect((await here.technician('POST', `/policies/versions/${draft.id}/ask`, wish)).status).to.equal(200);
    await open('/promises');
    const lock = page.locator('.promise', { hasText: 'Screens lock after ten minutes.' });
    await lock.getByText(differs).waitFor();
    await lock.getByText('“Screens lock after 20 minutes without use.”').waitFor();
    const off = page.locator('.promise', { hasText: 'Computers are switched off at the end' });
    await off.getByText('Cannot be known yet').waitFor();
    await page.getByText(/switched off at the end of the school day”: no computer is asked for it/).waitFor();
    await look('promises-differ');
  });

  it('wrote no error in any window', () =>
    // A day without a page, and the look that said nothing.
    expect(here.complaints.filter(words => !/404|records\/.* 400 /.test(words))).to.deep.equal([]));
});
