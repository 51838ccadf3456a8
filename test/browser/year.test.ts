import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { consoleAddress } from '../../agent/service/main-enrol.ts';
import { SimulatedDevice } from '../../agent/simulate/device.ts';
import type { DisposalItem, WriteOff } from '../../shared/protocol/api/disposals.ts';
import { aBrowserConsole, aCode, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { aPdf, aWipeLog } from '../support/disposal-world.ts';
import { screenshots } from '../support/looks.ts';
import { pageTexts } from '../support/page-texts.ts';
import { addStorage, day, destroy, importLog, messy, tagOf } from '../support/year-things.ts';

/** A certificate that nwipe 0.42 printed for a disk that failed. */
const failedWipe = readFileSync(
  new URL('../../shared/disposals/fixtures/nwipe-0.42.failed.pdf', import.meta.url),
);
describe('a year of what the school owns', function () {
  this.timeout(400_000);
  let here: BrowserConsole;
  let page: Page;
  let head: Page;
  let written: WriteOff;
  let batch: string;
  const folder = mkdtempSync(join(tmpdir(), 'caretaker-year-'));
  const running: SimulatedDevice[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    page = await here.signedIn();
    const person = { name: 'Harriet Head', email: 'head@school.example', role: 'headteacher' };
    const { id } = (await here.technician('POST', '/people', person)).body;
    const { url } = (await here.technician('POST', `/people/${id}/sign-in-link`, {})).body;
    head = await here.window();
    await head.goto(url);
    await head.getByRole('button', { name: 'Sign in' }).click();
    await head.locator('h1').waitFor();
  });
  after(async () => {
    await Promise.all(running.map(device => device.agent.stop()));
    await here?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(path: string, on = page): Promise<void> {
    on.setDefaultTimeout(40_000);
    await on.goto(here.url(path));
    await on.locator('h1').waitFor();
    await on.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  async function ask(method: string, path: string, body?: object) {
    const answer = await here.technician(method as 'GET', path, body);
    expect(answer.status, `${path}: ${JSON.stringify(answer.body).slice(0, 400)}`).to.be.below(300);
    return answer.body;
  }
  const assetOf = async (tag: string) =>
    ask('GET', `/assets/${(await ask('GET', `/assets?search=${tag}`)).items[0].id}`);
  const dialog = () => page.getByRole('dialog');
  const shut = () => dialog().waitFor({ state: 'detached' });

  it('begins with the spreadsheet that is there: 400 rows, some of them wrong', async () => {
    await open('/assets/import');
    await page.getByLabel('Spreadsheet').setInputFiles({
      name: 'Inventory FINAL (2).xlsx',
      mimeType: 'application/zip',
      buffer: await messy(),
    });
    await page.getByLabel('Zustand in the register').selectOption({ label: 'Notes' });
    await page.getByRole('button', { name: 'Check every row' }).click();
    await page.getByText('Of 400 rows: 395 new, 0 changed, 0 as they are, 5 rejected').waitFor();
    await page.screenshot({ path: `${screenshots}year-import.png`, fullPage: true });
    await page.getByRole('button', { name: 'Import 395 rows' }).click();
    await page.getByText('395 assets entered, 0 changed, 5 rejected.').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the rejected rows' }).click();
    const rejected = readFileSync(await (await saved).path(), 'utf8');
    expect(rejected).to.include('autumn 2021?').and.include('has the same tag');
    expect(rejected.split('\r\n')[0]).to.match(/Zustand,Why it was rejected$/);
  });

  it('sticks labels on: some were printed before anything had them', async () => {
    await open('/labels');
    await page.getByLabel('Tags that nothing has yet').check();
    const saved = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: /Make a PDF of \d+ labels/ }).click();
    await saved;
    await open('/a/GP-0401');
    await page.getByLabel('Tag, name or serial number').fill(tagOf(1));
    await page.getByRole('button', { name: `Put GP-0401 on ${tagOf(1)}` }).click();
    await page.getByRole('button', { name: 'Change its tag' }).click();
    await page.getByRole('heading', { name: 'GP-0401', level: 1 }).waitFor();
  });

  it('counts two rooms, and the headteacher signs', async () => {
    await open('/stock-takes');
    await page.getByRole('button', { name: 'Begin a stock-take' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Autumn');
    await dialog.getByLabel('Hall', { exact: true }).check();
    await dialog.getByLabel('Room 4', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByText('0 of 7 seen, 7 to go.').waitFor();
    await page.getByLabel('I am in').selectOption('Room 4');
    for (const tag of ['GP-0401', tagOf(2), tagOf(3), tagOf(5)]) {
      await page.getByLabel('Or type a tag').fill(tag);
      await page.getByRole('button', { name: 'It is here', exact: true }).first().click();
      await page
        .getByText(new RegExp(`^${tag} (found|belongs in Hall)`))
        .first()
        .waitFor();
    }
    await page.getByRole('button', { name: 'Finish the count' }).click();
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await page.getByText('4 of 7 things in Hall, Room 4 were found; 3 missing.').waitFor();
    await head.goto(page.url());
    await head.getByRole('button', { name: 'Sign it' }).click();
    await head.getByText('Signed. The register has the places').waitFor();
    expect((await assetOf(tagOf(5))).location).to.equal('Room 4');
  });

  it('lends a camera and takes it back', async () => {
    await ask('POST', '/persons', { name: 'Ann Ash', kind: 'staff' });
    const camera = await assetOf(tagOf(15));
    await open(`/loans/new?asset=${camera.id}`);
    await page.getByRole('combobox', { name: 'Holder', exact: true }).fill('Ann');
    await page.getByRole('option', { name: /Ann Ash/ }).click();
    await page.getByLabel('What for').fill('School trip');
    await page.getByLabel('Due back on').fill(day(7));
    await page.getByLabel('Ann Ash agrees and signs by typing their full name').fill('Ann Ash');
    await page.getByRole('button', { name: /^Hand over/ }).click();
    await page.getByRole('heading', { name: 'Loan 1 to Ann Ash' }).waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(tagOf(15)).first().check();
    await dialog.getByRole('button', { name: 'Take back 1' }).click();
    await page
      .getByText(/Ended|0 of 1 out/)
      .first()
      .waitFor();
  });

  it('asks for twelve things to be written off, which the headteacher agrees to', async () => {
    const device = await enrolled();
    const first = await assetOf(tagOf(8));
    await ask('POST', `/assets/${first.id}/link`, { deviceId: device, revision: first.revision });
    await open('/disposals/write-offs/new');
    for (let at = 8; at < 20; at += 1) {
      await page.getByLabel('Tag, name or serial number').fill(tagOf(at));
      await page
        .getByRole('button', { name: new RegExp(tagOf(at)) })
        .first()
        .waitFor();
      await page.getByLabel('Tag, name or serial number').press('Enter');
      await page.getByLabel(new RegExp(`^${tagOf(at)}, `)).fill('too old');
    }
    await page.getByLabel('Reason').fill('Windows 10 has ended');
    await page.getByRole('radio', { name: 'Yes' }).check();
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByRole('heading', { name: 'Write-off 1' }).waitFor();
    written = await ask('GET', `/disposals/write-offs/${page.url().split('/').at(-1)}`);
    await open(`/approvals/${written.approvalId}`, head);
    await head.getByText('12 things would leave the school for good').waitFor();
    await head
      .getByRole('button', { name: /Agree|Say yes|Yes/ })
      .first()
      .click();
    const sure = head.getByRole('dialog').getByRole('button', { name: /Agree|Yes|yes/ });
    if (await sure.count()) await sure.first().click();
    await answerOf(
      'it is approved',
      () => here.technician('GET', `/disposals/write-offs/${written.id}`),
      ({ body }) => body.state === 'approved',
    );
  });

  it('proves what happened to every disk: one failed, one without a serial, one left to the contractor', async () => {
    const thing = async (at: number): Promise<DisposalItem> =>
      ask('GET', `/disposals/items/${written.items[at]?.id}`);
    const serials = { [tagOf(9)]: 'FAIL-5W5XQZ1', [tagOf(10)]: '' };
    const wiped: string[] = [];
    for (const [at, { id, tag }] of written.items.entries()) {
      await open(`/disposals/items/${id}`);
      const serial = serials[tag] ?? `DISK-${tag}`;
      if (tag === tagOf(12)) {
        await page.getByRole('button', { name: 'There is none' }).click();
        await dialog().getByLabel('Why').fill('A projector keeps nothing');
        await dialog().getByRole('button', { name: 'There is none' }).click();
        await shut();
      } else if (tag === tagOf(8)) wiped.push((await thing(at)).storage[0]?.serial ?? '');
      else await addStorage(page, 'SSD', serial);
      if (tag === tagOf(10)) await destroy(page, 'shred');
      if (tag === tagOf(11)) await page.getByRole('button', { name: 'The contractor destroys it' }).click();
      if (at > 4) wiped.push(serial);
    }
    await open('/disposals');
    await importLog(page, 'nwipe.log', Buffer.from(aWipeLog(wiped)), /8 drives, 8 placed/);
    await importLog(page, 'nwipe.pdf', failedWipe, /1 drive, 1 placed/);
    await open('/disposals');
    await page.getByText('1 of 12 cannot leave: one wipe failed.').waitFor();
    await page.screenshot({ path: `${screenshots}year-missing.png`, fullPage: true });
    await open(`/disposals/items/${written.items.find(one => one.tag === tagOf(9))?.id}`);
    await destroy(page, 'crush');
    await open('/disposals');
    await page.getByText('All 12 things that are to go can leave.').waitFor();
  });

  it('hands over at the van, on a phone', async () => {
    await open('/disposals/contractors');
    await page.getByRole('button', { name: 'Enter a company' }).click();
    for (const [label, text] of Object.entries({
      Company: 'Green Bytes Ltd',
      'How to reach it': '0161 496 0000',
      'Carrier registration number': 'CBDU123456',
      'Registration runs out on': day(200),
      'Permit or AATF number of the treatment site': 'AATF WEE/AB1234CD/ATF',
      'Permit or approval runs out on, if it does': day(200),
      'Data processing agreement signed on': day(-200),
      'Written guarantee that data is destroyed, of': day(-100),
      'You looked all this up on': day(-1),
    }))
      await dialog().getByLabel(label, { exact: true }).fill(text);
    await dialog().getByRole('button', { name: 'Save' }).click();
    await shut();
    await open('/disposals');
    await page.getByRole('button', { name: 'Plan a collection' }).click();
    const plan = page.getByRole('dialog');
    await plan.getByLabel('Who collects').selectOption({ label: 'Green Bytes Ltd' });
    expect(await plan.getByRole('checkbox', { checked: true }).count()).to.equal(12);
    await plan.getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('heading', { name: 'Collection 1' }).waitFor();
    batch = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    // It is switched off in a cupboard when the van comes, so that nobody can tell it to delete its keys.
    await running.pop()?.agent.stop();
    const phone = await here.signedIn({ viewport: { width: 390, height: 844 } });
    await open(`/disposals/batches/${batch}/van`, phone);
    const ticks = await phone.getByRole('checkbox').all();
    expect(ticks).to.have.length(13);
    for (const tick of ticks) await tick.check();
    await phone.getByLabel('Quantity and weight').fill('12 items, 31 kg');
    await phone.getByLabel('Full name of who takes it').fill('Dan Driver');
    await phone.screenshot({ path: `${screenshots}year-van-390.png`, fullPage: true });
    await phone.getByRole('button', { name: 'Sign and hand over 12 things' }).click();
    await phone.getByRole('heading', { name: /Collection 1/ }).waitFor();
    await phone.context().close();
  });

  it('raises an alarm when one of them runs again', async () => {
    running.push(simulated());
    await answerOf(
      'it was heard',
      () => here.technician('GET', '/disposals'),
      ({ body }) => body.sightings.length === 1,
    );
    await open('/disposals');
    await page.getByText(`${tagOf(8)} is running again`).waitFor();
    await page.screenshot({ path: `${screenshots}year-alarm.png`, fullPage: true });
    await page.getByRole('button', { name: 'Say what became of it' }).click();
    await page
      .getByRole('dialog')
      .getByLabel('Why')
      .fill('Found at the contractor, wiped there and shredded');
    await page.getByRole('button', { name: 'Settle it' }).click();
    await page.getByText('is running again').waitFor({ state: 'hidden' });
  });

  it('closes only with every paper, and leaves a pack that tells it all', async () => {
    const close = () => here.technician('POST', `/disposals/batches/${batch}/close`, {});
    expect((await close()).status).to.equal(409);
    await open(`/disposals/batches/${batch}`);
    await page.getByRole('button', { name: 'Enter a waste paper' }).click();
    await dialog().getByLabel('Its number').fill('ABC123/0001');
    await dialog().getByLabel('Waste codes, as the contractor wrote them').fill('20 01 35*');
    await dialog().getByLabel('Quantity').fill('12 items, 31 kg');
    await dialog().getByRole('button', { name: 'Enter it' }).click();
    await shut();
    await page.getByText('Of all its things: nobody has said').waitFor();
    await page.getByRole('button', { name: 'They are freed' }).click();
    await dialog().getByLabel('Software licences').check();
    await dialog().getByLabel('Their entries').check();
    await dialog().getByRole('button', { name: 'They are freed' }).click();
    await page.getByText('Freed for every thing.').waitFor();
    await page.getByText('the contractor’s certificate has not come').first().waitFor();
    expect((await close()).status).to.equal(409);
    await page.getByRole('button', { name: 'Enter a certificate' }).click();
    const shredded = aPdf(`Shredded: DISK-${tagOf(11)}`);
    await dialog()
      .locator('input[type=file]')
      .setInputFiles({ name: 'certificate.pdf', mimeType: 'application/pdf', buffer: shredded });
    await dialog().getByLabel('Issued by').fill('Green Bytes Ltd');
    await dialog().getByLabel('Its number').fill('C-77');
    await dialog().getByLabel('What it says was done').selectOption('shred');
    await dialog()
      .getByLabel(/^Serial numbers/)
      .fill(`DISK-${tagOf(11)}\nODD-9`);
    await dialog().getByRole('button', { name: 'Enter it' }).click();
    await shut();
    await page.getByText('ODD-9').first().waitFor();
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('button', { name: 'Close it for good' }).click();
    await page.getByText('Closed. Nothing of it changes any more.').waitFor();
    const saved = page.waitForEvent('download', { timeout: 90_000 });
    await page.getByRole('link', { name: 'Pack (PDF)' }).click();
    const pack = `${screenshots}year-pack.pdf`;
    await (await saved).saveAs(pack);
    const [cover, ...pages] = await pageTexts(readFileSync(pack));
    expect(cover).to.match(/Greenfield Primary.*One thing ran again.*and shredded.*Green Bytes Ltd/s);
    expect(cover).to.match(/failed \(nwipe says.*Then: crushed.*seen by Hazel Head.*also names ODD-9/s);
    expect(pages.join('\n')).to.match(/^GP-0011, .*C-77.*\n.*Shredded: DISK-GP-0011 certificate\.pdf/m);
    const manifest = JSON.stringify(await ask('GET', `/disposals/batches/${batch}/manifest`));
    for (const piece of [tagOf(8), tagOf(19), 'FAIL-5W5XQZ1', 'Hazel Head', 'C-77', 'Dan Driver', 'ABC123'])
      expect(manifest, piece).to.include(piece);
    expect(await assetOf(tagOf(9))).to.include({ state: 'disposed' });
    await page.screenshot({ path: `${screenshots}year-closed.png`, fullPage: true });
  });

  /** A laptop that keeps its keys in a folder of its own, so that it can come back. */
  function simulated(console_?: { url: string; code: string }): SimulatedDevice {
    const device = new SimulatedDevice({
      index: 0,
      seed: 7,
      folder,
      ...(console_ && { console: console_ }),
      log: () => {},
    } as ConstructorParameters<typeof SimulatedDevice>[0]);
    device.agent.start();
    return device;
  }

  async function enrolled(): Promise<string> {
    const { url, code } = await aCode(here.technician);
    running.push(simulated({ url: consoleAddress(url) ?? '', code }));
    const queue = await answerOf(
      'it waits',
      () => here.technician('GET', '/queue'),
      ({ body }) => body.items.length === 1,
    );
    const [{ id }] = queue.body.items;
    await ask('POST', '/queue/decisions', { approve: [{ id }] });
    const known = await answerOf(
      'its disks are known',
      () => here.technician('GET', '/devices'),
      ({ body }) => body.items[0]?.controls?.length > 0,
    );
    return known.body.items[0].id;
  }
});
