import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { writeWorkbook } from '../../console/server/sheets/index.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const sheet = `Asset Tag,Category,Manufacturer,Model,Serial,Room,Purchase Date,Purchase Cost,Shoe size
GP-001,Laptop,Lenovo,ThinkPad L14,PF1,Room 4,22/11/2024,"£612.00",9
GP-002,Projector,Epson,EB-X49,EP2,Hall,2023-01-31,450,9
GP-003,Camera,Canon,EOS 250D,CN3,Office,24/8/22,500,9
`;

describe('the register, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let page: Page;
  let window: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 1);
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
  const assets = async () => (await here.technician('GET', '/assets?limit=200')).body.items;

  it('says what to do while the register is empty', async () => {
    await open('/assets');
    await page.getByText('The register is empty.').waitFor();
    await look(page, 'assets-empty');
  });

  it('imports a spreadsheet in three steps and gives the rejected row back with its reason', async () => {
    await open('/assets/import');
    await page
      .getByLabel('Spreadsheet')
      .setInputFiles({ name: 'list.csv', mimeType: 'text/csv', buffer: Buffer.from(sheet) });
    await page.getByRole('heading', { name: '2. Match the columns' }).waitFor();
    expect(await page.getByLabel('Manufacturer in the register').inputValue()).to.equal('make');
    expect(await page.getByLabel('Shoe size in the register').inputValue()).to.equal('');
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByText('two digits').waitFor();
    await look(page, 'assets-import');
    expect(await assets()).to.have.length(0);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the rejected rows' }).click();
    expect((await saved).suggestedFilename()).to.equal('rejected-list.csv');
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    await page.getByText('2 assets entered, 0 changed, 1 rejected.').waitFor();
    await page.getByRole('link', { name: 'Open the register' }).click();
    await page.getByRole('link', { name: 'GP-002' }).waitFor();
  });

  it('takes an Excel workbook, and refuses in words what only looks like one', async () => {
    await open('/assets/import');
    const give = (name: string, buffer: Buffer) =>
      page.getByLabel('Spreadsheet').setInputFiles({ name, mimeType: 'application/zip', buffer });
    await give('list.xlsx', Buffer.from('PK\u0003\u0004'));
    await page.getByText('The workbook cannot be read').waitFor();
    const workbook = await writeWorkbook(
      'List',
      ['Asset Tag', 'Bought'],
      [['GP-002', { day: '2023-01-31' }]],
    );
    await give('list.xlsx', workbook);
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByText('0 new, 0 changed, 1 as they are').waitFor();
  });

  it('shows how far a long import is, and imports nothing when it is stopped', async () => {
    await open('/assets/import');
    const rows = Array.from({ length: 10_000 }, (_, at) => `LONG-${at},laptop,Room ${at % 30}`).join('\n');
    await page.getByLabel('Spreadsheet').setInputFiles({
      name: 'long.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`Asset Tag,Category,Location\n${rows}\n`),
    });
    await page.getByRole('button', { name: 'Check every row' }).click();
    const stopped = page.evaluate(stopsAtFirstSight);
    await page.getByRole('button', { name: /^Import 10,?000 rows$/ }).click();
    expect(await stopped).to.match(/^Importing: \d+%$/);
    await page.getByText('Stopped. Nothing was imported.').waitFor();
    expect((await here.technician('GET', '/assets?search=LONG-1')).body.total).to.equal(0);
  });

  it('narrows the list by the address, and says how to come back', async () => {
    await open('/assets');
    await page.getByLabel('Place', { exact: true }).selectOption('Hall');
    await page.getByText('1 asset with these filters').waitFor();
    expect(page.url()).to.include('location=Hall');
    await open('/assets?search=nothing-is-called-so');
    await page.getByText('No asset fits these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).first().click();
    await page.getByRole('link', { name: 'GP-001' }).waitFor();
  });

  it('keeps a view of the register under a name, with the columns that were chosen', async () => {
    await open('/assets?location=Hall');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('checkbox', { name: 'Kind' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', { name: 'Kind' }).waitFor();
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('The hall');
    await page.keyboard.press('Enter');
    const views = page.getByRole('navigation', { name: 'Saved views' });
    await views.getByRole('link', { name: 'All assets' }).click();
    await page.getByRole('link', { name: 'GP-001' }).waitFor();
    await views.getByRole('link', { name: 'The hall' }).click();
    await page.getByText('1 asset with these filters').waitFor();
    await page.getByRole('columnheader', { name: 'Kind' }).waitFor();
    await open('/media');
    await views.waitFor({ state: 'detached' });
  });

  it('enters an asset with the keyboard alone', async () => {
    await open('/assets/new');
    await page.getByLabel('Asset tag').focus();
    await page.keyboard.type('GP-010');
    await page.getByLabel('Cost').focus();
    await page.keyboard.type('a lot');
    await page.keyboard.press('Enter');
    await page.getByText('“a lot” is not an amount').waitFor();
    await page.getByLabel('Cost').fill('99.50');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'GP-010', level: 1 }).waitFor();
    await page.getByText('£99.50').waitFor();
  });

  it('offers only the states that can follow, and asks for what each needs', async () => {
    await open('/assets?search=GP-010');
    await page.getByRole('link', { name: 'GP-010' }).click();
    await page.getByRole('button', { name: 'Change the state' }).click();
    const dialog = page.getByRole('dialog');
    const offered = await dialog.getByLabel('New state').locator('option').allTextContents();
    expect(offered).to.include('Lost').and.not.include('Disposed').and.not.include('In stock');
    await dialog.getByLabel('New state').selectOption('stolen');
    await dialog.getByRole('button', { name: 'Change the state' }).click();
    await dialog.getByText('something more is needed').waitFor();
    await look(page, 'assets-state');
    await dialog.getByLabel('Note').fill('From the hall, ref 42');
    await dialog.getByRole('button', { name: 'Change the state' }).click();
    await page.getByText('State: In stock → Stolen').waitFor();
  });

  it('saves an edit, and refuses one of a page that is out of date without losing it', async () => {
    const [row] = (await assets()).filter((one: { tag: string }) => one.tag === 'GP-002');
    await open(`/assets/${row.id}?edit=yes`);
    await page.getByRole('combobox', { name: 'Paid from' }).fill('PTA');
    const { body } = await here.technician('GET', `/assets/${row.id}`);
    await here.technician('PATCH', `/assets/${row.id}`, { revision: body.revision, name: 'Hall projector' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else changed “GP-002”').waitFor();
    expect(await page.getByRole('combobox', { name: 'Paid from' }).inputValue()).to.equal('PTA');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('combobox', { name: 'Paid from' }).fill('PTA');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Paid from: PTA').waitFor();
  });

  it('enters a device from its own page, with the facts that it tells itself', async () => {
    const { id } = (await here.technician('GET', '/devices')).body.items[0];
    await open(`/devices/${id}`);
    await page.getByRole('link', { name: 'asset', exact: true }).click();
    await page.getByRole('link', { name: 'Enter it in the register' }).click();
    await page.getByText('It will be linked to the device').waitFor();
    await page.getByLabel('Asset tag').fill('GP-020');
    await page.getByRole('button', { name: 'Enter it in the register' }).click();
    await page.getByText('from the device').first().waitFor();
    await page.getByRole('button', { name: 'Unlink' }).waitFor();
  });

  it('offers the order that goes with a word in the register, since the word alone locks nothing', async () => {
    const become = async (state: string, note: string) => {
      await page.getByRole('button', { name: 'Change the state' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('New state').selectOption(state);
      await dialog.getByLabel('Note').fill(note);
      await dialog.getByRole('button', { name: 'Change the state' }).click();
      await dialog.waitFor({ state: 'hidden' });
    };
    await become('quarantined', 'Ask the safeguarding lead');
    await page.getByText('is not kept as evidence itself').waitFor();
    await page.getByRole('button', { name: 'Keep it as evidence…' }).waitFor();
    await become('stolen', 'Car park, 12 November, police reference 44');
    await page.getByText('knows nothing of it').waitFor();
    await look(page, 'asset-stolen');
    await page.getByRole('button', { name: 'Lock it as lost…' }).click();
    expect(await page.getByRole('dialog').getByLabel('Stolen').isChecked()).to.equal(true);
    await page.getByLabel('What is known of it').fill('Out of a car');
    await page.getByRole('button', { name: 'Report it stolen' }).click();
    await page
      .getByText('is reported stolen')
      .or(page.getByText('Nothing of it is done until'))
      .first()
      .waitFor();
    const [{ id }] = (await assets()).filter((one: { tag: string }) => one.tag === 'GP-020');
    await open(`/assets/${id}`);
    await page.getByText('knows nothing of it').waitFor({ state: 'hidden' });
    await become('in_stock', 'Found in the lost property box');
    await page.getByRole('link', { name: 'Release it on its own page' }).waitFor();
  });

  it('takes out what was entered by mistake, says the school’s own words, and puts it back', async () => {
    await open('/school');
    const word = page.getByLabel('Own word for “In stock”');
    await word.fill('Lost');
    await page.getByRole('button', { name: 'Save the words' }).click();
    await page.getByText('This is what “Lost” is called').waitFor();
    await word.fill('Store cupboard');
    await page.getByRole('button', { name: 'Save the words' }).click();
    await page.getByText('Saved.').waitFor();
    const { body } = await here.technician('POST', '/assets', { tag: 'GP-030', kind: 'camera' });
    await open(`/assets/${body.id}`);
    await page.getByText('Entered in the register: Store cupboard').waitFor();
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Entered by mistake' }).click();
    await dialog.getByRole('button', { name: 'Take it out' }).click();
    await dialog.getByText('Say what was wrong').first().waitFor();
    await dialog.getByLabel('What was wrong').fill('It is GP-003 again');
    await look(page, 'asset-mistake');
    await dialog.getByRole('button', { name: 'Take it out' }).click();
    await page.getByText('GP-030 is out of the register.').waitFor();
    await page.getByRole('link', { name: 'Entered by mistake and taken out' }).click();
    await page.getByRole('button', { name: 'Put GP-030 back in the register' }).click();
    await page.getByText('Nothing was taken out of the register.').waitFor();
    await here.technician('POST', `/assets/${body.id}/mistake`, {
      revision: 2,
      because: 'It is GP-003 again',
    });
    const [stolen] = (await assets()).filter((one: { tag: string }) => one.tag === 'GP-010');
    await open(`/assets/${stolen.id}`);
    await page.getByRole('button', { name: 'Entered by mistake' }).click();
    await dialog.getByText('It was moved to “stolen”.').waitFor();
  });

  it('fits a wide screen and a phone, light and dark, with nothing serious for axe', async () => {
    const rows = await assets();
    const linked = rows.find((one: { tag: string }) => one.tag === 'GP-020').id;
    const loose = rows.find((one: { tag: string }) => one.tag === 'GP-001').id;
    const pages = {
      assets: '/assets',
      'asset-linked': `/assets/${linked}`,
      asset: `/assets/${loose}`,
      'asset-edit': `/assets/${linked}?edit=yes`,
      'asset-new': '/assets/new',
      'assets-import-start': '/assets/import',
      'assets-mistakes': '/assets/mistakes',
    };
    window = await here.signedIn();
    for (const [name, path] of Object.entries(pages)) {
      await open(path, window);
      await looksWell(window, name);
    }
  });

  it('undoes an import for what nothing was done with, and names what stays', async () => {
    await open('/assets/import');
    await page.getByRole('button', { name: 'Undo the import of list.csv' }).click();
    await page.getByRole('button', { name: 'Undo the import', exact: true }).click();
    await page.getByText('1 taken out, 0 as before, and 1 thing stayed:').waitFor();
    await page.getByText('It was changed since.').waitFor();
    expect((await assets()).map((one: { tag: string }) => one.tag))
      .to.include('GP-002')
      .and.not.include('GP-001');
  });

  it('says that a page of an asset that is not there is empty, and fails in words', async () => {
    await open('/assets/no-such', window);
    await window.getByText('There is nothing here').waitFor();
    await window.route('**/api/v1/assets?*', route => route.abort());
    await open('/assets', window);
    await window.getByText('Could not load the register').waitFor();
    await window.context().close();
  });

  it('wrote no error in any window but for what was refused on purpose', () => {
    const expected = /status of (400|404|409)|net::ERR_FAILED/;
    expect(here.complaints.filter(one => !expected.test(one))).to.deep.equal([]);
  });

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(on), name).to.deep.equal([]);
  }
});

/** The click of a test may travel for longer than the rows take: this one is made where it is shown how far it is. */
function stopsAtFirstSight(): Promise<string> {
  return new Promise(done => {
    new MutationObserver((_changes, observer) => {
      const status = [...document.querySelectorAll('[role=status]')].map(one => one.textContent ?? '');
      const shown = status.find(text => /^Importing: \d+%$/.test(text));
      const stop = [...document.querySelectorAll('button')].find(one =>
        /^Stop, /.test(one.textContent ?? ''),
      );
      if (shown === undefined || stop === undefined) return;
      observer.disconnect();
      stop.click();
      done(shown);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}
