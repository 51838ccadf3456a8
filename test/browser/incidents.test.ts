import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

describe('incidents, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let deviceId: string;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 1);
    deviceId = (await here.technician('GET', '/devices')).body.items[0].id;
    await here.technician('PATCH', `/devices/${deviceId}`, { name: 'Library 2' });
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }

  it('are written down at the device, with a clock where a password is concerned', async () => {
    await open(`/devices/${deviceId}?tab=history`);
    await page.getByRole('button', { name: 'Write one down' }).click();
    await page.getByLabel('What it is').selectOption('password_compromised');
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByText('Say in one sentence what happened').waitFor();
    await page
      .getByLabel('What happened, in one sentence')
      .fill('The office password stood on a sticky note');
    await page.getByRole('combobox', { name: 'Who told you' }).fill('Anna Jones');
    await looksWell(page, 'incidents-write', { fullPage: false });
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByRole('heading', { name: '1. The office password stood on a sticky note' }).waitFor();
    await page.getByText('Change it in').waitFor();
    await page.getByText('Nobody has written anything yet').waitFor();
  });

  it('take notes, stop their clock and end with what was learned, which can be undone', async () => {
    await page.getByLabel('Write what was done or found').fill('Rang the office.\nThey change it now.');
    await page.getByRole('button', { name: 'Write it', exact: true }).click();
    await page.getByText('They change it now.').waitFor();
    await page.getByRole('button', { name: 'The password was changed …' }).click();
    await page.getByRole('button', { name: 'Stop the clock' }).click();
    await page.getByText('Changed in time').waitFor();
    await looksWell(page, 'incidents-one');
    await page.getByRole('button', { name: 'Close it …' }).click();
    await page.getByRole('button', { name: 'Close it', exact: true }).click();
    await page.getByText('Say how it ended').waitFor();
    await page.getByLabel('How it ended, and what was learned').fill('Changed; notes are not for passwords');
    await page.getByRole('button', { name: 'Close it', exact: true }).click();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Close it …' }).waitFor();
  });

  it('are listed with what waits and whose time ran out, found by search and on the overview', async () => {
    const made = await here.technician('POST', '/incidents', {
      ...{ category: 'password_compromised', title: 'A pupil knew a password', deviceId },
      noticedAt: Date.now() - 30 * 3600_000,
    });
    expect(made.status).to.equal(201);
    await open('/overview');
    await page.getByRole('link', { name: /See which: A password that was compromised/ }).click();
    await page.getByText('Not changed, due').waitFor();
    await open('/incidents');
    await page.getByText('2 open incidents, 1 clock has run out').waitFor();
    await looksWell(page, 'incidents');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').waitFor();
    await page.keyboard.type('sticky');
    await page.getByRole('option', { name: /sticky note/ }).click();
    await page.getByRole('heading', { name: /^1\. The office password/ }).waitFor();
    expect(here.complaints.filter(one => !one.includes('400'))).to.deep.equal([]);
  });

  it('are hidden from somebody whom they are about, who finds them nowhere', async () => {
    const ada = { name: 'Ada Head', email: 'ada@s.example', role: 'headteacher' };
    const { id } = (await here.technician('POST', '/people', ada)).body;
    const { url } = (await here.technician('POST', `/people/${id}/sign-in-link`, {})).body;
    await open('/incidents');
    await page.getByRole('button', { name: 'Write one down' }).click();
    await page.getByLabel('What happened, in one sentence').fill('Letters went to the wrong school');
    await page.getByRole('combobox', { name: 'About one of those who read incidents?' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Ada Head, headteacher' }).click();
    await page.keyboard.press('Escape');
    await looksWell(page, 'incidents-about', { fullPage: false });
    await page.getByRole('button', { name: 'Write it down' }).click();
    await page.getByRole('heading', { name: /Letters went to the wrong school/ }).waitFor();
    await page.getByText('Hidden from').waitFor();
    const address = page.url();
    const head = await here.window();
    await head.goto(url);
    await head.getByRole('button', { name: 'Sign in', exact: true }).click();
    await head.waitForURL(/set-up|promises/);
    await head.goto(here.url('/incidents?status=all'));
    await head.getByText('A pupil knew a password').waitFor();
    expect(await head.getByText('Letters went to the wrong school').count()).to.equal(0);
    await head.goto(address);
    await head.locator('h1').waitFor();
    expect(await head.getByText('Letters went to the wrong school').count()).to.equal(0);
  });
});
