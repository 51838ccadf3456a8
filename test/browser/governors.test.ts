import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PDFDocument } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { keepDay } from '../../console/server/promises/days.ts';
import { readPage } from '../../console/server/promises/service.ts';
import type { Promises, PromiseView } from '../../shared/protocol/api/overview.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const caretaker = fileURLToPath(new URL('../../caretaker.js', import.meta.url));
const dayMs = 24 * 3600_000;

/** What `caretaker verify` says and ends with. */
const verify = (...words: string[]) =>
  new Promise<{ code: number; output: string }>(resolve => {
    execFile(process.execPath, [caretaker, 'verify', ...words], (error, stdout) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout }),
    );
  });

/** The school's own page with the figures of 43 computers. */
function ofMany(page: Promises, days: number, broken: Record<string, number>): Promises {
  const told = (one: PromiseView): PromiseView => {
    const not_met = broken[one.control] ?? 0;
    const unknown = one.control === 'antivirus' ? 2 : 0;
    const verdict = not_met > 0 ? 'does_not_hold' : unknown > 0 ? 'cannot_be_known' : 'holds';
    const counts = { met: 43 - not_met - unknown, not_met, unknown, not_applicable: 0 };
    return { ...one, verdict, counts, excepted: 0, oldestAt: page.at };
  };
  const promises = page.promises.map(told).sort((a, b) => (a.verdict < b.verdict ? -1 : 1));
  const held = promises.filter(one => one.verdict === 'holds').length;
  const headline = `${held} of our ${promises.length} promises about school computers hold.`;
  return { ...page, at: page.at - days * dayMs, devices: 43, promises, headline };
}

describe('the report to the governors, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let page: Page;
  let devices: SimulatedDevice[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    page = await here.signedIn({ locale: 'en-GB' });
  });
  after(async () => {
    for (const device of devices) device.agent.stop();
    await here?.remove();
  });

  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
  }

  it('is reached from the promises, and says what is missing while no day was kept', async () => {
    await open('/promises');
    await page.getByRole('link', { name: 'For the governors' }).click();
    await page.getByText('No day was kept yet.').waitFor();
    await looksWell(page, 'governors-empty');
  });

  /** A window of somebody with that role, signed in by their link. */
  async function windowOf(role: 'headteacher' | 'governor', name: string, email: string): Promise<Page> {
    const { body: person } = await here.technician('POST', '/people', { name, email, role });
    const { body } = await here.technician('POST', `/people/${person.id}/sign-in-link`);
    const theirs = await here.window({ locale: 'en-GB' });
    await theirs.goto(body.url);
    await theirs.getByRole('button').first().click();
    await theirs.locator('h1').waitFor();
    return theirs;
  }
  const incidents = async (category: string, times: number) => {
    for (let one = 0; one < times; one++)
      await here.technician('POST', '/incidents', { category, title: 'Mrs Marsh saw something on Elm-1' });
  };
  /** What governors must never find, wherever they look. */
  const telling = /Mrs Marsh|Elm-|\b[1-4] (?:computers|incidents|things)\b/;

  it('is seen as it would be, with the comment in it, and kept for good', async () => {
    devices = await aFleet(here.technician, 1);
    const { context, schoolId } = here.console;
    await incidents('malware', 2);
    await incidents('lost_or_stolen', 8);
    // As a year that has gone by leaves them: some of the first stretch, the rest of the second.
    const long = Date.now() - 31 * dayMs;
    const rows = await context.db.selectFrom('incident').select(['id', 'number']).orderBy('number').execute();
    for (const { id, number } of rows)
      if (number > 3)
        await context.db.updateTable('incident').set({ reported_at: long }).where('id', '=', id).execute();
      else
        await context.db
          .updateTable('incident')
          .set({ reported_at: Date.now() - 3 * dayMs })
          .where('id', '=', id)
          .execute();
    const now = await readPage(context, schoolId);
    await keepDay(context, schoolId, ofMany(now, 58, {}));
    await keepDay(context, schoolId, ofMany(now, 30, { firewall: 3 }));
    await keepDay(context, schoolId, ofMany(now, 2, { 'idle-lock': 3, 'os-updates': 12 }));
    await open('/promises/report');
    await page.getByLabel('As it stood on').waitFor();
    await page.getByText('Fewer than 5 computers do not keep it yet.').first().waitFor();
    await page.getByLabel('The headteacher’s comment').fill('A steady term.\nUpdates fell behind in June.');
    await page.getByLabel('The headteacher recommends').fill('A spare laptop for each year group.');
    await page.reload();
    await page.locator('.report-comment', { hasText: 'A steady term.' }).waitFor();
    await page.locator('.report-comment', { hasText: 'A spare laptop' }).waitFor();
    await looksWell(page, 'governors-new');
    // By the school's clock: a day of UTC is another one for an hour of a summer's evening.
    const first = (await here.technician('GET', '/promises/days')).body.items[1].day;
    const shown = await page.locator('.report-sheet').getAttribute('aria-label');
    await page.getByLabel('As it stood on').fill(first);
    await page.locator(`.report-sheet:not([aria-label="${shown}"])`).waitFor();
    await page.getByRole('button', { name: 'Keep this report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep this report' }).click();
    await page.getByRole('link', { name: /^Report 1, as of/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('day')).to.equal(first);
    expect(await page.getByLabel('The headteacher’s comment').inputValue()).to.equal('');
  });

  it('lays the next one beside it, and gives both as a PDF of at most six pages', async () => {
    await open('/promises/report');
    await page.getByRole('heading', { name: /^What changed since/ }).waitFor();
    await page.getByText('does not hold everywhere now; it held then.').first().waitFor();
    await looksWell(page, 'governors-second');
    const trend = page.getByRole('table', { name: 'Incidents' });
    expect(await trend.getByRole('row', { name: /^Lost or stolen/ }).textContent()).to.match(
      /about 5\s*fewer than 5\s*Fewer/,
    );
    for (const name of ['Report 1 as PDF', 'Draft (PDF)']) {
      const waiting = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const file = await (await waiting).path();
      expect((await PDFDocument.load(readFileSync(file))).getPageCount()).to.be.within(1, 6);
    }
  });

  it('is kept by the headteacher, goes by e-mail to whom they choose, and the week to who wants it', async () => {
    const head = await windowOf('headteacher', 'Hazel Head', 'hazel@school.example');
    await head.goto(here.url('/promises/week'));
    const addresses = () => head.getByRole('combobox', { name: 'And to these addresses' });
    await head.getByRole('link', { name: 'Get it by e-mail at the end of each school week' }).click();
    await addresses().fill('clerk');
    await head.keyboard.press('Enter');
    await head.getByRole('button', { name: 'Save who gets it' }).click();
    await head.getByText('Write an e-mail address').waitFor();
    await head.keyboard.press('Escape');
    await addresses().press('Backspace');
    await addresses().fill('clerk@council.example');
    await head.keyboard.press('Enter');
    await head
      .getByRole('group', { name: 'The week in five lines goes to' })
      .getByLabel(/^Hazel Head/)
      .check();
    await head.getByRole('button', { name: 'Save who gets it' }).click();
    await head.getByText(/^A report can next go out on .+ The next week is told on /).waitFor();
    await head.reload();
    await head.getByText('clerk@council.example').first().waitFor();
    await looksWell(head, 'governors-letters');
    await page.goto(here.url('/promises/report'));
    await page.getByText('The headteacher keeps it, with a comment').waitFor();
    expect(await page.getByRole('button', { name: 'Keep this report' }).count()).to.equal(0);
    await head.getByLabel('The headteacher’s comment').fill('Passwords were shared less.');
    await head.getByRole('button', { name: 'Keep this report' }).click();
    await head.getByRole('dialog').getByRole('button', { name: 'Keep this report' }).click();
    await head.getByRole('link', { name: /^Report 2, as of/ }).waitFor();
    await head.context().close();
  });

  it('is read by a governor: a page, a PDF, a spreadsheet, and nothing behind them', async () => {
    const governor = await windowOf('governor', 'Gus Governor', 'gus@school.example');
    await governor.goto(here.url('/reports'));
    await governor.getByRole('link', { name: /^Report 2, as of/ }).click();
    await governor.getByRole('heading', { name: /^Report 2 to the governors/ }).waitFor();
    await governor.getByRole('table', { name: 'Incidents' }).waitFor();
    await governor.getByRole('heading', { name: 'Still to be done' }).waitFor();
    expect(await governor.locator('main').textContent()).to.not.match(telling);
    await looksWell(governor, 'governors-kept');
    const waiting = governor.waitForEvent('download');
    await governor.getByRole('link', { name: 'Spreadsheet (CSV)' }).click();
    const sheet = readFileSync(await (await waiting).path(), 'utf8');
    expect(sheet)
      .to.match(/Incidents,Harmful software,.+fewer than 5/)
      .and.not.match(telling);
    await governor.goto(here.url('/incidents'));
    await governor.getByRole('heading', { level: 1 }).waitFor();
    expect(await governor.locator('main').textContent()).to.not.include('Mrs Marsh');
    await governor.context().close();
  });

  it('gives the evidence of the day, which anybody can check without the console', async () => {
    await open('/promises/report');
    const { key } = (await here.technician('GET', '/evidence')).body;
    await page.getByText(key).waitFor();
    const waiting = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Evidence (ZIP)' }).click();
    const file = await (await waiting).path();
    const said = await verify(file, '--key', key);
    expect(said.output).to.match(/UNALTERED: evidence of Greenfield Primary School/);
    expect(said.code).to.equal(0);
    const bytes = readFileSync(file);
    writeFileSync(file, Buffer.from(bytes.toString('latin1').replace('Holds', 'holds'), 'latin1'));
    const altered = await verify(file);
    expect(altered.output).to.match(/\.csv is not what was packed[\s\S]*ALTERED or damaged/);
    expect(altered.code).to.equal(1);
    expect((await verify('/no/such.zip')).code).to.equal(1);
  });

  it('has a smaller sister for the headteacher: the week in five lines', async () => {
    await open('/promises');
    await looksWell(page, 'promises-with-report');
    await page.getByRole('link', { name: 'The week in five lines' }).click();
    await page.getByText('Laid beside').waitFor();
    expect(await page.locator('.week dt').count()).to.equal(5);
    await looksWell(page, 'week');
  });

  it('says of a day that was not kept that it was not', async () => {
    await open('/promises/report?day=2020-01-01');
    await page.getByText('The page of that day was not kept').waitFor();
  });

  it('wrote no error in any window', () =>
    expect(here.complaints.filter(words => !/404|#letters: .* 400/.test(words))).to.deep.equal([]));
});
