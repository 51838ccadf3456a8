import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const list = `Name,MAC address
staffroom-printer,00:80:77:33:44:55
a-row-without,nothing
reception-screen,00-50-56-00-00-99
`;

describe('unknown devices, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    page = await here.signedIn();
    page.setDefaultTimeout(40_000);
  });
  after(async () => {
    await here?.remove();
  });

  it('come from a list that is looked at first, and are decided and taken back', async () => {
    await page.goto(here.url('/neighbours'));
    await page.getByText('Nothing waits to be decided.').waitFor();
    await page.getByText('Computers note nothing yet').waitFor();
    await page.getByRole('link', { name: 'Import a list' }).click();
    const file = { name: 'network.csv', mimeType: 'text/csv', buffer: Buffer.from(list) };
    await page.getByLabel('File of devices on the network').setInputFiles(file);
    await page.getByText('2 devices would be entered').waitFor();
    await looksWell(page, 'neighbours-import');
    await page.getByRole('button', { name: 'Import 2 devices' }).click();
    await page.getByRole('link', { name: 'Open the list' }).click();
    await page.getByText('2 devices to be decided').waitFor();
    await looksWell(page, 'neighbours');
    await page.getByRole('button', { name: 'Decide… staffroom-printer' }).click();
    await page.getByLabel('Asset tag, if it is in the register').fill('GP-9999');
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByText('No asset of the register has this tag').waitFor();
    await page.getByLabel('A visitor’s').check();
    await page.getByRole('button', { name: 'Decide', exact: true }).click();
    await page.getByText('1 device to be decided').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('2 devices to be decided').waitFor();
    expect(await page.locator('tbody tr').count()).to.equal(2);
  });
});
