import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import {
  aBrowserConsole,
  aCode,
  aDevice,
  aFleet,
  answerOf,
  type BrowserConsole,
} from '../support/browser-console.ts';

describe('the pages by keyboard alone', function () {
  this.timeout(60_000);
  let here: BrowserConsole;
  let page: Page;
  let devices: SimulatedDevice[] = [];

  before(async () => {
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 3);
    const made = await aCode(here.technician, 2);
    devices.push(aDevice(made, 3), aDevice(made, 4));
    await answerOf(
      'two devices wait',
      () => here.technician('GET', '/queue'),
      ({ body }) => body.items.length === 2,
    );
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

  it('begin with a link that skips to the content', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).to.equal('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).to.equal(true);
  });

  it('show where focus is, on every stop of the device list', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    for (let stop = 0; stop < 24; stop++) {
      await page.keyboard.press('Tab');
      const visible = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return true;
        const drawn = [getComputedStyle(element), getComputedStyle(element, '::after')];
        return drawn.some(style => style.outlineStyle !== 'none' && style.outlineWidth !== '0px');
      });
      expect(visible, await focused()).to.equal(true);
    }
  });

  it('move among the rows with j and k, and open one with Enter', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    const names = await page.locator('[data-row]').allTextContents();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused()).to.equal(names[1]);
    await page.keyboard.press('k');
    expect(await focused()).to.equal(names[0]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: names[0] ?? '' }).waitFor();
  });

  it('search with / and leave single keys alone while somebody types', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('jk?/');
    expect(await page.getByRole('searchbox').inputValue()).to.equal('jk?/');
    await page.getByText('No device fits these filters.').waitFor();
    expect(page.url()).to.include('search=');
    await page.getByRole('main').getByRole('button', { name: 'Clear the filters' }).first().press('Enter');
    await page.locator('[data-row]').first().waitFor();
    expect(page.url()).not.to.include('search=');
  });

  it('show the keys with ? and can switch them off', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('[data-row]').first().waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.getByRole('switch').press('Space');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const before = await focused();
    await page.keyboard.press('j');
    expect(await focused()).to.equal(before);
    await page.evaluate(() => localStorage.clear());
  });

  it('approve devices with x and a', async () => {
    await page.goto(here.url('/queue'));
    await page.locator('[data-queue-row]').first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 of 2 selected').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 of 2 selected').waitFor();
    await page.keyboard.press('a');
    await page.getByText('2 devices approved').waitFor();
    await page.getByText('No device is waiting.').waitFor();
  });
});
