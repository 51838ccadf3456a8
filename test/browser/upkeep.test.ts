import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { aPdf } from '../support/disposal-world.ts';
import { looksWell, screenshots } from '../support/looks.ts';

/** A year of the things' upkeep, as the business manager does it. */
describe('the upkeep of what the school owns, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    const made = await technician('POST', '/people', {
      ...{ name: 'Bea Bursar', email: 'bea@school.sch.uk', role: 'business_manager' },
    });
    const { body: link } = await technician('POST', `/people/${made.body.id}/sign-in-link`, {});
    const enter = (tag: string, more: object) => technician('POST', '/assets', { tag, ...more });
    await enter('GP-001', {
      ...{ kind: 'projector', name: 'Hall projector', purchaseDate: '2022-09-01', cost: 45_000 },
      ...{ supplier: 'Northern IT', location: 'Hall', warrantyEnd: '2099-01-01' },
    });
    await enter('GP-002', { kind: 'screen', purchaseDate: '2025-09-01', cost: 120_000, location: 'Room 4' });
    await enter('SRV-1', { kind: 'server', cost: 300_000, purchaseDate: '2023-04-01', location: 'Office' });
    page = await here.window();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Not now' }).click();
  });
  after(() => here?.remove());

  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const saved = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const shut = () => page.getByRole('dialog').waitFor({ state: 'detached' });

  it('is where the business manager begins', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Upkeep', level: 1 }).waitFor();
    await page.getByText('No stock-take has been signed yet.').waitFor();
    await page.getByText('Of 1 server it is not shown').waitFor();
    await page.getByText('3 things, bought for £4,650.00').waitFor();
    await page.getByLabel('The year begins in').selectOption('9');
    await page.waitForURL(/start=9/);
  });

  it('enters one test for several things by their tags, and names a tag that nothing has', async () => {
    await open('/checks?view=never');
    await page.getByRole('link', { name: 'GP-001' }).waitFor();
    await page.getByRole('button', { name: 'Enter tests' }).click();
    await page.getByLabel('Asset tags').fill('gp-001\nGP-999');
    await page.getByLabel('Done by').fill('Volt & Sons');
    await page.getByLabel('Done on').fill('2024-03-01');
    expect(await page.getByLabel('Due again on').inputValue()).to.equal('2026-03-01');
    await saved('Enter');
    await page
      .getByRole('dialog')
      .getByText('Nothing in the register has this tag: GP-999')
      .first()
      .waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
    await page.getByLabel('Asset tags').fill('gp-001\nGP-002');
    await saved('Enter');
    await shut();
    await open('/checks');
    await page.getByRole('link', { name: 'GP-002' }).waitFor();
    await looksWell(page, 'checks', { fullPage: false });
    await open('/upkeep');
    await page.getByText('Electrical test (PAT) of 2 things is overdue.').waitFor();
  });

  it('keeps a photo without where it was taken, shows it, and removes it for good', async () => {
    await open('/assets?search=GP-001');
    await page.getByRole('link', { name: 'GP-001' }).click();
    await page.getByText('Electrical test (PAT): passed').waitFor();
    await page.getByRole('button', { name: 'Add a photo or paper' }).click();
    const drawn = await page.evaluate(async () => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [3000, 1500];
      const pen = canvas.getContext('2d');
      if (pen !== null) pen.fillStyle = 'teal';
      pen?.fillRect(0, 0, 3000, 1500);
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    });
    const plain = Buffer.from(drawn, 'base64');
    const place = Buffer.from('Exif\0\0GPS 51.5007 -0.1246');
    const trace = Buffer.concat([Buffer.from([0xff, 0xe1, 0, place.length + 2]), place]);
    const buffer = Buffer.concat([plain.subarray(0, 2), trace, plain.subarray(2)]);
    const dialog = page.getByRole('dialog');
    await dialog
      .locator('input[type="file"]')
      .setInputFiles({ name: 'IMG 1.jpg', mimeType: 'image/jpeg', buffer });
    await dialog.getByLabel('Caption').fill('Serial plate');
    await saved('Add');
    await shut();
    const picture = page.getByRole('img', { name: 'Serial plate' });
    await picture.waitFor();
    expect(await picture.evaluate(one => (one as HTMLImageElement).naturalWidth)).to.equal(2000);
    const bytes = await picture.getAttribute('src');
    expect(Buffer.from(bytes?.split(',')[1] ?? '', 'base64').includes('GPS')).to.equal(false);
    await looksWell(page, 'asset-upkeep', { fullPage: true });
    const id = page.url().split('/').at(-1);
    const { body } = await here.technician('GET', `/assets/${id}/files`);
    const { headers } = await here.technician('GET', `/asset-files/${body.items[0].id}`);
    expect(headers.get('content-disposition')).to.contain('attachment');
    expect(headers.get('x-content-type-options')).to.equal('nosniff');
    await page.getByRole('button', { name: 'Remove IMG 1.jpg' }).click();
    await saved('Remove the file');
    await page.getByText('One file was removed').waitFor();
  });

  it('enters a supplier that assets name, its contract, and says what is missing for personal data', async () => {
    await open('/suppliers');
    await page.getByText('No supplier is entered yet.').waitFor();
    await page.getByRole('button', { name: 'Enter Northern IT' }).click();
    await page.getByLabel('Does it handle personal data').selectOption('yes');
    await saved('Save');
    await shut();
    await page.getByText('there is no data processing agreement in force').waitFor();
    await page.getByRole('button', { name: 'Enter a contract with Northern IT' }).click();
    await page.getByLabel('What it is about').fill('Network support');
    await page.getByLabel('Starts').fill('2020-04-01');
    await page.getByLabel('Term ends').fill('2021-03-31');
    await page.getByLabel('Cost a year').fill('a lot');
    await saved('Save');
    await page.getByRole('dialog').getByText('is not an amount such as').first().waitFor();
    await page.getByLabel('Cost a year').fill('2,400');
    await saved('Save');
    await shut();
    await page.getByText('It ran out on 31 Mar 2021').waitFor();
    await page.getByRole('button', { name: 'Add a paper of Northern IT' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What it is').selectOption('agreement');
    const agreement = { name: 'agreement.pdf', mimeType: 'application/pdf', buffer: aPdf('Agreement') };
    await dialog.locator('input[type="file"]').setInputFiles(agreement);
    await saved('Add');
    await shut();
    await page.getByRole('link', { name: 'agreement.pdf' }).waitFor();
    await looksWell(page, 'suppliers', { fullPage: true });
  });

  it('keeps a licence key that is seen only with a reason, and writes the look into the log', async () => {
    await open('/licences');
    await page.getByRole('button', { name: 'Enter a licence' }).click();
    await page.getByLabel('What it is for').fill('Photoshop');
    await page.getByLabel('Seats').fill('30');
    await page.getByLabel('Supplier').selectOption({ label: 'Northern IT' });
    await page.getByLabel('Key, if it is to be kept here').fill('ABCD-EFGH-1234-WXYZ');
    await saved('Save');
    await shut();
    await page.getByText('kept, …WXYZ').waitFor();
    expect(await page.content()).not.to.contain('ABCD-EFGH');
    await looksWell(page, 'licences', { fullPage: true });
    await page.getByRole('button', { name: 'See the key of Photoshop' }).click();
    await page.getByLabel('What you need it for').fill('New laptop in Room 4');
    await saved('See the key');
    await page.getByText('ABCD-EFGH-1234-WXYZ').waitFor();
    await saved('Done');
    const { body } = await here.technician('GET', '/audit-log');
    expect(JSON.stringify(body.items)).to.contain(
      'Saw the licence key of Photoshop, because: New laptop in Room 4',
    );
  });

  it('gives a seat to a computer by its tag, refuses one too many, and takes it back', async () => {
    await open('/licences');
    await page.getByRole('button', { name: 'Change Photoshop' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Seats').fill('1');
    await saved('Save');
    await shut();
    await page.getByRole('button', { name: 'Who sits on the seats of Photoshop' }).click();
    await dialog.getByText('0 of 1 taken, 1 free.').waitFor();
    await dialog.getByLabel('Its tag').fill('SRV-1');
    await saved('Give a seat');
    await dialog.getByText('1 of 1 taken, 0 free.').waitFor();
    await dialog.getByLabel('Its tag').fill('GP-001');
    await saved('Give a seat');
    await dialog.getByRole('alert').first().waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
    await page.screenshot({ path: `${screenshots}licence-seats.png` });
    await dialog.getByRole('button', { name: /^Take the seat of SRV-1.* back$/ }).click();
    await dialog.getByText('0 of 1 taken, 1 free.').waitFor();
    await page.keyboard.press('Escape');
    await shut();
  });

  it('keeps what is backed up: unknown until somebody writes it down, and by whom', async () => {
    await open('/backups');
    await page.getByText('Nothing is entered yet.').waitFor();
    await page.getByRole('button', { name: 'Enter what is backed up' }).first().click();
    await saved('Save');
    await page
      .getByRole('dialog')
      .getByText(/^Say what/)
      .first()
      .waitFor();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What is backed up').fill('Office server');
    await dialog.getByLabel('How, and where it is kept').fill('Nightly to a disk in the safe');
    await page.getByLabel('Who sees to it').fill('Bea Bursar');
    await saved('Save');
    await shut();
    await page.getByText('None is written down yet').waitFor();
    await page.getByText('Never tried').waitFor();
    const write = async (what: string, ended: string, note: string) => {
      await page.getByRole('button', { name: 'Write down: Office server' }).click();
      await dialog.getByLabel('What was done').selectOption(what);
      await dialog.getByLabel('How it ended').selectOption(ended);
      await dialog.getByLabel('Note').fill(note);
      await saved('Write it down');
      await shut();
    };
    await write('made', 'good', 'All files');
    await page.getByText(/^Made on /).waitFor();
    await write('restored', 'failed', 'The disk was empty');
    await page.getByText(/^Did not work on /).waitFor();
    await looksWell(page, 'backups', { fullPage: true });
  });

  it('keeps what is looked at on set days: unknown until somebody looked, and what was left to do', async () => {
    await open('/reviews');
    await page.getByText('Nothing is entered yet.').waitFor();
    await page.getByRole('button', { name: 'Enter something to look at' }).first().click();
    await saved('Save');
    await page
      .getByRole('dialog')
      .getByText(/^Say what/)
      .first()
      .waitFor();
    await page.getByLabel('Kind').selectOption('document');
    await page.getByLabel('What is looked at').fill('Plan for a day without computers');
    await page.getByLabel('Who sees to it').fill('Bea Bursar');
    await page.getByLabel('Version').fill('3');
    await saved('Save');
    await shut();
    await page.getByText('Nothing is written down yet').waitFor();
    const write = async (how: string, note: string) => {
      await page.getByRole('button', { name: 'Write down: Plan for a day without computers' }).click();
      await page.getByLabel('How it was').selectOption(how);
      await page.getByLabel('Note').fill(note);
      await saved('Write it down');
      await shut();
    };
    await write('left', 'The number of the firm is old');
    await page.getByText(/^Looked through on .+, and something was left to do$/).waitFor();
    await write('good', '');
    await page.getByText(/^Looked through on .+, due again by /).waitFor();
    await looksWell(page, 'reviews', { fullPage: true });
  });

  it('writes down who has what is evidence, without a gap, while it is quarantined', async () => {
    await open('/assets?search=GP-002');
    await page.getByRole('link', { name: 'GP-002' }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    expect(await page.getByText('Chain of custody').count()).to.equal(0);
    await page.getByRole('button', { name: 'Change the state' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New state').selectOption('quarantined');
    await dialog.getByLabel('Note').fill('Found with pictures on it');
    await dialog.getByRole('button', { name: 'Change the state' }).click();
    await shut();
    await page.getByText('Nobody has written down yet who has it.').waitFor();
    const write = async (fields: Record<string, string>) => {
      for (const [label, text] of Object.entries(fields)) await dialog.getByLabel(label).fill(text);
      await saved('Write it down');
    };
    await page.getByRole('button', { name: 'Write down who has it' }).click();
    await write({ 'Who has it': 'Hattie Head', 'Where it is': 'Office safe', 'Number of the seal': 'A-1' });
    await shut();
    await page.getByText('Hattie Head, Office safe, seal A-1').waitFor();
    await page.getByRole('button', { name: 'Write down who has it' }).click();
    await write({
      'Who has it': 'PC Cole 4471',
      'Where it is': 'Police station',
      'Number of the seal': 'B-9',
    });
    await dialog.getByText('Say why the seal is another one').waitFor();
    await write({ 'Why it changed hands': 'Bag of the police' });
    await shut();
    await page.getByText('PC Cole 4471, Police station, seal B-9').waitFor();
    await looksWell(page, 'asset-custody', { fullPage: true });
  });

  it('says all of it on the first page, most serious first, and fits a phone', async () => {
    await open('/upkeep');
    const first = page.locator('.need').first();
    expect(await first.getAttribute('data-serious')).to.equal('true');
    expect(await first.textContent()).to.contain('personal data is in safe hands');
    await page.getByText('1 contract has run out.').waitFor();
    await looksWell(page, 'upkeep', { fullPage: true });
  });

  it('wrote no error in any window but the refusals that were asked for', () => {
    const others = here.complaints.filter(said => !/status of (400|409)/.test(said));
    expect(others).to.deep.equal([]);
  });
});
