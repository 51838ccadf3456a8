import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { factsOfRequest, type Request, requestEvent } from '../../shared/protocol/request.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { keepAndRelease } from '../support/evidence-walk.ts';
import { decideInARow } from '../support/inbox-walk.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const password = 'wombat tulip engine';
const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, colorScheme: 'dark' };

describe('asking and deciding, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let deviceId: string;
  let page: Page;
  let head: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    await technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    devices = await aFleet(technician, 2, { obeys: new Map() });
    const listed = await technician('GET', '/devices?limit=50');
    deviceId = listed.body.items[0].id;
    await technician('PATCH', `/devices/${deviceId}`, { name: 'Library 2' });
    page = await here.signedIn();
    head = await aHead();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  /** Comes in by a link, as invited, and has a password. */
  async function aHead(options: BrowserContextOptions = {}): Promise<Page> {
    const email = 'head@greenfield.sch.uk';
    const made = await here.technician('POST', '/people', { name: 'Hazel Head', email, role: 'headteacher' });
    const link = await here.technician('POST', `/people/${made.body.id}/sign-in-link`);
    const window = await here.window(options);
    await window.goto(link.body.url);
    await window.getByRole('button').first().click();
    await window.locator('h1').waitFor();
    const set = await window.evaluate(async text => {
      const answer = await fetch('/api/v1/session/password', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: text }),
      });
      return answer.status;
    }, password);
    expect(set).to.equal(204);
    // As if it were a while ago: whoever typed it just now is not asked again.
    await here.console.context.db.updateTable('session').set({ proved_at: null }).execute();
    return window;
  }

  async function open(path: string, at = page): Promise<void> {
    await at.goto(here.url(path));
    await at.locator('h1').waitFor();
    await at.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const shot = (name: string, at = page) =>
    at.screenshot({ path: `${screenshots}requests-${name}.png`, fullPage: true });
  const violations = (at = page) => seriousIn(at);

  it('asks a second person before enforcement is suspended for long, who agrees with their password', async () => {
    await open(`/devices/${deviceId}?tab=orders`);
    await page.getByRole('button', { name: 'Suspend enforcement…' }).click();
    await page.getByLabel('For how long').selectOption('240');
    await page.getByLabel('Why').fill('The exam software does not start');
    await page.getByRole('button', { name: 'Suspend for 4 hours' }).click();
    await page.getByRole('heading', { name: 'Pause the rules on Library 2 for 4 hours' }).waitFor();
    await page.getByText('Hazel Head can decide.').waitFor();
    expect(await violations()).to.deep.equal([]);
    await shot('approval-asked');
    await open('/overview');
    await page.getByText('Waits for somebody’s yes').waitFor();

    await open('/promises', head);
    await head.getByText('asks you to agree').waitFor();
    await head.getByRole('link', { name: 'Look at it' }).click();
    await head.getByText('stops nothing').waitFor();
    await head.getByRole('button', { name: 'Agree', exact: true }).click();
    await head.getByLabel('Your password, again').fill('not it');
    await head.getByRole('button', { name: 'Go on' }).click();
    await head.getByText('That is not your password', { exact: false }).waitFor();
    expect(await violations(head)).to.deep.equal([]);
    await shot('approval-decide', head);
    await head.getByLabel('Your password, again').fill(password);
    await head.keyboard.press('Enter');
    await head.getByRole('heading', { name: 'What became of it' }).waitFor();
    await open(`/devices/${deviceId}?tab=orders`);
    await page.locator('[data-order="suspend_enforcement"]').waitFor();
    // The browser logs that a wrong password was refused.
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !one.includes('403')));
  });

  it('keeps a computer as evidence after a second person’s yes, refuses what would change it, and releases it by two', async () => {
    const kept = () => devices.filter(one => one.agent.quarantine.isOn).length;
    await keepAndRelease({ page, head, open, deviceId, technician: here.technician, kept });
  });

  it('lists what waits and what became of it, also on a phone', async () => {
    await open(`/devices/${deviceId}?tab=orders`);
    await here.technician('POST', `/devices/${deviceId}/orders`, {
      order: { kind: 'suspend_enforcement', minutes: 1440 },
      reason: 'The disk is copied over night',
    });
    await open('/approvals', head);
    await head.getByText('for you to decide').waitFor();
    await shot('approvals', head);
    const small = await here.signedIn(phone);
    await open('/approvals', small);
    await small.getByText('The disk is copied over night', { exact: false }).waitFor();
    expect(await violations(small)).to.deep.equal([]);
    await shot('approvals-phone', small);
    await small.context().close();
  });

  it('registers a stick that a computer saw, issues it, and stops it everywhere when it is lost', async () => {
    devices[0]?.backends.get('removable-media')?.become('blocked_stick');
    await devices[0]?.agent.lookNow();
    await open('/media');
    await page.getByText('No stick is registered yet.').waitFor();
    await page.getByText('plugged in lately', { exact: false }).click();
    await page.getByRole('button', { name: 'It is the school’s …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Office stick 4');
    await dialog.getByLabel('Serial number').fill('AA00');
    expect(await violations()).to.deep.equal([]);
    await page.getByRole('button', { name: 'Register it' }).click();
    await page.getByText('another stick’s serial number', { exact: false }).waitFor();
    await shot('media-register');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Register a stick' }).first().click();
    await dialog.getByLabel('Name').fill('Office stick 4');
    await dialog.getByLabel('Vendor').fill('781');
    await dialog.getByLabel('Product').fill('5567');
    await dialog.getByLabel('Serial number').fill('4C530001');
    await dialog.getByLabel('Who has it').fill('Anna Ash');
    await page.getByRole('button', { name: 'Register it' }).click();
    await page.getByText('four digits from 0 to 9 and a to f').waitFor();
    await dialog.getByLabel('Vendor').fill('0781');
    await page.getByRole('button', { name: 'Register it' }).click();
    await page.getByRole('heading', { name: 'Office stick 4' }).waitFor();
    await page.locator('.page-lead', { hasText: 'Issued to Anna Ash' }).waitFor();
    await page.getByRole('button', { name: 'It is lost …' }).click();
    await page.getByLabel('When and where it was last seen').fill('On the bus, Friday');
    await page.getByRole('button', { name: 'Stop it everywhere' }).click();
    await page.getByText('Lost or stolen; Anna Ash had it').waitFor();
    expect(await violations()).to.deep.equal([]);
    await shot('medium');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Found, and issued to Anna Ash').waitFor();
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !one.includes('400')));
  });

  it('imports a list of sticks after saying what would happen, and finds them by holder', async () => {
    const rows = Array.from(
      { length: 30 },
      (_, at) =>
        `Staff stick ${at + 1},0781,5583,SER${1000 + at},${at % 3 === 0 ? 'Ben Brook' : ''},${at % 2 ? 'BitLocker' : 'no'}`,
    );
    const text = ['Name,Vendor,Product,Serial number,Issued to,Encrypted', ...rows, 'Broken,07,zz,!,,'].join(
      '\n',
    );
    await open('/media/import');
    await page
      .getByLabel('CSV file')
      .setInputFiles({ name: 'sticks.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await page.getByText('30 sticks would be entered, 0 known already, 1 left out.').waitFor();
    expect(await violations()).to.deep.equal([]);
    await shot('media-import');
    await page.getByRole('button', { name: 'Import 30 sticks' }).click();
    await page.getByText('30 sticks entered').waitFor();
    await page.getByRole('link', { name: 'Open the register' }).click();
    await page.getByLabel('Search by name', { exact: false }).fill('ben brook');
    await page.getByText('10 sticks with these filters').waitFor();
    expect(await page.evaluate(() => location.search)).to.equal('?search=ben+brook');
    await open('/media');
    await shot('media');
    const small = await here.signedIn(phone);
    await open('/media', small);
    expect(await violations(small)).to.deep.equal([]);
    await shot('media-phone', small);
    await small.context().close();
  });

  const ask = (at: number, request: Request) =>
    devices[at]?.outbox.event(requestEvent, factsOfRequest(randomUUIDv7(), request));
  const stickFor = (person: string, hash: string, more: object = {}): Request => ({
    ...{ kind: 'media', person, reason: 'Photos of the harvest festival', serial: 'SER77' },
    media: { vendorId: '0781', productId: '5583', serialHash: hash.repeat(43).slice(0, 43) },
    ...{ access: 'read_only', minutes: 60, scan: 'clean', ...more },
  });

  it('decides by keyboard alone what two computers ask for, as it comes in', async () => {
    await open('/requests');
    await page.getByText('Nobody asks for anything.').waitFor();
    await shot('inbox-empty');
    ask(0, stickFor('Anna Ash', 'a'));
    ask(1, stickFor('Ben Brook', 'b', { scan: 'infected', access: 'read_write' }));
    ask(0, {
      kind: 'software',
      person: 'Carol Chen',
      reason: 'Geometry in year 6',
      title: 'GeoGebra Classic',
      publisher: 'International GeoGebra Institute',
      licence: 'free',
      suitability: 'Year 5 and older',
      personalData: 'no',
    });
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 3);
    const order = await page.evaluate(() =>
      [...document.querySelectorAll('[data-request]')].map(row => row.textContent?.includes('Anna')),
    );
    const down = order.indexOf(true) + 1;
    expect(await violations()).to.deep.equal([]);
    await shot('inbox');
    for (let step = 0; step < down; step += 1) await page.keyboard.press('j');
    await page.keyboard.press('a');
    await page
      .getByText(/The device was told|The device has done it/)
      .first()
      .waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 2);
    const given = await here.technician('GET', '/requests?state=decided');
    expect(given.body.items[0]).to.include({ person: 'Anna Ash', state: 'approved' });

    const ben = page.locator('[data-request]', { hasText: 'Ben Brook' });
    await ben.getByRole('checkbox').focus();
    await page.keyboard.press('x');
    await page.keyboard.press('d');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Please bring the stick to the office.');
    expect(await violations()).to.deep.equal([]);
    await shot('inbox-refuse');
    await page.getByRole('button', { name: 'Refuse it' }).press('Enter');
    await page.getByText('Refused.').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 1);
    await page.getByRole('button', { name: 'Undo' }).last().press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 2);
    await ben.getByRole('button', { name: 'Refuse', exact: false }).press('Enter');
    await page.getByRole('button', { name: 'Please use the shared drive instead.' }).press('Enter');
    await page.getByRole('button', { name: 'Refuse it' }).press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('[data-request]').length === 1);
  });

  it('puts an approved program into a draft, one click from what it would do', async () => {
    await page.getByRole('button', { name: /^Approve: GeoGebra/ }).click();
    await page.getByText('It is in a draft of the policy', { exact: false }).first().waitFor();
    await page.getByText('Decided', { exact: true }).click();
    await page.getByText('GeoGebra Classic').waitFor();
    await shot('inbox-decided');
    await page.getByRole('link', { name: /It is in a draft/ }).click();
    await page.getByRole('heading', { name: 'What it changes' }).waitFor();
    await shot('software-draft');
  });

  it('goes on from row to row, through what people ask for and computers that ask to be let in', async () => {
    const twoAsk = () =>
      [stickFor('Eve East', 'e'), stickFor('Finn Field', 'f')].map((one, at) => ask(at, one));
    devices.push(...(await decideInARow({ page, open, technician: here.technician, twoAsk })));
  });

  it('approves thirty at once, also shown on a phone', async () => {
    for (let at = 0; at < 30; at += 1) ask(at % 2, stickFor(`Person ${at + 1}`, 'c'));
    const small = await here.signedIn(phone);
    await open('/requests', small);
    await small.waitForFunction(() => document.querySelectorAll('[data-request]').length === 30);
    expect(await violations(small)).to.deep.equal([]);
    await small.screenshot({ path: `${screenshots}requests-inbox-phone.png` });
    await small.context().close();
    await open('/requests');
    await page.getByLabel('Select all 30').check();
    await page.getByRole('button', { name: 'Approve 30 selected' }).click();
    await page.getByText('30 requests approved.').waitFor();
    await page.getByText('Nobody asks for anything.').waitFor();
  });

  it('writes down what somebody asks for in person', async () => {
    await open(`/devices/${deviceId}?tab=orders`);
    await page.getByRole('button', { name: 'Ask for a program…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await dialog.getByText('Say who asks').waitFor();
    await dialog.getByLabel('Who asks').fill('Dora Dean');
    await dialog.getByLabel('Which program').fill('Audacity');
    await dialog.getByLabel('What for').fill('Music club');
    expect(await violations()).to.deep.equal([]);
    await shot('ask-program');
    await dialog.getByRole('button', { name: 'Write it down' }).click();
    await dialog.waitFor({ state: 'detached' });
    await open('/overview');
    await page.getByText('Somebody asks for a stick or a program.').waitFor();
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !one.includes('400')));
  });

  it('narrows the change log, takes a change of the web filter, and hands the rest out as a file', async () => {
    await open('/audit-log');
    await page.getByRole('button', { name: 'Enter a change …' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Enter it' }).click();
    await dialog.getByText('Say what was changed').waitFor();
    await dialog.getByLabel('What was changed').fill('Video site opened for staff');
    await dialog.getByLabel('Why', { exact: true }).fill('Science week');
    expect(await violations()).to.deep.equal([]);
    await shot('log-entry');
    await dialog.getByRole('button', { name: 'Enter it' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByLabel('What it is about').selectOption('filtering');
    await page.getByText('Filtering was changed on', { exact: false }).waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.line').length === 1);
    expect(await page.evaluate(() => location.search)).to.equal('?kind=filtering');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect((await saved).suggestedFilename()).to.match(/^audit-log-[\d-]+\.csv$/);
    await page.getByLabel('Search the log').fill('no such words');
    await page.getByText('No entry fits these filters.').waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.line').length > 20);
    expect(await violations()).to.deep.equal([]);
    await shot('log');
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !one.includes('400')));
  });

  it('says which devices are not as they should be, and what was put right by itself', async () => {
    const facts = { control: 'idle-lock', setting: 'org.gnome.desktop.session idle-delay' };
    devices[0]?.outbox.event('enforcement.drift', facts);
    await open('/policies/school?tab=baseline');
    await page.getByText('org.gnome.desktop.session idle-delay', { exact: false }).waitFor();
    await page.getByText(/of 3 devices .* as .* should be/).waitFor();
    expect(await violations()).to.deep.equal([]);
    await shot('baseline');
  });

  it('complains of nothing', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});
