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

  it('is seen as it would be, with the comment in it, and kept for good', async () => {
    devices = await aFleet(here.technician, 1);
    const { context, schoolId } = here.console;
    const now = await readPage(context, schoolId);
    await keepDay(context, schoolId, ofMany(now, 30, { firewall: 3 }));
    await keepDay(context, schoolId, ofMany(now, 2, { 'idle-lock': 3, 'os-updates': 12 }));
    await open('/promises/report');
    await page.getByLabel('As it stood on').waitFor();
    await page.getByText('Fewer than 5 computers do not keep it yet.').first().waitFor();
    await page.getByLabel('The headteacher’s comment').fill('A steady term.\nUpdates fell behind in June.');
    await page.reload();
    await page.locator('.report-comment', { hasText: 'A steady term.' }).waitFor();
    await looksWell(page, 'governors-new');
    const first = new Date(now.at - 30 * dayMs).toISOString().slice(0, 10);
    const shown = await page.locator('.report-sheet').getAttribute('aria-label');
    await page.getByLabel('As it stood on').fill(first);
    await page.locator(`.report-sheet:not([aria-label="${shown}"])`).waitFor();
    await page.getByRole('button', { name: 'Keep this report' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Keep this report' }).click();
    await page.getByRole('link', { name: /^Report 1, as of/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('day')).to.equal(first);
    expect(await page.getByLabel('The headteacher’s comment').inputValue()).to.equal('');
  });

  it('lays the next one beside it, and gives both as a PDF of at most four pages', async () => {
    await open('/promises/report');
    await page.getByRole('heading', { name: /^What changed since/ }).waitFor();
    await page.getByText('does not hold everywhere now; it held then.').first().waitFor();
    await looksWell(page, 'governors-second');
    for (const name of [/^Report 1, as of/, 'Draft (PDF)']) {
      const waiting = page.waitForEvent('download');
      await page.getByRole('link', { name }).click();
      const file = await (await waiting).path();
      expect((await PDFDocument.load(readFileSync(file))).getPageCount()).to.be.within(1, 4);
    }
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
    expect(altered.output).to.match(/promises\.csv is not what was packed[\s\S]*ALTERED or damaged/);
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
    expect(here.complaints.filter(words => !words.includes('404'))).to.deep.equal([]));
});
