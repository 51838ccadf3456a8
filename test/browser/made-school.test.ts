/** A technician's Monday morning at a school of 300 computers with a year behind it, from the inbox to the chase list. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { aMadeSchool, type MadeSchool, madeDevices } from '../support/made-school.ts';

/** Monday, a quarter past eight. */
const morning = Date.UTC(2026, 10, 23, 8, 15);

describe('a school of 300 computers and a year, in a browser', function () {
  this.timeout(240_000);
  let made: MadeSchool;
  let here: BrowserConsole;
  let page: Page;
  /** By how much the console's clock was put on. */
  let later = 0;

  before(async () => {
    made = await aMadeSchool();
    const began = Date.now();
    const settings = { smtpUrl: 'smtp://127.0.0.1:9', mailFrom: 'caretaker@ashgrove.example' };
    here = await aBrowserConsole({
      ...{ data: made.folder, settings, now: () => morning + later + Date.now() - began },
    });
    page = await here.signedIn();
  });
  after(async () => {
    await here?.remove();
    made?.remove();
  });

  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const looks = (name: string) => looksWell(page, `year-of-300-${name}`, { fullPage: false });
  const focusIsOn = (words: string) =>
    page.evaluate(text => document.activeElement?.textContent === text, words);
  const get = async (path: string) => (await here.technician('GET', path)).body;

  it('begins with what needs somebody, the one who said no to the rules among it', async () => {
    await open('/overview');
    await page.getByText('3 requests wait').first().waitFor();
    await page
      .getByText('One person has said no to “Acceptable use of computers”. Speak with them.')
      .waitFor();
    await looks('overview');
  });

  it('has an inbox that says who has said no, and is decided by keyboard alone', async () => {
    await open('/requests');
    const asked = page.locator('[data-request]', { hasText: 'GeoGebra' });
    await asked.getByText('said no to “Acceptable use of computers”').waitFor();
    await looks('requests');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('d');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Please speak with the headteacher about the rules first.');
    for (let stop = 0; stop < 12 && !(await focusIsOn('Refuse it')); stop += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await asked.waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page.locator('[data-request]', { hasText: 'Read a stick' }).waitFor({ state: 'detached' });
    const { items } = await get('/requests?state=decided');
    expect(items.slice(0, 2).map((one: { state: string }) => one.state)).to.deep.equal([
      ...['approved', 'refused'],
    ]);
  });

  it('shows what twelve groups are asked, and what a change would do to whom, before it is made', async () => {
    await open('/policies');
    expect(await page.getByRole('rowheader').count()).to.equal(13);
    await looks('policies');
    await open('/policies/school');
    const card = page.locator('.control-card', {
      has: page.getByRole('heading', { name: 'System updates' }),
    });
    await card
      .getByText(/settings/)
      .first()
      .click();
    await page.getByLabel('Days to install a security update').fill('3');
    await page.getByText(/^Days to install a security update: 14 becomes 3/).waitFor();
    const whatIf = page.getByRole('region', { name: 'What it would do' });
    await whatIf.locator('.consequence').first().waitFor();
    await page.screenshot({ path: `${screenshots}year-of-300-draft.png`, fullPage: true });
    expect(await seriousIn(page)).to.deep.equal([]);
    const place = await get('/policies/places/school');
    const said = await get(`/policies/versions/${place.draft.version.id}/what-if`);
    expect(JSON.stringify(said.controls.map((one: { control: string }) => one.control))).to.include(
      'os-updates',
    );
    await page.getByRole('button', { name: 'Discard draft' }).click();
    await page.getByRole('heading', { name: 'In force', exact: true }).waitFor();
  });

  it('tells how far 300 devices are as they should be, what drifted and what was accepted', async () => {
    await open('/policies/school?tab=baseline');
    const { devices, inLine, accepted, out, controls } = await get('/policies/places/school/baseline');
    expect(devices).to.equal(madeDevices);
    await page.getByText(`${inLine} of ${madeDevices} devices are as they should be`).waitFor();
    expect(accepted).to.have.length.of.at.least(2);
    await page.getByRole('link', { name: out[0].name, exact: true }).first().waitFor();
    await looks('baseline');
    const failing = controls.find(
      (one: { notMet: number; accepted: number }) => one.notMet > 0 && one.accepted === 0,
    );
    await page.locator(`a[href="/devices?control=${failing.control}&state=not_met"]`).click();
    await page.getByText(`${failing.notMet} device`).first().waitFor();
    await open('/policies/exceptions');
    await page.getByText('The catalogue screens, until the new ones come').waitFor();
    await looks('exceptions');
  });

  it('says on a device where each setting comes from, and what it is excepted from', async () => {
    const { items } = await get('/policies/exceptions');
    const excepted = items.find(
      (one: { status: string; control: string }) => one.status === 'active' && one.control === 'idle-lock',
    );
    await open(`/devices/${excepted.devices.named[0].id}?tab=policy`);
    const lock = page.locator('.asked-control', { hasText: 'Screen lock' });
    await lock
      .getByText(/by an exception until/)
      .first()
      .waitFor();
    await lock.locator('summary').click();
    await lock.getByText('the usual setting').first().waitFor();
    await looks('device-policy');
    await page.getByText(/^Never: keystrokes/).waitFor();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByLabel('As it was known on').fill('2026-09-15');
    await page.getByRole('heading', { name: 'How it stood at the end of 15 Sept 2026' }).waitFor();
    expect(page.url()).to.contain('on=2026-09-15');
  });

  it('shows twenty-five devices at once on a laptop, with whose they are and their asset tags', async () => {
    await open('/devices');
    await page.getByRole('link', { name: 'EYFS-01', exact: true }).waitFor();
    const [whole, tagged] = await page.locator('tbody tr[data-index]').evaluateAll(rows => {
      const seen = rows.filter(row => row.getBoundingClientRect().bottom <= window.innerHeight);
      return [seen.length, seen.filter(row => /AH\d+$/.test(row.textContent ?? '')).length];
    });
    expect(whole).to.be.at.least(25);
    expect(tagged).to.equal(whole);
    const { items } = await get('/loans?view=now');
    const lent = (await get(`/devices?search=LOAN&limit=50`)).items.filter(
      (one: { asset: { holder: string | null } | null }) => one.asset?.holder !== null,
    );
    expect(lent.length).to.be.at.least(items.length);
  });

  it('says of a second “Check now” that it is the first, which still waits', async () => {
    const { items } = await get('/devices?search=LIB');
    await open(`/devices/${items[0].id}?tab=orders`);
    const press = () => page.getByRole('button', { name: 'Check now' }).click();
    await press();
    await page.getByText('will be told when it is connected').waitFor();
    // A little more than five minutes: the console tells its time in whole seconds.
    later += 5.5 * 60_000;
    await press();
    await page.getByText('was asked already, 5 min ago, and has not answered yet').waitFor();
    const orders = await get(`/devices/${items[0].id}/orders`);
    expect(orders.items.filter((one: { kind: string }) => one.kind === 'check_now')).to.have.length(1);
  });

  it('has a calendar of the terms behind and ahead', async () => {
    await open('/calendar');
    await page.getByText(/Last changed by/).waitFor();
    await looks('calendar');
  });

  it('chases those who have not signed: by a letter on a school day, once', async () => {
    await open('/notices');
    await page
      .getByRole('link', { name: /Acceptable use of computers/ })
      .first()
      .click();
    await page.getByText(/can be e-mailed/).waitFor();
    await looks('chase-list');
    await page.getByRole('button', { name: 'E-mail them …' }).click();
    await page.screenshot({ path: `${screenshots}year-of-300-letters.png` });
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^E-mail \d+ people$/ })
      .click();
    await page.getByText(/Last e-mailed/).waitFor();
    expect(await page.getByRole('button', { name: 'E-mail them …' }).count()).to.equal(0);
    await page.getByText('Everybody had a letter within the last three days. Give them time.').waitFor();
  });

  it('wrote no error in any window', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});
