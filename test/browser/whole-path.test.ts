import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { aBrowserConsole, aDevice, type BrowserConsole } from '../support/browser-console.ts';

const hostile = '<img src=x onerror="document.title=1">';

describe('the whole path, in a browser', function () {
  this.timeout(60_000);
  let here: BrowserConsole;
  let page: Page;
  let device: SimulatedDevice;
  let made: { code: string; url: string };

  before(async () => {
    here = await aBrowserConsole();
    page = await here.window();
  });
  after(async () => {
    await device?.agent.stop();
    await here?.remove();
  });

  it('signs in by a link that does nothing until its button is pressed', async () => {
    await page.goto(await here.link());
    await page.getByRole('heading', { name: 'Sign in to Caretaker' }).waitFor();
    expect((await page.context().cookies()).length).to.equal(0);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: /^Welcome/ }).waitFor();
  });

  it('names the school and sets a password', async () => {
    await page.getByLabel('Name of the school').fill('Greenfield Primary School');
    await page.getByLabel('Your e-mail address').fill('sam@school.sch.uk');
    await page.getByLabel('New password').fill('short');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByRole('alert').filter({ hasText: 'Write your name' }).waitFor();
    expect(await refusalOf(page, 'New password')).to.match(/^Use at least 12 characters/);
    expect(page.url()).to.include('/set-up');
    await page.getByLabel('Your name').fill('Sam Okafor');
    await page.getByLabel('New password').fill('passwordpassword');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByText('among the first that people guess').waitFor();
    expect(await refusalOf(page, 'New password')).to.match(/^This password is among the first/);
    await page.getByLabel('New password').fill('correct horse battery staple');
    await page.getByRole('button', { name: 'Save and go on' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('banner').getByText('Greenfield Primary School').waitFor();
    const [said] = (await here.technician('GET', '/audit-log')).body.items;
    expect([said.actor, said.action]).to.deep.equal(['Sam Okafor', 'account.password_set']);
  });

  it('says what to do where nothing is enrolled yet', async () => {
    await page.getByText('No device is enrolled yet.').waitFor();
    await page.getByRole('link', { name: 'Make an enrolment code' }).click();
    await page.getByRole('heading', { name: 'Enrolment codes', level: 1 }).waitFor();
  });

  it('makes no code for no device, and says so at the field', async () => {
    for (const uses of ['0', '']) {
      await page.getByLabel('Devices').fill(uses);
      await page.getByRole('button', { name: 'Make a code' }).click();
      expect(await refusalOf(page, 'Devices')).to.equal('Write a whole number from 1 to 500');
    }
    expect((await here.technician('GET', '/enrolment-codes')).body.items).to.deep.equal([]);
    await page.getByLabel('Devices').fill('1');
  });

  it('makes a code and shows it once, with its line to paste and its picture', async () => {
    await page.getByLabel(/What for/).fill('Year 4 trolley');
    await page.getByRole('button', { name: 'Make a code' }).click();
    await page.getByRole('heading', { name: /^Your code for/ }).waitFor();
    const code = (await page.locator('[data-code]').textContent()) ?? '';
    expect(code).to.match(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
    expect(await page.locator('pre.command').textContent()).to.include(code);
    expect(await page.locator('img.qr').evaluate(img => (img as HTMLImageElement).naturalWidth)).to.be.above(
      0,
    );
    made = { code, url: here.console.urls.device };
    await page.reload();
    await page.getByText('Year 4 trolley').first().waitFor();
    expect(await page.content()).not.to.include(code);
  });

  it('shows the device in the queue as soon as it asks, without a reload', async () => {
    await page.getByRole('link', { name: /^Approval queue/ }).click();
    await page.getByText('No device is waiting.').waitFor();
    device = aDevice(made);
    await page.getByRole('button', { name: /^Approve / }).waitFor({ timeout: 5_000 });
  });

  it('approves it under a name of our own, and shows markup in a name as text', async () => {
    await page.getByLabel('Name').fill(hostile);
    await page.getByRole('button', { name: /^Approve / }).click();
    await page.getByText('1 device approved').waitFor();
    await page.getByRole('link', { name: 'Devices', exact: true }).click();
    await page.getByRole('link', { name: hostile }).click();
    await page.getByRole('heading', { name: hostile, level: 1 }).waitFor();
    expect(await page.locator('main img').count()).to.equal(0);
  });

  it('shows what the device found, with its evidence and its age', async () => {
    const finding = page.locator('[data-control="disk-encryption"]');
    await finding.waitFor();
    await finding.getByText('Evidence').click();
    await finding.getByText('fake disks').waitFor();
    await finding.getByText(/Looked at just now/).waitFor();
    await page.getByRole('tab', { name: 'Hardware' }).click();
    await page.getByText('Serial number').first().waitFor();
    await page.getByRole('tab', { name: /^Software/ }).click();
    await page.getByText(/^[\d,]+ titles?$/).waitFor();
    await page.getByRole('tab', { name: 'Now' }).click();
  });

  for (const [situation, state] of [
    ['not_encrypted', 'not_met'],
    ['bitlocker_on', 'met'],
  ] as const) {
    it(`shows within two seconds, without a reload, that the disk is ${situation}`, async () => {
      device.backends.get('disk-encryption')?.become(situation);
      const began = Date.now();
      await device.agent.lookNow();
      await page
        .locator(`[data-control="disk-encryption"][data-state="${state}"]`)
        .waitFor({ timeout: 2_000 });
      expect(Date.now() - began).to.be.below(2_000);
    });
  }

  it('keeps what was renamed, and takes it back on request', async () => {
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: /^Rename/ }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Library-01');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('heading', { name: 'Library-01', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: hostile, level: 1 }).waitFor();
  });

  it('keeps a note on the device, and takes it back on request', async () => {
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: 'Write a note…' }).click();
    await page.getByRole('dialog').getByLabel('Note').fill(`The lid sticks ${hostile}`);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Note: The lid sticks').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('Note: The lid sticks').waitFor({ state: 'detached' });
  });

  it('lets the headteacher in by a link, to the promises and nothing technical', async () => {
    await here.technician('POST', '/people', {
      name: 'Harriet Head',
      email: 'head@school.sch.uk',
      role: 'headteacher',
    });
    await page.goto(here.url('/people'));
    await page.getByRole('button', { name: 'Make a sign-in link for Harriet Head' }).click();
    const link = (await page.locator('[data-link]').textContent()) ?? '';
    const head = await here.window();
    await head.goto(link);
    await head.getByRole('button', { name: 'Sign in' }).click();
    await head.getByRole('link', { name: 'Not now' }).click();
    await head.getByRole('heading', { name: 'Greenfield Primary School', level: 1 }).waitFor();
    await head.locator('[data-control="disk-encryption"]').waitFor();
    expect(await head.getByRole('navigation').getByRole('link').allInnerTexts()).to.deep.equal([
      'Promises',
      'Notices',
      'Incidents',
      'Changes to agree to',
      'Waiting for you',
      'Yours',
      'Upkeep',
      'Assets',
      'Loans',
      'Stock-takes',
      'Suppliers',
      'Licences',
      'Backups',
      'Reviews',
      'Disposals',
      'School calendar',
      'Alerts',
      'Remote support',
      'What was changed',
    ]);
    await sayThatProtectionIsSuspended(head);
    await head.getByRole('link', { name: 'What was changed' }).click();
    await head.getByText(`Approved the device ${hostile}`).waitFor();
    expect(await head.locator('main img').count()).to.equal(0);
    await head.goto(here.url('/devices'));
    await head.getByRole('heading', { name: 'This page is for someone else' }).waitFor();
    await head.context().close();
  });

  /** Somebody suspends BitLocker while the technician's page and the head's are open: neither is opened anew. */
  async function sayThatProtectionIsSuspended(head: Page): Promise<void> {
    await page.goto(here.url('/devices'));
    await page.getByRole('link', { name: hostile }).click();
    const finding = page.locator('.finding[data-control="disk-encryption"]');
    await finding.filter({ hasText: 'is encrypted' }).waitFor();
    const promise = (verdict: string) =>
      head.locator(`.promise[data-control="disk-encryption"][data-verdict="${verdict}"]`);
    await promise('holds').waitFor();
    device.backends.get('disk-encryption')?.become('suspended');
    await device.agent.lookNow();
    await finding.filter({ hasText: /C: is encrypted, but protection is suspended/ }).waitFor();
    expect(await finding.locator('.finding-words').textContent()).to.include('Next: Resume BitLocker');
    await promise('does_not_hold').waitFor();
    expect(await promise('does_not_hold').textContent()).to.include(
      'The only computer could be read by whoever finds it',
    );
    device.backends.get('disk-encryption')?.become('bitlocker_on');
    await device.agent.lookNow();
    await promise('holds').waitFor();
  }

  it('says of a link that was used what to do next', async () => {
    const link = await here.link();
    const first = await here.window();
    await first.goto(link);
    await first.getByRole('button', { name: 'Sign in' }).click();
    await first.getByRole('heading', { name: 'Overview' }).waitFor();
    await first.context().clearCookies();
    await first.goto('about:blank');
    await first.goto(link);
    await first.getByRole('button', { name: 'Sign in' }).click();
    await first.getByText('This link no longer works').waitFor();
    await first.context().close();
  });

  it('signs in with the password, and says when it does not match', async () => {
    const other = await here.window();
    await other.goto(here.url('/devices?sort=lastSeen'));
    await other.getByLabel('E-mail address').fill('sam@school.sch.uk');
    await other.getByLabel('Password', { exact: true }).fill('not this one, surely');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByText('That did not match').waitFor();
    await other.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await other.getByRole('button', { name: 'Sign in' }).click();
    await other.getByRole('heading', { name: 'Devices' }).waitFor();
    expect(other.url()).to.include('sort=lastSeen');
    await other.context().close();
  });

  it('removes a device only when its name is typed and somebody said where it is', async () => {
    await page.goto(here.url('/devices'));
    await page.getByRole('link', { name: hostile }).click();
    await page.getByRole('button', { name: 'Change' }).click();
    await page.getByRole('menuitem', { name: /^Remove/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Remove this device' }).isDisabled()).to.equal(true);
    await dialog.getByLabel(/^Type/).fill(hostile);
    expect(await dialog.getByRole('button', { name: 'Remove this device' }).isDisabled()).to.equal(true);
    await dialog.getByLabel('Where is it now?').fill('Given back to the shop');
    await dialog.getByRole('button', { name: 'Remove this device' }).click();
    await page.getByText('No device yet.').waitFor();
  });

  it('wrote no error in any window beyond the refusals that it asked for', () => {
    const unexpected = here.complaints.filter(line => !/status of (400|401|403|404|410)/.test(line));
    expect(unexpected).to.deep.equal([]);
  });
});

/** The alert that describes the field with this label. */
async function refusalOf(page: Page, label: string): Promise<string> {
  const ids = (await page.getByLabel(label).getAttribute('aria-describedby')) ?? '';
  const alert = page
    .locator('[role="alert"]')
    .and(page.locator(ids.replace(/(\S+)\s*/g, '[id="$1"],').slice(0, -1)));
  return (await alert.textContent()) ?? '';
}
