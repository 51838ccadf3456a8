/** Advisories here are composed, in the shapes that OSV and CISA document. */
import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const dayMs = 24 * 3600_000;
const ago = (days: number) => new Date(Date.now() - days * dayMs).toISOString();

interface Weakness {
  cve: string;
  name: string;
  days: number;
  fixed?: string;
  vector: string;
}
const weaknesses: Weakness[] = [
  { cve: 'CVE-2026-40001', name: 'LibreOffice', days: 40, fixed: '99.0', vector: 'C:H/I:H/A:H' },
  { cve: 'CVE-2026-40002', name: 'Audacity', days: 6, fixed: '99.0', vector: 'C:N/I:N/A:H' },
  { cve: 'CVE-2026-40003', name: 'Inkscape', days: 30, vector: 'C:L/I:N/A:N' },
];

function advisories(releases: string[]) {
  return weaknesses.map(({ cve, name, days, fixed, vector }) => ({
    id: `DEBIAN-${cve}`,
    published: ago(days),
    modified: ago(days - 1),
    upstream: [cve],
    summary: `${name}: a crafted file runs programs of somebody else’s choice`,
    severity: [{ type: 'CVSS_V3', score: `CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/${vector}` }],
    affected: releases.map(ecosystem => ({
      package: { ecosystem, name },
      ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, ...(fixed ? [{ fixed }] : [])] }],
    })),
  }));
}
const listed = (cveID: string, vendorProject: string, product: string) => ({
  cveID,
  vendorProject,
  product,
  vulnerabilityName: `${vendorProject} ${product} Type Confusion Vulnerability`,
  dateAdded: ago(12).slice(0, 10),
  dueDate: ago(-9).slice(0, 10),
  knownRansomwareCampaignUse: 'Unknown',
});
const catalogue = {
  catalogVersion: '2026.11.10',
  vulnerabilities: [
    listed('CVE-2026-40001', 'The Document Foundation', 'LibreOffice'),
    listed('CVE-2026-50001', 'Google', 'Chromium V8'),
  ],
};

describe('software and vulnerabilities, in a browser', function () {
  this.timeout(240_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let page: Page;
  let releases: string[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  async function open(path: string, on = page): Promise<void> {
    await on.goto(here.url(path));
    await on.locator('h1').waitFor();
    await on.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  async function give(value: object): Promise<void> {
    await page.getByLabel('File of advisories').setInputFiles({
      name: 'advisories.json',
      mimeType: 'application/json',
      buffer: Buffer.from(JSON.stringify(value)),
    });
    await page.getByText('The file is here and is being read.').first().waitFor();
    await answerOf(
      'the file was read',
      () => here.technician('GET', '/advisories/imports'),
      ({ body }) => body.items[0]?.status === 'done',
    );
  }

  it('says what to do while nothing is there', async () => {
    await open('/software');
    await page.getByText('No software yet.').waitFor();
    await open('/vulnerabilities');
    await page.getByText('Nothing is known yet.').waitFor();
    await page.getByText('none of this is known').waitFor();
    const figures = await page.locator('.software-figures').first().locator('dd').allInnerTexts();
    expect(figures.filter(value => /\d/.test(value))).to.deep.equal([]);
    await page.locator('.result-line', { hasText: /\d/ }).waitFor({ state: 'detached' });
    await look(page, 'vulnerabilities-empty');
  });

  it('lists the titles of the fleet with versions, devices and support, as devices report', async () => {
    const situations = new Map([['approved-software', 'game_ran']]);
    devices = await aFleet(here.technician, 12, { situations });
    type Coverage = { release: string; devices: number }[];
    const summary = await answerOf(
      'every list was counted',
      () => here.technician('GET', '/vulnerabilities/summary'),
      ({ body }) => (body.coverage as Coverage).reduce((sum, one) => sum + one.devices, 0) === 12,
    );
    releases = (summary.body.coverage as Coverage).map(one => one.release).filter(one => one.includes(':'));
    expect(releases).to.not.deep.equal([]);
    await open('/software?search=libre');
    await page.getByRole('link', { name: 'LibreOffice' }).first().waitFor();
    await page.getByLabel('Show').selectOption('unsupported');
    await page.waitForURL('**/software?*show=unsupported*');
  });

  it('approves a publisher in two clicks, with what it would do in between, and computers then tell so', async () => {
    await open('/software');
    await page.getByRole('link', { name: 'Not approved (1)' }).click();
    await look(page, 'not-approved');
    await page.getByRole('button', { name: /^Approve BLOCK GAME LAUNCHER .* by its publisher$/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Everything that EXAMPLE GAMES INC signed may run').waitFor();
    await dialog.getByText('Would no longer fail on 12 devices.').first().waitFor();
    await look(page, 'approve-publisher');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await page.getByText('In force. Nobody else has to agree').waitFor();
    await page.getByText('No computer tells of a program that nobody approved.').waitFor();
    await page.getByRole('link', { name: 'Not approved', exact: true }).waitFor();
  });

  it('finds vulnerabilities from a file, and says what was compared with what', async () => {
    await open('/vulnerabilities/advisories');
    await page.getByText('No advisories about it were read yet').first().waitFor();
    await give(advisories(releases));
    await page.getByText('Matched by package and version').first().waitFor();
    await give(catalogue);
    await open('/vulnerabilities');
    const row = page.getByRole('row', { name: /CVE-2026-40001/ });
    await row.getByText('exploited').waitFor();
    await row.getByText('over 14 days').waitFor();
    await look(page, 'vulnerabilities');
    await page.getByRole('link', { name: 'CVE-2026-40001' }).click();
    await page.getByText('Matched by the source package “LibreOffice”').waitFor();
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    await look(page, 'vulnerability');
  });

  it('refuses a file that is none, in words', async () => {
    await open('/vulnerabilities/advisories');
    await page
      .getByLabel('File of advisories')
      .setInputFiles({ name: 'list.zip', mimeType: 'application/zip', buffer: Buffer.from('PK not really') });
    await page.getByText('The ZIP file is damaged or was cut on its way.').first().waitFor();
    await look(page, 'advisories');
  });

  it('takes a decision with the keyboard, asks for what is missing, and takes it back', async () => {
    await open('/vulnerabilities?search=CVE-2026-40001');
    await page.getByRole('link', { name: 'CVE-2026-40001' }).press('Enter');
    await page.getByLabel('It does not concern us').check();
    await page.getByRole('button', { name: 'Decide', exact: true }).press('Enter');
    await page.getByText('Say why').first().waitFor();
    await page.getByLabel('Accept it until').check();
    await page.getByLabel('Why').fill('Exam week: nothing is changed on the laptops until Friday.');
    await page.getByRole('button', { name: 'Decide', exact: true }).press('Enter');
    await page.getByText('Accepted until').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back.').waitFor();
    await page.getByText('To decide').waitFor();
    await page.getByLabel('Mend it by').check();
    await page.getByRole('button', { name: 'Decide', exact: true }).press('Enter');
    await page.getByText('To be mended by').first().waitFor();
  });

  it('asks for the safe version of a product, and counts only what is older', async () => {
    await open('/vulnerabilities?show=to_check');
    await page.getByRole('link', { name: 'CVE-2026-50001' }).first().click();
    await page.getByText('The catalogue names no versions').waitFor();
    await page.getByLabel('First safe version').fill('soon');
    await page.getByRole('button', { name: 'Count the devices' }).click();
    await page.getByText('Write a version as the maker does').waitFor();
    await page.getByLabel('First safe version').fill('200.0');
    await page.getByRole('button', { name: 'Count the devices' }).click();
    await page.getByText('with an older version.').waitFor();
    await look(page, 'vulnerability-product');
  });

  it('keeps what the school writes of a title', async () => {
    await open('/software?search=purple');
    await page.getByRole('link', { name: '2Simple Purple Mash' }).first().click();
    await page.getByRole('button', { name: 'Write of this title' }).click();
    await page.getByLabel('Answers for it').fill('The computing lead');
    await page.getByLabel('Holds personal data').selectOption('yes');
    await page.getByLabel('Seats').fill('2');
    await look(page, 'title-edit');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('none yet').waitFor();
    await look(page, 'title-written');
    await open('/software?show=no_dpia');
    await page.getByRole('link', { name: '2Simple Purple Mash' }).waitFor();
  });

  it('refuses a table of ends of support that nobody signed', async () => {
    await open('/software/support-ends');
    await page
      .getByLabel('Table of ends of support')
      .setInputFiles({ name: 'table.json', mimeType: 'application/json', buffer: Buffer.from('{}') });
    await page.getByText('is not a support table').waitFor();
  });

  it('fits a wide screen and a phone, light and dark, with nothing serious for axe', async () => {
    const title = (await here.technician('GET', '/software?search=libreoffice')).body.items[0].id;
    const weak = (await here.technician('GET', '/vulnerabilities')).body.items[0].id;
    const pages = {
      software: '/software',
      title: `/software/${title}`,
      vulnerabilities: '/vulnerabilities',
      vulnerability: `/vulnerabilities/${weak}`,
      advisories: '/vulnerabilities/advisories',
      'support-ends': '/software/support-ends',
    };
    const window = await here.signedIn();
    for (const [name, path] of Object.entries(pages)) {
      await open(path, window);
      if (name === 'software') {
        const seen = await window
          .locator('[data-row]')
          .evaluateAll(all => all.filter(one => one.getBoundingClientRect().bottom <= innerHeight).length);
        expect(seen, 'rows on a laptop’s screen').to.be.at.least(25);
      }
      await looksWell(window, name);
    }
    await window.context().close();
  });

  it('fails in words, and wrote no error but for what was refused on purpose', async () => {
    const window = await here.signedIn();
    await open('/software/no-such', window);
    await window.getByText('There is nothing here').first().waitFor();
    await window.route('**/api/v1/vulnerabilities?*', route => route.abort());
    await open('/vulnerabilities', window);
    await window.getByText('Could not load the vulnerabilities').waitFor();
    await window.context().close();
    const expected = /status of (400|404|409)|net::ERR_FAILED/;
    expect(here.complaints.filter(one => !expected.test(one))).to.deep.equal([]);
  });

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(on), name).to.deep.equal([]);
  }
});
