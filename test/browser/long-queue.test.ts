import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from '../support/axe.ts';
import {
  aBrowserConsole,
  aCode,
  aDevice,
  answerOf,
  type BrowserConsole,
} from '../support/browser-console.ts';
import { until } from '../support/until.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const trolley = 32;
const staff = 3;

describe('a long approval queue, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let page: Page;
  const devices: SimulatedDevice[] = [];

  before(async () => {
    here = await aBrowserConsole();
    const { technician } = here;
    const many = await aCode(technician, trolley, 'Science trolley');
    const few = await aCode(technician, staff, 'Staff room');
    for (let index = 0; index < trolley + staff; index++)
      devices.push(aDevice(index < trolley ? many : few, index));
    await answerOf(
      'all wait',
      () => technician('GET', '/queue'),
      ({ body }) => body.total === trolley + staff,
    );
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  const rows = () => page.locator('[data-queue-row]');
  const boxes = () => page.getByRole('checkbox', { name: /^Select (?!all)/ });

  const shownNames = () =>
    page
      .getByRole('textbox', { name: /^Name of/ })
      .evaluateAll(all => all.map(one => (one as HTMLInputElement).value));

  it('is searched and ordered by the console, and the address keeps both', async () => {
    await page.goto(here.url('/queue'));
    await page.getByLabel('Search the queue').fill('science');
    await page.getByText(`Select all ${trolley}`).waitFor();
    await page.getByLabel('Order').selectOption('name');
    await page.waitForURL(/search=science.*sort=name/);
    await until('they stand by name', async () => {
      const names = await shownNames();
      return names.length === trolley && names.join() === names.toSorted().join();
    });
    expect(await seriousIn(page)).to.deep.equal([]);
    await page.getByLabel('Search the queue').fill('nothing is called so');
    await page.getByText('No waiting device fits this search.').waitFor();
    await page.getByRole('button', { name: 'Show all that wait' }).click();
    await page.getByText(`Select all ${trolley + staff}`).waitFor();
  });

  it('selects a run of thirty with Shift, and approves them at once with the bar in sight', async () => {
    await page.goto(here.url('/queue?search=science&sort=name'));
    await page.getByText(`Select all ${trolley}`).waitFor();
    await boxes().nth(0).click();
    await boxes()
      .nth(29)
      .click({ modifiers: ['Shift'] });
    await page.getByText(`30 of ${trolley} selected`).waitFor();
    await boxes().nth(29).scrollIntoViewIfNeeded();
    const approve = page.getByRole('button', { name: 'Approve 30', exact: true });
    expect(await approve.isVisible()).to.equal(true);
    const { y = -1 } = (await approve.boundingBox()) ?? {};
    expect(y, 'in the window').to.be.within(0, 900);
    await page.screenshot({ path: `${screenshots}queue-long-1440.png` });
    await approve.click();
    await page.getByText('30 devices approved').waitFor();
    await page.getByText(`Select all ${trolley - 30}`).waitFor();
  });

  it('keeps what was begun for the others when one is decided', async () => {
    await page.goto(here.url('/queue'));
    await rows().nth(4).waitFor();
    const [first, second] = [rows().nth(0), rows().nth(1)];
    await second.getByRole('textbox').fill('Head’s laptop');
    await first.getByRole('button', { name: /^Approve/ }).click();
    await page.getByText('1 device approved').waitFor();
    await page.getByText(`Select all ${trolley + staff - 31}`).waitFor();
    expect(await rows().nth(0).getByRole('textbox').inputValue()).to.equal('Head’s laptop');
    expect(here.complaints).to.deep.equal([]);
  });
});
