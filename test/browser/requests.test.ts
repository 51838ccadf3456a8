import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';

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
    devices = await aFleet(technician, 2);
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
    return window;
  }

  async function open(path: string, at = page): Promise<void> {
    await at.goto(here.url(path));
    await at.locator('h1').waitFor();
    await at.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const shot = (name: string, at = page) =>
    at.screenshot({ path: `${screenshots}requests-${name}.png`, fullPage: true });
  const violations = async (at = page) =>
    (await new AxeBuilder({ page: at }).analyze()).violations.map(one => `${one.id}: ${one.help}`);

  it('asks a second person before enforcement is suspended for long, who agrees with their password', async () => {
    await open(`/devices/${deviceId}?tab=orders`);
    await page.getByRole('button', { name: 'Suspend enforcement…' }).click();
    await page.getByLabel('For how long').selectOption('240');
    await page.getByLabel('Why').fill('The exam software does not start');
    await page.getByRole('button', { name: 'Suspend for 4 hours' }).click();
    await page.getByRole('heading', { name: 'Suspend enforcement on Library 2 for 4 hours' }).waitFor();
    await page.getByText('Hazel Head can decide.').waitFor();
    expect(await violations()).to.deep.equal([]);
    await shot('approval-asked');
    await open('/overview');
    await page.getByText('Waits for somebody’s yes').waitFor();

    await open('/promises', head);
    await head.getByText('asks you to agree').waitFor();
    await head.getByRole('link', { name: 'Look at it' }).click();
    await head.getByText('stops nothing').waitFor();
    await head.getByLabel('Your password, again').fill('not it');
    await head.getByRole('button', { name: 'Agree', exact: true }).click();
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

  it('complains of nothing', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});
