import { mkdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { violationsIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

describe('searching everything', function () {
  this.timeout(90_000);
  let here: BrowserConsole;
  let page: Page;
  let devices: SimulatedDevice[] = [];
  let deviceName: string;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    await technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    devices = await aFleet(technician, 7);
    deviceName = (await technician('GET', '/devices')).body.items[0].name;
    await technician('POST', '/persons', { name: 'Amira Khan', group: 'Year 4' });
    await technician('POST', '/persons', { name: 'Tom Amis', kind: 'governor' });
    const first = {
      tag: 'GP-0001',
      kind: 'laptop',
      make: 'LENOVO',
      model: 'ThinkPad L14',
      location: 'Room 4',
    };
    await technician('POST', '/assets', first);
    await technician('POST', '/assets', { tag: 'GP-0002', kind: 'tablet', location: 'Amber room' });
    await technician('POST', '/groups', { name: 'Staff laptops' });
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  const box = (on = page) => on.getByRole('combobox', { name: /^Search devices, people/ });
  const chosen = (on = page) => on.locator('[role="option"][aria-selected="true"]');

  async function open(path = '/overview', on = page): Promise<void> {
    await on.goto(here.url(path));
    // Set by an effect, as the keys are: a heading alone does not say that somebody listens.
    await on.waitForFunction(() => document.title.endsWith(' · Caretaker'));
    await on.keyboard.press('Control+k');
    await box(on).waitFor();
  }

  async function serious(on: Page): Promise<string[]> {
    return (await violationsIn(on)).flatMap(({ id, nodes }) =>
      nodes.map(node => `${id}: ${node.html.slice(0, 160)}`),
    );
  }

  it('opens with Ctrl-K, finds a device by half of its name, and opens it with Enter', async () => {
    await open();
    await page.keyboard.type(deviceName.slice(0, -1));
    await page.getByRole('option', { name: deviceName }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const name = (await chosen().locator('.search-title').textContent()) ?? '';
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name }).waitFor();
    await box().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  });

  it('takes Enter that is pressed before the answer is here', async () => {
    await open();
    await page.keyboard.type('amira khan');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Amira Khan' }).waitFor();
  });

  it('goes to pages and settings by what people call them', async () => {
    await open('/devices');
    await page.keyboard.type('weee');
    await page.getByRole('option', { name: 'New write-off' }).waitFor();
    await box().fill('audit');
    await page.getByRole('option', { name: 'Audit log' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
  });

  it('remembers what was opened, for this tab and until signing out', async () => {
    await open();
    const lately = page.getByRole('group', { name: 'Opened lately' });
    expect(await lately.getByRole('option').first().textContent()).to.include('Amira Khan');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Amira Khan' }).waitFor();
  });

  it('leads to the whole list when there are more than five', async () => {
    await open();
    await box().fill('linux');
    const all = page.getByRole('option', { name: 'All devices with “linux”' });
    if ((await here.technician('GET', '/search?q=linux')).body.more.includes('device')) {
      await all.click();
      await page.waitForURL(/\/devices\?search=linux$/);
    } else {
      await box().fill('t');
      await page.getByRole('option', { name: 'All devices with “t”' }).click();
      await page.waitForURL(/\/devices\?search=t$/);
    }
  });

  it('says when there is nothing, and when the console cannot be asked', async () => {
    await open();
    await box().fill('zzz qqq');
    await page.getByText('Nothing here is called “zzz qqq”.').waitFor();
    await page.route('**/api/v1/search*', request => request.fulfill({ status: 500, body: 'broken' }));
    await box().fill('amira');
    await page.getByText('Only pages could be searched.').waitFor();
    expect(await serious(page)).to.deep.equal([]);
    await page.screenshot({ path: `${screenshots}search-failed.png` });
    await page.unroute('**/api/v1/search*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('option', { name: 'Amira Khan' }).waitFor();
    await page.keyboard.press('Escape');
    await box().waitFor({ state: 'detached' });
    here.complaints.length = 0;
  });

  it('gives the focus back when it is closed, and stays away from an open form', async () => {
    await page.goto(here.url('/devices'));
    await page.getByRole('button', { name: 'Search everything' }).click();
    await box().waitFor();
    await page.keyboard.press('Escape');
    await box().waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement?.className === 'search-button');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Control+k');
    expect(await box().count()).to.equal(0);
    await page.keyboard.press('Escape');
  });

  it('looks right wide and narrow, light and dark, and axe finds nothing', async () => {
    const window = await here.signedIn();
    await window.goto(here.url('/devices'));
    await window.locator('[data-row]').first().waitFor();
    await window.getByRole('button', { name: 'Search everything' }).click();
    await box(window).waitFor();
    await looksWell(window, 'search-first', { fullPage: false });
    await box(window).fill('am');
    await window.getByRole('option', { name: 'Amira Khan' }).waitFor();
    await looksWell(window, 'search', { fullPage: false });
    await window.context().close();
  });

  it('gives a list as a spreadsheet, with the filters of its page', async () => {
    await page.goto(here.url(`/devices?search=${encodeURIComponent(deviceName)}`));
    await page.locator('[data-row]').first().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const taken = await download;
    expect(taken.suggestedFilename()).to.match(/^devices-\d{4}-\d{2}-\d{2}\.csv$/);
    const lines = readFileSync(await taken.path(), 'utf8').split('\r\n');
    const [head, ...rows] = lines.filter(line => line !== '');
    expect(head).to.match(/^\ufeffName,Group,/);
    expect(rows).to.have.length(1);
    await page.getByText(/^The devices are in devices-/).waitFor();
  });

  it('says when a list could not be taken', async () => {
    await page.route('**/api/v1/devices/export*', request => request.abort());
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText('That did not work').waitFor();
    await page.unroute('**/api/v1/devices/export*');
    here.complaints.length = 0;
  });

  for (const path of ['software', 'vulnerabilities', 'people/everybody', 'loans', 'media', 'requests'])
    it(`gives /${path} as a spreadsheet`, async () => {
      await page.goto(here.url(`/${path}`));
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      expect((await download).suggestedFilename()).to.match(/^[a-z-]+-[\d-]+\.csv$/);
    });

  const headings = async (on = page) =>
    (await on.locator('thead th').allTextContents()).map(text => text.replace(/[↑↓ ]+$/, ''));

  it('shows the columns that somebody chose, also after coming back', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    await page.getByRole('button', { name: 'Columns' }).press('Enter');
    await page.getByRole('checkbox', { name: 'System' }).click();
    await page.getByRole('checkbox', { name: 'Model' }).click();
    await page.getByRole('checkbox', { name: 'Group' }).press('Space');
    expect(await serious(page)).to.deep.equal([]);
    await page.screenshot({ path: `${screenshots}column-menu.png` });
    await page.keyboard.press('Escape');
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    expect(await headings()).to.deep.equal([
      ...['Name', 'Controls', 'Not met', 'Last seen', 'Model', 'Group', 'Asset tag'],
    ]);
  });

  it('keeps a view under a name, and its link opens the same for somebody else', async () => {
    await page.goto(here.url('/devices?sort=lastSeen&state=not_met'));
    await page.getByRole('button', { name: 'Save this view' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this view' });
    await dialog.getByLabel('Name').fill('To mend');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    const saved = page.getByRole('navigation', { name: 'Saved views' });
    await saved.getByRole('link', { name: 'To mend' }).waitFor();
    const shown = await headings();
    const link = await saved.getByRole('link', { name: 'To mend' }).getAttribute('href');
    await saved.getByRole('link', { name: 'All devices' }).click();
    await page.waitForURL(/\/devices$/);
    const other = await here.signedIn();
    await other.goto(here.url(link ?? ''));
    await other.locator('[data-row]').first().waitFor();
    expect(await headings(other)).to.deep.equal(shown);
    expect(await other.getByLabel('State').inputValue()).to.equal('not_met');
    await other.context().close();
  });

  it('shows views and columns well, wide and narrow, light and dark', async () => {
    const window = await here.signedIn();
    await window.goto(
      here.url(
        '/devices?columns=controls,notMet,unknown,lastSeen,system,model,group,asset,place,holder,agent',
      ),
    );
    await window.locator('[data-row]').first().waitFor();
    await window.getByRole('link', { name: 'To mend' }).waitFor();
    await looksWell(window, 'device-columns', { fullPage: false });
    await window.getByRole('link', { name: 'To mend' }).click();
    await window.getByRole('button', { name: 'More for “To mend”' }).waitFor();
    await looksWell(window, 'saved-view', { fullPage: false });
    await window.context().close();
  });

  it('forgets a view, and takes that back', async () => {
    await page.goto(here.url('/devices'));
    const view = page.getByRole('navigation', { name: 'Saved views' }).getByRole('link', { name: 'To mend' });
    await view.click();
    await page.getByRole('button', { name: 'More for “To mend”' }).click();
    await page.getByRole('menuitem', { name: 'Forget this view' }).click();
    await view.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo' }).click();
    await view.waitFor();
    await page.evaluate(() => localStorage.clear());
  });

  it('shows a headteacher what a headteacher may open', async () => {
    const head = await here.window();
    const given = { name: 'Harriet Head', email: 'head@school.sch.uk', role: 'headteacher' };
    const { id } = (await here.technician('POST', '/people', given)).body;
    await head.goto((await here.technician('POST', `/people/${id}/sign-in-link`, {})).body.url);
    await head.getByRole('button', { name: 'Sign in' }).click();
    await head.getByRole('link', { name: 'Not now' }).waitFor();
    await open('/promises', head);
    await box(head).fill('am');
    await head.getByRole('option', { name: 'Amira Khan' }).waitFor();
    await head.getByRole('group', { name: 'Assets' }).waitFor();
    expect(await head.getByRole('group', { name: 'Devices' }).count()).to.equal(0);
    await head.context().close();
  });

  it('complained of nothing', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});
