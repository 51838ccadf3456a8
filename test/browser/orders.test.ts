import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { consoleAddress } from '../../agent/service/main-enrol.ts';
import { memoryRecovery } from '../../agent/service/orders/index.ts';
import { typedCodes } from '../../agent/service/orders/orders.ts';
import { SimulatedDevice } from '../../agent/simulate/device.ts';
import { diagnosticParts } from '../../shared/protocol/diagnostics.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aCode, answerOf, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell } from '../support/looks.ts';
import { PretendHand } from '../support/pretend-hand.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

describe('orders and recovery, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let device: SimulatedDevice;
  let deviceId: string;
  let page: Page;
  let away = false;
  const recovery = memoryRecovery();
  const hand = new PretendHand({ now: () => Date.now() });

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    const made = await aCode(technician, 1);
    const url = consoleAddress(made.url) ?? '';
    device = new SimulatedDevice({
      index: 0,
      seed: 100,
      folder: undefined,
      console: { url, code: made.code },
      log: () => undefined,
      ...{ recovery, hand },
    });
    device.agent.start();
    const queue = await answerOf(
      'the device waits',
      () => technician('GET', '/queue'),
      ({ body }) => body.items.length === 1,
    );
    deviceId = queue.body.items[0].id;
    await technician('POST', '/queue/decisions', { approve: [{ id: deviceId, name: 'Trolley 4' }] });
    await answerOf(
      'the device holds its recovery secret',
      () => technician('GET', `/devices/${deviceId}/recovery`),
      ({ body }) => body.ready === true,
    );
    page = await here.signedIn();
    await page.goto(here.url(`/devices/${deviceId}?tab=orders`));
    await page.getByRole('button', { name: 'Check now' }).waitFor();
  });
  after(async () => {
    if (!away) await device?.agent.stop();
    await here?.remove();
  });

  const rowsOf = (kind: string, state: string) =>
    page.locator(`[data-order="${kind}"][data-order-state="${state}"]`);
  const focusedIn = () => page.evaluate(() => document.activeElement?.closest('[role="dialog"]') !== null);

  it('orders a device by keyboard, and shows its answer without a reload', async () => {
    await page.getByRole('button', { name: 'Check now' }).focus();
    await page.keyboard.press('Enter');
    await rowsOf('check_now', 'done').waitFor();
    expect(await rowsOf('check_now', 'done').textContent()).to.include('Look at everything now');
  });

  it('suspends enforcement only with a reason, and says what the device answered', async () => {
    await page.getByRole('button', { name: 'Suspend enforcement…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await focusedIn()).to.equal(true);
    const go = page.getByRole('button', { name: 'Suspend for 1 hour' });
    expect(await go.isDisabled()).to.equal(true);
    await page.getByLabel('Why').fill('The exam software does not start');
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-suspend');
    await go.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await rowsOf('suspend_enforcement', 'failed').waitFor();
    expect(await rowsOf('suspend_enforcement', 'failed').textContent()).to.include('Nothing is enforced');
  });

  it('restarts it with a countdown that is seen and can be withdrawn until it happens', async () => {
    await page.getByRole('button', { name: 'Sign out, restart, turn off…' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await focusedIn()).to.equal(true);
    await page.getByLabel('Also in lessons').check();
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-leave');
    await page.getByRole('button', { name: 'Restart', exact: true }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await rowsOf('restart', 'working').getByText('Whoever is there was told').waitFor();
    await shoot(page, 'orders-countdown');
    await page.getByRole('button', { name: /^Withdraw the order to restart/ }).press('Enter');
    await rowsOf('restart', 'failed').getByText('It was called off from the console.').waitFor();
    await rowsOf('call_off', 'done').waitFor();
    expect(hand.asked).to.deep.equal([]);
  });

  it('collects diagnostics: lists beforehand exactly what, and gives the file', async () => {
    await page.getByRole('button', { name: 'Collect diagnostics…' }).press('Enter');
    const listed = page.getByRole('dialog').getByRole('list', { name: 'What is collected' });
    await listed.waitFor();
    expect(await listed.getByRole('listitem').allTextContents()).to.deep.equal(
      Object.values(diagnosticParts),
    );
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-diagnostics');
    await page.getByRole('button', { name: 'Collect', exact: true }).press('Enter');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      rowsOf('collect_diagnostics', 'done').getByRole('link', { name: 'Download' }).click(),
    ]);
    const parts = JSON.parse(readFileSync(await file.path(), 'utf8'));
    expect(parts).to.include({ device: 'Trolley 4' });
    expect(Object.keys(parts)).to.include.members(Object.keys(diagnosticParts));
  });

  it('reports it lost: it shows so at once, and goes on as usual once it is released', async () => {
    await page.getByRole('button', { name: 'Report lost or stolen…' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByLabel('What is known of it').fill('Left on the bus');
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-lost');
    await page.getByRole('button', { name: 'Report it lost' }).press('Enter');
    await rowsOf('lost_mode', 'failed').getByText('started to look only').waitFor();
    await page.getByText('It does not hold there.').first().waitFor();
    await shoot(page, 'orders-lost-standing');
    await page.getByRole('button', { name: 'Release…' }).press('Enter');
    await page.getByLabel('How it came back').fill('The driver brought it');
    await page.getByRole('button', { name: 'Release', exact: true }).press('Enter');
    await page.getByText('It was reported lost').waitFor();
  });

  it('has virus protection fetch its list or scan, from its finding and from here, and says what the device answered', async () => {
    await page.getByRole('button', { name: 'Virus list or scan…' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await focusedIn()).to.equal(true);
    await page.getByLabel('Scan everything').check();
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-virus');
    await page.getByLabel('Scan where people keep things').check();
    await page.getByRole('button', { name: 'Start the scan' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await rowsOf('scan_for_viruses', 'failed').waitFor();
    expect(await rowsOf('scan_for_viruses', 'failed').textContent()).to.include('started to look only');
    await page.getByRole('tab', { name: 'Now' }).click();
    await page.locator('[data-control="antivirus"]').getByRole('button').waitFor();
    await shoot(page, 'now-antivirus');
    // Without the messages of what was done, which fade while the next page is looked at.
    await page.goto(here.url(`/devices/${deviceId}?tab=orders`));
    await page.getByRole('button', { name: 'Check now' }).waitFor();
  });

  it('allows a stick that is plugged in, by its model and hash, and says so where none is', async () => {
    const open = () => page.getByRole('button', { name: 'Allow a stick…' }).press('Enter');
    device.backends.get('removable-media')?.become('windows_blocked');
    await device.agent.lookNow();
    await open();
    await page.getByText('No stick is plugged in there').waitFor();
    await page.getByRole('button', { name: 'Go back' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    device.backends.get('removable-media')?.become('blocked_stick');
    await device.agent.lookNow();
    await answerOf(
      'the stick is told',
      () => here.technician('GET', `/devices/${deviceId}`),
      ({ body }) => JSON.stringify(body.findings).includes('0781'),
    );
    await open();
    await page.getByLabel('0781:5567', { exact: false }).first().waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-stick');
    await page.getByLabel('For how long').selectOption('30');
    await page.getByRole('combobox', { name: 'Who asks' }).fill('Anna Ash');
    await page.getByLabel('What for').fill('Photos of the harvest festival');
    await page.getByRole('button', { name: 'Allow it for 30 minutes' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // A simulated device has no hands for it, and says so.
    await rowsOf('media_grant', 'failed').waitFor();
    expect(await rowsOf('media_grant', 'failed').textContent()).to.include(
      'Let one stick be read for 30 minutes',
    );
  });

  it('answers what a device shows with a code that works there once', async () => {
    const challenge = typedCodes(recovery).challenge() ?? '';
    await page.getByRole('button', { name: 'Give a recovery code…' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    const shown = page.getByLabel('What the computer shows');
    await shown.fill(`${challenge.slice(0, -1)}${challenge.endsWith('2') ? '3' : '2'}`);
    await page.getByLabel('Why').fill('The lock does not open');
    await page.getByRole('button', { name: 'Show the code' }).press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Check every letter' }).waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-challenge');
    await shown.fill(challenge.toLowerCase());
    await page.getByLabel('For how long').selectOption('30');
    await page.keyboard.press('Enter');
    await page.locator('[data-code]').waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
    await shoot(page, 'orders-code');
    const code = (await page.locator('[data-code]').textContent()) ?? '';
    expect(await page.getByRole('dialog').textContent()).to.include('suspend enforcement for 30 minutes');
    const entered = typedCodes(recovery).enter(code);
    expect(entered).to.deep.include({ kind: 'accepted', act: { purpose: 'suspend', minutes: 30 } });
    expect(typedCodes(recovery).enter(code).kind).to.equal('no_challenge');
    await page.getByRole('button', { name: 'Done' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    // The code was part of a refused attempt before; the browser says so in its log.
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !one.includes('400')));
  });

  it('shows when people signed in, without a name, and how to have that kept where nothing is', async () => {
    await page.getByRole('tab', { name: 'Sign-ins' }).click();
    await page.getByText('No times of sign-ins are kept here.').waitFor();
    const sitting = { sitting: 'AbCdEf', kind: 'screen', account: 'directory', person: 'xY7-a_bc' };
    device.outbox.event('sitting.began', { ...sitting, exact: true });
    device.outbox.event('sitting.locked', { ...sitting, exact: true });
    device.outbox.event('sitting.ended', { ...sitting, exact: false });
    await page.locator('[data-moment="ended"]').waitFor();
    expect(await page.locator('[data-moment="began"]').textContent()).to.include('at the screen');
    await looksWell(page, 'sign-ins', { fullPage: false });
    await page.getByRole('tab', { name: 'Orders and recovery' }).click();
  });

  it('waits for a device that is away, and withdraws', async () => {
    away = true;
    await device.agent.stop();
    await page.getByText('The device is not connected').waitFor();
    await page.getByRole('button', { name: 'Lock now' }).press('Enter');
    await rowsOf('lock', 'pending').waitFor();
    await shoot(page, 'orders-waiting');
    await page.getByRole('button', { name: /^Withdraw the order to lock/ }).press('Enter');
    await rowsOf('lock', 'withdrawn').waitFor();
    expect(await seriousIn(page)).to.deep.equal([]);
  });

  it('is told to the headteacher in the audit log, in words and without any code', async () => {
    const head = await here.console.as('headteacher');
    const { body } = await head('GET', '/audit-log?limit=50');
    const told = body.items.map((one: { sentence: string }) => one.sentence).join('\n');
    expect(told).to.include(
      'Ordered the device Trolley 4 to suspend enforcement for 1 hour, because: The exam software does not start',
    );
    expect(told).to.include(
      'Gave a recovery code to be typed at the device Trolley 4: suspend enforcement for 30 minutes, because: The lock does not open',
    );
    for (const path of ['orders', 'recovery'])
      expect((await head('GET', `/devices/${deviceId}/${path}`)).status, path).to.equal(403);
  });

  it('names what a second person was asked, until it is decided', async () => {
    const evidence = page.locator('section', {
      has: page.getByRole('heading', { name: 'Evidence', exact: true }),
    });
    const head = { name: 'Hazel Head', email: 'head@greenfield.sch.uk', role: 'headteacher' };
    await here.technician('POST', '/people', head);
    await evidence.getByText('It was never kept as evidence.').waitFor();
    await evidence.getByRole('button', { name: 'Quarantine…' }).press('Enter');
    await page.getByLabel('Why it is kept').fill('The police asked for it');
    await page.getByRole('button', { name: 'Quarantine it' }).press('Enter');
    await page.waitForURL('**/approvals/*');
    const asked = page.url();
    await page.goBack();
    await evidence.getByText('“Keep Trolley 4 as evidence”').waitFor();
    expect(await evidence.getByText('never kept').count()).to.equal(0);
    expect(await evidence.getByRole('button').count(), 'nothing to ask twice').to.equal(0);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await evidence.scrollIntoViewIfNeeded();
    await shoot(page, 'orders-question');
    await evidence.getByRole('link', { name: 'Open the question' }).press('Enter');
    await page.waitForURL(asked);
    await page.getByRole('button', { name: 'Take it back' }).press('Enter');
    await page.getByText('Taken back. Nothing was done.').waitFor();
    await page.goto(here.url(`/devices/${deviceId}?tab=orders`));
    await evidence.getByText('It was never kept as evidence.').waitFor();
  });

  it('wrote no error in any window', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});

async function shoot(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await page.screenshot({ path: `${screenshots}${name}-${size.width}.png` });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(tooWide, `${name} is wider than ${size.width}`).to.be.at.most(0);
  }
  await page.setViewportSize(sizes[0] ?? { width: 1440, height: 900 });
}
