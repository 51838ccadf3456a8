/** The register of remote support, with a real agent that is asked, and somebody at it who answers. */
import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { until } from '../support/until.ts';

const maria = { uid: 1000, user: 'maria' };

describe('remote support, in a browser', function () {
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
    await here.technician('PATCH', `/devices/${deviceId}`, { name: 'Office 1' });
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
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const there = () => devices[0]?.agent.support;
  const scene = () => there()?.scenes(maria)[0];
  async function answers(answer: 'yes' | 'no') {
    await until('it is asked there', () => scene()?.stage === 'ask', 15_000, 50);
    there()?.answer(maria, { verb: 'answer_support', id: 1, support: scene()?.support ?? '', answer });
  }

  it('says which tool the school uses, and refuses an address that is none', async () => {
    await open('/support');
    await page.getByText('Nobody has asked to look at a screen.').waitFor();
    await page.getByText('Everybody is asked before somebody looks.').waitFor();
    await page.getByLabel('What the school’s tool is called').fill('RustDesk');
    await page.getByLabel('Address that opens it').fill('javascript:alert(1)');
    await press('Save');
    await page.getByText(/^Begin with https:/).waitFor();
    await page.getByLabel('Address that opens it').fill('rustdesk://connect/{device}');
    await press('Save');
    await page.getByText('The rules are changed.').waitFor();
  });

  it('is asked on the device’s page, answered there, begun with that tool and ended', async () => {
    await open(`/devices/${deviceId}?tab=orders`);
    await press('Look at the screen…');
    await press('Ask them');
    await page.getByText('Say what for').waitFor();
    await page.getByLabel('What for').fill('The printer in the office');
    await looksWell(page, 'support-ask', { fullPage: false });
    await press('Ask them');
    await page.getByText('Waits for an answer').waitFor();
    await answers('yes');
    await page.getByText('Answered', { exact: false }).first().waitFor();
    await press('Begin');
    const link = page.getByRole('link', { name: 'Open RustDesk' });
    expect(await link.getAttribute('href')).to.equal('rustdesk://connect/Office%201');
    await until('it is seen there', () => scene()?.stage === 'on', 15_000, 50);
    await looksWell(page, 'support-device');
    await press('End…');
    await page.getByLabel('What was done (not needed)').fill('Put the printer on');
    await press('It is over');
    await page.getByText('Done: Put the printer on').waitFor();
    await until('it is over there', () => scene()?.stage === 'over', 15_000, 50);
  });

  it('ends with a no that is final, and can be withdrawn before', async () => {
    await press('Look at the screen…');
    await page.getByLabel('What for').fill('The new program');
    await press('Ask them');
    await answers('no');
    await page.getByText('Somebody there said no').waitFor();
    expect(await page.getByRole('button', { name: 'Begin' }).count()).to.equal(0);
    await press('Look at the screen…');
    await page.getByLabel('What for').fill('Once more');
    await press('Ask them');
    await press('Withdraw');
    await page.getByText('Withdrawn. The computer is told.').waitFor();
  });

  it('is listed for the headteacher, who can take it away as a sheet and change the rules', async () => {
    const ada = { name: 'Ada', email: 'ada@s.example', role: 'headteacher' };
    const made = await here.technician('POST', '/people', ada);
    const link = await here.technician('POST', `/people/${made.body.id}/sign-in-link`, {});
    const head = await here.window();
    await head.goto(link.body.url);
    await head.getByRole('button', { name: 'Sign in', exact: true }).click();
    await head.waitForURL(/set-up|promises/);
    await head.goto(here.url('/support'));
    await head.getByText('The printer in the office').waitFor();
    expect(await head.getByRole('button', { name: 'Withdraw' }).count()).to.equal(0);
    await looksWell(head, 'support-register');
    const sheet = await here.technician('GET', '/support-sessions/export');
    expect(sheet.status).to.equal(200);
    await head.getByRole('combobox', { name: 'Groups whose people are only told' }).press('ArrowDown');
    await head.locator('[role="option"]').first().click();
    await head.keyboard.press('Escape');
    await head.getByRole('button', { name: 'Save' }).click();
    await head.getByText(/are told; everybody else is asked first/).waitFor();
    await head.getByRole('button', { name: 'Undo' }).click();
    await head.getByText('Everybody is asked before somebody looks.').waitFor();
    expect(here.complaints.filter(one => !one.includes('400'))).to.deep.equal([]);
  });
});
