import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const people = `Name,Kind,Class,E-mail,Line manager
Bea Birch,staff,Office,bea@school.uk,
Ann Ash,staff,Year 4,ann@school.uk,Bea Birch
Cleo Cedar,pupil,4B,,
`;

describe('loans, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let page: Page;
  let laptop = '';

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 1);
    page = await here.signedIn();
    for (const tag of ['T-01', 'T-02', 'T-03'])
      await here.technician('POST', '/assets', { tag, kind: 'camera', name: `Camera ${tag}` });
    const { id } = (await here.technician('GET', '/devices')).body.items[0];
    const made = await here.technician('POST', '/assets', { tag: 'L-01', kind: 'laptop', deviceId: id });
    laptop = made.body.id;
    await encryption('in_a_container', 'unknown');
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  /** The device's disk becomes so, and the console knows. */
  async function encryption(like: string, state: string): Promise<void> {
    devices[0]?.backends.get('disk-encryption')?.become(like);
    await devices[0]?.agent.lookNow();
    const asked = `/devices?control=disk-encryption&state=${state}`;
    await answerOf(
      `its disk is ${state}`,
      () => here.technician('GET', asked),
      ({ body }) => body.items.length === 1,
    );
  }
  async function open(path: string, on = page): Promise<void> {
    // Two cores are shared by everything that runs beside this.
    on.setDefaultTimeout(40_000);
    await on.goto(here.url(path));
    await on.locator('h1').waitFor();
    await on.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const manager = async () =>
    (await here.technician('GET', '/persons?search=bea')).body.items[0].id as string;
  const nextWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);

  it('says what to do while nobody and nothing is there', async () => {
    await open('/loans');
    await page.getByText('Nothing is on loan.').waitFor();
    await look(page, 'loans-empty');
    await page.getByRole('link', { name: 'enter or import them' }).click();
    await page.getByText('Nobody is here yet.').or(page.getByRole('table')).first().waitFor();
  });

  it('imports people after saying what would happen', async () => {
    await open('/people/everybody');
    await page.getByRole('button', { name: 'Import a list' }).click();
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(people) });
    await page.getByText('3 new, 0 changed').waitFor();
    await look(page, 'people-import');
    await page.getByRole('button', { name: 'Import 3 people' }).click();
    await page.getByRole('link', { name: 'Ann Ash' }).waitFor();
    await look(page, 'people-everybody');
  });

  it('keeps a trolley together', async () => {
    await open('/loans/sets');
    await page.getByRole('button', { name: 'Make a set' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Camera bag');
    for (const tag of ['T-01', 'T-02', 'T-03']) {
      await dialog.getByLabel('Tag, name or serial number').fill(tag);
      await dialog.getByRole('button', { name: `Add ${tag}` }).click();
    }
    await look(page, 'loans-set');
    await dialog.getByRole('button', { name: 'Save the set' }).click();
    await page.getByText('Camera bag, 3 things').waitFor();
  });

  async function choose(label: string, text: string, option: string): Promise<void> {
    await page.getByRole('combobox', { name: label, exact: true }).fill(text);
    await page.getByRole('option', { name: option }).click();
  }

  it('hands a whole set over with one signature', async () => {
    await open('/loans/new');
    await page.getByLabel('Or a whole set').selectOption({ label: 'Camera bag (3)' });
    await choose('Holder', 'Ann', 'Ann Ash, staff, Year 4');
    await page.getByLabel('What for').fill('School trip');
    await page.getByLabel('Due back on').fill(nextWeek());
    await page.getByText('Draw the name as well').click();
    const pad = page.locator('svg.pad');
    const box = await pad.boundingBox();
    if (box === null) throw new Error('no field to draw in');
    await page.mouse.move(box.x + 60, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 160, box.y + 40, { steps: 5 });
    await page.mouse.move(box.x + 260, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await look(page, 'loan-new');
    await page.getByRole('button', { name: 'Hand over 3 things' }).click();
    await page.getByText('types their full name').waitFor();
    await page.getByLabel('Ann Ash agrees and signs by typing their full name').fill('Ann Ash');
    await page.getByRole('button', { name: 'Hand over 3 things' }).click();
    await page.getByRole('heading', { name: 'Loan 1 to Ann Ash' }).waitFor();
    await look(page, 'loan-out');
  });

  it('keeps a laptop in school while its disk is not known to be encrypted, and lends it once it is', async () => {
    await open(`/loans/new?asset=${laptop}`);
    await page.getByText('L-01').waitFor();
    await choose('Holder', 'Ann', 'Ann Ash, staff, Year 4');
    await page.getByLabel('What for').fill('Work at home');
    await page.getByLabel('Leaves the school').check();
    await page.getByText('It is not known whether the disk of').waitFor();
    expect(await page.getByRole('button', { name: 'Hand over' }).isDisabled()).to.equal(true);
    await look(page, 'loan-refused');
    const { id } = (await here.technician('GET', '/devices')).body.items[0];
    await encryption('luks_on', 'met');
    await page.getByLabel('Stays in school').check();
    await page.getByLabel('Leaves the school').check();
    await page.reload();
    expect(await page.getByRole('combobox', { name: 'Line manager who approves it' }).inputValue()).to.equal(
      'Bea Birch',
    );
    await page.getByLabel('Which writing, and of which day').fill('E-mail of 20 Nov 2026');
    await page.getByRole('button', { name: 'No day: as long as the job lasts' }).click();
    await page.getByLabel('I use it solely for my duties.').check();
    await page.getByLabel('Ann Ash agrees and signs by typing their full name').fill('Ann Ash');
    await look(page, 'loan-off-site');
    await page.getByRole('button', { name: 'Hand over' }).click();
    await page.getByRole('heading', { name: 'Loan 2 to Ann Ash' }).waitFor();
    await page.getByText('Approved in writing by Bea Birch').waitFor();
    await open(`/devices/${id}`);
    await page.getByRole('link', { name: 'on loan to Ann Ash without an end, off site' }).waitFor();
    await open(`/assets/${laptop}`);
    await page.getByRole('link', { name: 'Ann Ash' }).first().waitFor();
  });

  it('takes back in parts, with what is missing and broken, and shows it on the person', async () => {
    await open('/loans');
    await page
      .getByRole('row', { name: /Camera|School trip/ })
      .getByRole('link')
      .click();
    await page.getByRole('button', { name: 'Take back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('T-01').first().check();
    await dialog.getByLabel('Condition of T-01 now').selectOption('damaged');
    await dialog.getByLabel('T-02').first().check();
    await dialog.getByLabel('What became of T-02').selectOption('lost');
    await dialog.getByRole('button', { name: 'Take back 2' }).click();
    await dialog.getByText('Say what is damaged', { exact: true }).waitFor();
    await dialog.getByLabel('What is damaged').fill('Lens cracked');
    await dialog.getByLabel('When and where it was last seen').fill('On the coach');
    await look(page, 'loan-return');
    await dialog.getByRole('button', { name: 'Take back 2' }).click();
    await page.getByText('1 of 3 out').waitFor();
    await page.getByText('“On the coach”').waitFor();
    await page.getByRole('link', { name: 'Ann Ash' }).click();
    await page.getByText('has 2 on loan').waitFor();
    await look(page, 'person');
  });

  it('is signed by the holder on their own page, after signing in as themselves', async () => {
    const account = { name: 'Ann Ash', email: 'ann@school.uk', role: 'staff' };
    const { id } = (await here.technician('POST', '/people', account)).body;
    const { url } = (await here.technician('POST', `/people/${id}/sign-in-link`, {})).body;
    await here.technician('POST', '/assets', { tag: 'T-04', kind: 'camera' });
    await open('/loans/new');
    await page.getByLabel('Tag, name or serial number').fill('T-04');
    await page.getByRole('button', { name: /T-04/ }).first().waitFor();
    await page.getByLabel('Tag, name or serial number').press('Enter');
    await choose('Holder', 'Ann', 'Ann Ash, staff, Year 4');
    await page.getByLabel('What for').fill('Sports day');
    await page.getByLabel('Due back on').fill(nextWeek());
    await page.getByLabel(/^With their own sign-in/).check();
    await page.getByRole('button', { name: /^Ask/ }).click();
    await page.getByText('to sign with their own sign-in').waitFor();
    const ann = await here.window({ viewport: { width: 390, height: 844 } });
    await ann.goto(url);
    await ann.getByRole('button', { name: 'Sign in' }).click();
    await ann.getByRole('link', { name: 'Not now' }).click();
    await open('/yours', ann);
    await ann.getByLabel(/signs? by typing/).fill('Ann Ash');
    await look(ann, 'loan-own-signature');
    await ann.getByRole('button', { name: 'Sign and take it' }).click();
    await ann.getByText('Signed. It is on loan to you now.').waitFor();
    // Of the laptop that may leave the school, a year after she said so.
    const { db } = here.console.context;
    await db
      .updateTable('loan_statement')
      .set({ said_at: Date.now() - 366 * 86_400_000 })
      .execute();
    await open('/yours', ann);
    await ann.getByText('The school asks you to state again').waitFor();
    await ann.getByLabel(/significant/i).check();
    await ann.getByRole('button', { name: 'State it' }).click();
    await ann.getByText('Say what it is used for').first().waitFor();
    await ann.getByRole('textbox', { name: /What/ }).last().fill('Writing my book');
    await look(ann, 'loan-own-use');
    await ann.getByRole('button', { name: 'State it' }).click();
    await ann.getByText('you use it for yourself as well (Writing my book)').waitFor();
    await ann.getByRole('button', { name: 'Something has changed' }).waitFor();
    await ann.getByLabel('What is wrong').selectOption('Something does not work');
    await ann.getByLabel('Where').selectOption({ index: 1 });
    await ann.getByLabel('More, if you like').fill('The charger is loose');
    await ann.getByRole('button', { name: 'Report it' }).click();
    await ann.getByText('The school has been told.').waitFor();
    await ann.context().close();
    const { items: incidents } = (await here.technician('GET', '/incidents')).body;
    expect(incidents[0]).to.include({ reporter: 'Ann Ash', category: 'other', source: 'console' });
    await page.reload();
    await page.getByText('nobody: signed with their own sign-in').first().waitFor();
  });

  it('is approved on the line manager’s own page, before it may leave', async () => {
    const account = { name: 'Bea Birch', email: 'bea@school.uk', role: 'staff' };
    const { id } = (await here.technician('POST', '/people', account)).body;
    const { url } = (await here.technician('POST', `/people/${id}/sign-in-link`, {})).body;
    const made = await here.technician('POST', '/assets', { tag: 'T-05', kind: 'camera' });
    const { items } = (await here.technician('GET', '/persons?search=ann')).body;
    const body = {
      ...{ holderId: items[0].id, purpose: 'Forest school', offSite: true, dueOn: nextWeek() },
      ...{ items: [{ assetId: made.body.id }], approval: { how: 'ask', approverId: await manager() } },
    };
    const asked = await here.technician('POST', '/loans', body);
    expect(asked.body.status).to.equal('waiting');
    const bea = await here.window({ viewport: { width: 390, height: 844 } });
    await bea.goto(url);
    await bea.getByRole('button', { name: 'Sign in' }).click();
    await bea.getByRole('link', { name: 'Not now' }).click();
    await open('/yours', bea);
    await bea.getByText('is to take T-05 off site for “Forest school”').waitFor();
    await bea.getByRole('button', { name: 'Do not approve' }).click();
    await bea.getByText('Say why not').first().waitFor();
    await look(bea, 'loan-decide');
    await bea.getByLabel('Conditions, or why not').fill('In its bag');
    await bea.getByRole('button', { name: 'Approve in writing' }).click();
    await bea.getByText('Waiting for you').waitFor({ state: 'detached' });
    await bea.context().close();
    await open(`/loans/${asked.body.id}`);
    await page.getByText('In its bag').first().waitFor();
  });

  it('says on the overview and in the list what is overdue', async () => {
    await here.console.context.db
      .updateTable('loan')
      .set({ due_on: '2026-01-05' })
      .where('number', '=', 1)
      .execute();
    await open('/overview');
    await page.getByText('loan is overdue').waitFor();
    await page.getByRole('link', { name: /^Ask for it back/ }).click();
    await page.getByText(/5 Jan 2026, \d+ days ago/).waitFor();
    await look(page, 'loans-overdue');
  });

  it('keeps the wording that was signed when another is written', async () => {
    await open('/loans/agreement');
    await page.getByRole('button', { name: 'Write it anew' }).click();
    await page.getByLabel('Agreement', { exact: true }).fill('Too short');
    await page.getByRole('button', { name: 'Save the new wording' }).click();
    await page.getByText('at least 100 characters').first().waitFor();
    await look(page, 'loan-agreement');
    await page
      .getByLabel('Agreement', { exact: true })
      .fill(`We lend you this. ${'Bring it back. '.repeat(8)}`);
    await page.getByRole('button', { name: 'Save the new wording' }).click();
    await page.getByText('Wording 1,').waitFor();
    await page.getByText('No letter goes out yet: the console has no server for mail.').waitFor();
    await page.getByLabel('Write to borrowers when something is due back').click();
    await page.getByText('Changed by').waitFor();
    expect((await here.technician('GET', '/loans/letters')).body).to.include({ on: false });
  });

  it('fits a wide screen and a phone, in light and dark, with nothing serious for axe', async () => {
    const loan = (await here.technician('GET', '/loans')).body.items[0].id;
    const pages = {
      loans: '/loans',
      loan: `/loans/${loan}`,
      'loan-form': '/loans/new',
      everybody: '/people/everybody',
      'loan-sets': '/loans/sets',
    };
    const window = await here.signedIn();
    for (const [name, path] of Object.entries(pages)) {
      await open(path, window);
      await looksWell(window, name);
    }
    await window.context().close();
  });

  it('wrote no error in any window but for what was refused on purpose', () => {
    const expected = /status of (400|404|409)/;
    expect(here.complaints.filter(one => !expected.test(one))).to.deep.equal([]);
  });

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(on), name).to.deep.equal([]);
  }
});
