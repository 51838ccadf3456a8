import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { type DisposalPages, disposalPages } from '../support/disposal-pages.ts';
import { aContractor, aDisk, aNote, aPdf, aPicture, aWipeLog, type Disk } from '../support/disposal-world.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const realLog = fileURLToPath(
  new URL('../../shared/disposals/fixtures/nwipe-0.34.one-erased-without-serial.log', import.meta.url),
);
const day = (from: number) => new Date(Date.now() + from * 24 * 3600_000).toISOString().slice(0, 10);

describe('disposals, in a browser', function () {
  this.timeout(300_000);
  const laptops: Record<string, Disk> = {
    'GP-001': aDisk('S3YB-1001', 'ssd'),
    'GP-002': aDisk('WD-FAILED-2', 'hdd'),
    'GP-003': { ...aDisk(null, 'ssd'), model: 'eMMC' },
    'GP-004': aDisk('KX-CONTRACTOR-4', 'nvme', 'nvme0n1'),
  };
  let pages: DisposalPages;
  let { here, page, head } = {} as DisposalPages;
  const open = (...given: Parameters<DisposalPages['open']>) => pages.open(...given);
  const look = (...given: Parameters<DisposalPages['look']>) => pages.look(...given);
  const dialog = () => pages.dialog();

  before(async () => {
    pages = await disposalPages(laptops);
    ({ here, page, head } = pages);
  });
  after(() => here?.remove());

  it('says how it goes while nothing was ever disposed of', async () => {
    await open('/disposals');
    await page.getByText('Nothing was ever disposed of here.').waitFor();
    await look(page, 'disposals-empty');
  });

  it('enters a company, and says at the field what is wrong with it', async () => {
    await open('/disposals/contractors');
    await page.getByText('No company is entered yet.').waitFor();
    await page.getByRole('button', { name: 'Enter a company' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().getByText('Give the company’s name').waitFor();
    await dialog().getByLabel('Company', { exact: true }).fill('Green Bytes Ltd');
    await dialog().getByLabel('Carrier registration number').fill('CBDU123456');
    await dialog().getByLabel('Registration runs out on').fill(day(-20));
    await dialog().getByLabel('Permit or AATF number').fill('AATF WEE/AB1234CD/ATF');
    await dialog().getByLabel('Data processing agreement signed on').fill(day(-300));
    await dialog().getByLabel('Certified for data destruction').fill('ADISA 8.0');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText('The carrier registration CBDU123456 ran out on').waitFor();
    await look(page, 'disposals-contractors');
  });

  it('asks for a write-off, which the headteacher reads in words and agrees to', async () => {
    await open('/disposals/write-offs/new');
    for (const tag of [...Object.keys(laptops), 'GP-005']) {
      await page.getByLabel('Tag, name or serial number').fill(tag);
      await page
        .getByRole('button', { name: new RegExp(tag) })
        .first()
        .waitFor();
      await page.getByLabel('Tag, name or serial number').press('Enter');
      await page.getByText(tag, { exact: true }).first().waitFor();
    }
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('Say in what condition it is').first().waitFor();
    for (const tag of [...Object.keys(laptops), 'GP-005'])
      await page.getByLabel(new RegExp(`^${tag}, `)).fill(tag === 'GP-002' ? 'clicking disk' : 'too old');
    await page.getByLabel('Reason').fill('Windows 10 has ended and they cannot take the next one');
    await page.getByRole('radio', { name: 'Yes' }).check();
    await look(page, 'disposals-ask');
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByRole('heading', { name: 'Write-off 1' }).waitFor();
    await page.getByText('Waits for a second person.').waitFor();
    await look(page, 'disposals-waiting');
    const { body } = await here.technician('GET', '/approvals');
    await open(`/approvals/${body.waiting[0].id}`, head);
    await head.getByText('5 things would leave the school for good').waitFor();
    await head.getByText('GP-002, laptop, LENOVO ThinkPad L14: clicking disk.').waitFor();
    await head.screenshot({ path: `${screenshots}disposals-approval.png`, fullPage: true });
    await pages.agree();
    await open('/disposals');
    await page.getByText('5 of 5 cannot leave').waitFor();
    await look(page, 'disposals-missing');
  });

  it('sells what was agreed to be sold, for no less, and closes when it is paid', async () => {
    await here.technician('POST', '/assets', { tag: 'GP-009', kind: 'audio', cost: 20_000 });
    await here.technician('POST', '/asset-checks', {
      ...{
        tags: ['GP-009'],
        kind: 'pat',
        doneOn: day(-3),
        result: 'passed',
        doneBy: 'Volt & Sons',
        nextOn: null,
      },
    });
    await open('/disposals/write-offs/new');
    await page.getByLabel('Tag, name or serial number').fill('GP-009');
    await page
      .getByRole('button', { name: /GP-009/ })
      .first()
      .waitFor();
    await page.getByLabel('Tag, name or serial number').press('Enter');
    await page.getByLabel(/^GP-009, /).fill('works, nobody uses it');
    await page.getByLabel('How it is to leave').selectOption('sold');
    await page.getByLabel('Reason').fill('The club has ended');
    await page.getByRole('radio', { name: 'No', exact: true }).check();
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('Write what it is to cost').first().waitFor();
    await page.getByLabel('Price of GP-009, at least').fill('£40');
    await look(page, 'disposals-ask-sale');
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('It is sold, for £40.00 together at least').waitFor();
    const { body } = await here.technician('GET', '/approvals');
    await open(`/approvals/${body.waiting[0].id}`, head);
    await head.getByText('They would be sold, for £40.00 together at least').waitFor();
    await pages.agree();
    await pages.openThing('GP-009');
    await page.getByRole('button', { name: 'There is none' }).click();
    await dialog().getByLabel('Why').fill('A loudspeaker keeps nothing');
    await dialog().getByRole('button', { name: 'There is none' }).click();
    await page.getByText('complete', { exact: true }).waitFor();
    await open('/disposals');
    await page.getByRole('button', { name: 'Plan a collection' }).click();
    await dialog().getByLabel('How it leaves').selectOption('sold');
    await dialog().getByText('was agreed as “a company collects it as waste”').first().waitFor();
    await dialog().getByLabel('Who gets it').fill('Pat Parent');
    await dialog().getByLabel('Who that is').selectOption('family');
    await dialog().getByLabel('How to reach them').fill('pat@home.example');
    await dialog().getByLabel('For how much, together').fill('£30');
    await dialog().getByRole('button', { name: 'Plan it' }).click();
    await dialog().getByText('At least £40.00', { exact: true }).waitFor();
    await look(page, 'disposals-plan-sale');
    await dialog().getByLabel('For how much, together').fill('£45');
    await dialog().getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('heading', { name: /^Collection \d+$/ }).waitFor();
    const path = new URL(page.url()).pathname;
    await open(`${path}/van`);
    for (const tick of await page.getByRole('checkbox').all()) await tick.check();
    await page.getByRole('button', { name: 'Add a photo' }).click();
    const picture = { name: 'camera.png', mimeType: 'image/png', buffer: aPicture() };
    await dialog().locator('input[type=file]').setInputFiles(picture);
    await dialog().getByLabel('What it shows').fill('The camera in its box');
    await dialog().getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('img', { name: 'The camera in its box' }).waitFor();
    await page.getByLabel('Quantity and weight').fill('1 camera');
    await page.getByLabel('Full name of who takes it').fill('Pat Parent');
    await look(page, 'disposals-sale-signing');
    await page.getByRole('button', { name: /^Sign and hand over/ }).click();
    await page.getByRole('heading', { name: /^Collection \d+$/ }).waitFor();
    await open(path);
    await page.getByRole('button', { name: 'They are freed' }).click();
    for (const tick of await dialog()
      .getByLabel(/^Software licences|^Their entries/)
      .all())
      await tick.check();
    await dialog().getByRole('button', { name: 'They are freed' }).click();
    await page.getByText('The payment of Pat Parent').first().waitFor();
    await page.getByRole('button', { name: 'It is paid' }).click();
    await dialog().getByLabel('How it was paid').fill('Cash, receipt 12');
    await dialog().getByRole('button', { name: 'It is paid' }).click();
    await page.getByRole('button', { name: 'Close it' }).click();
    await page.getByRole('button', { name: 'Close it for good' }).click();
    await page.getByText('Closed. Nothing of it changes any more.').waitFor();
    await look(page, 'disposals-sold');
  });

  it('reads a real log of nwipe, and lists the drive whose serial is rubbish', async () => {
    await open('/disposals');
    await pages.importLog('wipe-1.txt', Buffer.from(aWipeLog('S3YB-1001')));
    await dialog().getByText('1 drive, 1 placed by serial number').waitFor();
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
    await pages.importLog('loop.log', readFileSync(realLog));
    await dialog().getByText('belongs to nothing yet').waitFor();
    await look(page, 'disposals-log');
    await dialog().getByRole('button', { name: 'Close', exact: true }).last().click();
    await page.getByText('no serial number that can be read').waitFor();
    await page.getByRole('button', { name: /^Put aside: loop0/ }).click();
    await dialog().getByLabel('Why').fill('A trial run on a loop device');
    await dialog().getByRole('button', { name: 'Put aside' }).click();
    await page.getByText('Wiped drives that belong to nothing yet').waitFor({ state: 'hidden' });
  });

  it('refuses a hostile file in words', async () => {
    await open('/disposals');
    await pages.importLog('log.txt', Buffer.from('<!DOCTYPE html><script>alert(1)</script>'));
    await dialog().getByText('This is a web page').first().waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    const bytes = Buffer.concat([aPdf(), Buffer.from('PK\u0003\u0004PK\u0005\u0006')]);
    const refused = await pages.send('/disposals/files?name=a.pdf', bytes);
    expect(refused.status).to.equal(400);
    expect(refused.detail).to.match(/goes on as something else/);
    expect((await pages.send('/disposals/files?name=..%2F..%2Fa.pdf', aPdf())).detail).to.match(
      /Rename the file/,
    );
    expect(await pages.send('/disposals/files?name=a.pdf', Buffer.alloc(16_000_000))).to.include({
      status: 413,
    });
    const other = await pages.send('/assets', aPdf());
    expect(other.status).to.equal(415);
  });

  it('says on the page that the overwritten SSD is Clear', async () => {
    await pages.openThing('GP-001');
    await page.getByText('Overwriting an SSD is Clear, not Purge').waitFor();
    await look(page, 'disposals-item-ssd');
  });

  it('takes a failed wipe for what it is, and a destruction only with a witness', async () => {
    await pages.openThing('GP-002');
    await page.getByRole('button', { name: /^Write down what was done/ }).click();
    await dialog().getByLabel('Tool or command').fill('nwipe');
    await dialog().getByLabel('How it ended').selectOption('failed');
    await dialog().getByLabel('What went wrong').fill('the disk clicks, 412 bad sectors');
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('the wipe failed').first().waitFor();
    await page.getByRole('button', { name: /^Write down what was done/ }).click();
    await dialog().getByLabel('What was done').selectOption('crush');
    await dialog().getByText('Counts as Destroy').waitFor();
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await dialog().getByText('Destruction needs a witness').waitFor();
    await look(page, 'disposals-record');
    await dialog().getByLabel('Witness').fill('Harriet Head');
    await dialog().getByLabel('Where').fill('Caretaker’s workshop');
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('complete', { exact: true }).waitFor();
    await look(page, 'disposals-item-failed');
  });

  it('lets an unknown serial go only once it is read off the drive, or the drive destroyed here', async () => {
    await pages.openThing('GP-003');
    await page.getByText('Serial number not known').waitFor();
    expect(await page.getByRole('button', { name: 'The contractor destroys it' }).isDisabled()).to.equal(
      true,
    );
    await page.getByRole('button', { name: /^Write down what was done/ }).click();
    await dialog().getByLabel('What was done').selectOption('shred');
    await dialog().getByLabel('Witness').fill('Harriet Head');
    await dialog().getByLabel('Where').fill('Caretaker’s workshop');
    await dialog().getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('complete', { exact: true }).waitFor();
  });

  it('leaves a drive out only after the second person’s yes, and says on its page who said so', async () => {
    await pages.openThing('GP-001');
    await page.getByRole('button', { name: 'Add storage by hand' }).click();
    await dialog().getByLabel('Which one it is').fill('Stick');
    await dialog().getByLabel('Serial number').fill('STICK-77');
    await dialog().getByRole('button', { name: 'Add it' }).click();
    await page.getByRole('button', { name: 'It is not in it: STICK-77' }).click();
    await dialog().getByLabel('Why').fill('It was only plugged in');
    await dialog().getByRole('button', { name: 'Ask to leave it out' }).click();
    await page.getByText('Nothing of it is done until').waitFor();
    await look(page, 'disposals-left-out-asked');
    const { body } = await here.technician('GET', '/approvals');
    await open(`/approvals/${body.waiting[0].id}`, head);
    await head.getByText('On its list besides: sda, serial S3YB-1001').waitFor();
    await pages.agree();
    await page
      .getByText('Not in it: It was only plugged in (Technician, and agreed by Harriet Head)')
      .waitFor();
  });

  it('takes a wrong certificate out of the way and accepts a paper that does not fit, with reasons', async () => {
    const post = async (path: string, sent: object) => (await here.technician('POST', path, sent)).body;
    const { ready } = await pages.read();
    const of = (tag: string) => ready.find((one: { tag: string }) => one.tag === tag);
    const contractor = aContractor({
      ...{ name: 'Green Bytes Again Ltd', carrierUntil: day(200), permitUntil: day(200) },
      ...{ agreementOn: day(-100), guaranteeOn: day(-30), checkedOn: day(-30) },
    });
    const { items } = await post('/disposals/contractors', contractor);
    const drive = of('GP-004').storage[0].id;
    await here.technician('PATCH', `/disposals/storage/${drive}`, { byContractor: true });
    const batch = await post('/disposals/batches', {
      contractorId: items.find((one: { name: string }) => one.name === contractor.name).id,
      ...{ collectOn: day(0), itemIds: [of('GP-004').id] },
    });
    const path = `/disposals/batches/${batch.id}`;
    await post(`${path}/hand-over`, {
      ...{ handedBy: 'Terry', handedRole: 'technician', receivedBy: 'Dan Driver', receivedRole: 'driver' },
      ...{ quantity: '1 laptop', seen: [of('GP-004').id], accepted: true },
    });
    await post(`${path}/papers`, aNote({ number: 'PAPER-1', dated: day(0), codes: '20 01 01' }));
    const file = await pages.send('/disposals/files?name=a.pdf', aPdf());
    await post(`${path}/certificates`, {
      ...{ fileId: file.id, issuer: 'Green Bytes', number: 'C-9', dated: day(-40), method: 'shred' },
      serials: 'KX-CONTRACTOR-4',
    });
    await open(path);
    await page
      .getByText('Ask for one that counts, or withdraw it if it was entered wrongly')
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'Accept it' }).click();
    await dialog().getByLabel('Why').fill('The company’s own mistake, their letter is with it');
    await look(page, 'disposals-accept-paper');
    await dialog().getByRole('button', { name: 'Accept it' }).click();
    await page.getByText('Accepted by Technician').waitFor();
    await page.getByRole('button', { name: 'Withdraw C-9' }).click();
    await dialog().getByLabel('Why').fill('It is of last year’s collection');
    await dialog().getByRole('button', { name: 'Withdraw it' }).click();
    await page.getByText('It proves nothing any more').waitFor();
    await page.getByText('the contractor’s certificate has not come').first().waitFor();
    await page.getByTitle('The receipt as a PDF, for who took it').waitFor();
    await look(page, 'disposals-withdrawn');
  });

  it('takes off the books what is lost, and nothing that is not', async () => {
    const made = (await here.technician('POST', '/assets', { tag: 'GP-010', kind: 'camera' })).body;
    await open(`/disposals/write-offs/new?asset=${made.id}`);
    await page.getByLabel(/^GP-010, /).fill('not seen since June');
    await page.getByLabel('How it is to leave').selectOption('gone');
    await page.getByLabel('Reason').fill('It was on the trip to the coast');
    await page.getByRole('radio', { name: 'Nobody knows' }).check();
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('Say first in the register that it is lost or stolen').first().waitFor();
    const lost = { revision: made.revision, to: 'lost', note: 'Last seen on the coach' };
    await here.technician('POST', `/assets/${made.id}/state`, lost);
    await look(page, 'disposals-ask-gone');
    await page.getByRole('button', { name: 'Ask for it' }).click();
    await page.getByText('It is lost or stolen, and comes off the books').waitFor();
    const { body } = await here.technician('GET', '/approvals');
    await open(`/approvals/${body.waiting[0].id}`, head);
    await head.getByText('nothing proves that it was erased').waitFor();
    await pages.agree();
    await page.getByText('Written off as lost').waitFor();
    await look(page, 'disposals-gone');
  });

  it('finds what left by the serial number of its drive', async () => {
    await open('/disposals/things');
    await page.getByLabel(/^Search by tag/).fill('kx-contractor');
    await page.getByRole('row').nth(2).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /GP-004.*Collected.*Green Bytes Again Ltd/ }).waitFor();
    await page.getByLabel('State').selectOption({ label: 'Disposed of' });
    await page.getByText('Nothing like this was ever to leave.').waitFor();
    const window = await here.signedIn();
    await pages.open('/disposals/things', window);
    await looksWell(window, 'disposals-things');
    await window.context().close();
  });
});
