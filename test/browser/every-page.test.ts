import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page, Route } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from '../support/axe.ts';
import {
  aBrowserConsole,
  aCode,
  aDevice,
  aFleet,
  answerOf,
  type BrowserConsole,
} from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const fleet = 12;

const doors = ['/sign-in', '/sign-in#token=not-a-token'];
const pages = [
  '/overview',
  '/devices',
  '/devices?search=nothing-is-called-so',
  '/devices/DEVICE',
  '/devices/DEVICE?tab=hardware',
  '/devices/DEVICE?tab=software',
  '/devices/DEVICE?tab=history',
  '/devices/DEVICE?tab=policy',
  '/devices/DEVICE?tab=orders',
  '/queue',
  '/promises',
  '/enrolment-codes',
  '/groups?open=GROUP',
  '/people',
  '/tokens',
  '/audit-log',
  '/school',
  '/account',
  '/set-up',
  '/no-such-page',
];

/** What the headteacher's navigation leads to. */
const headteachers = ['/promises', '/policies', '/approvals', '/loans', '/disposals', '/audit-log'];

describe('every page, in a browser', function () {
  this.timeout(300_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let groupId: string;
  let deviceId: string;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    await technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    await technician('POST', '/people', {
      name: 'Harriet Head',
      email: 'head@school.sch.uk',
      role: 'headteacher',
    });
    await technician('POST', '/tokens', { label: 'Nightly asset export', role: 'technician' });
    devices = await aFleet(technician, fleet);
    const [one] = devices;
    one?.backends.get('disk-encryption')?.become('not_encrypted');
    await one?.agent.lookNow();
    const made = await aCode(technician, 5, 'Library');
    devices.push(aDevice(made, fleet), aDevice(made, fleet + 1));
    await answerOf(
      'two devices wait',
      () => technician('GET', '/queue'),
      ({ body }) => body.items.length === 2,
    );
    groupId = (await technician('GET', '/groups')).body.items[0].id;
    deviceId = (await technician('GET', '/devices?control=disk-encryption&state=not_met')).body.items[0].id;
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  const address = (path: string) => here.url(path.replace('DEVICE', deviceId).replace('GROUP', groupId));

  async function open(page: Page, path: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(address(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }

  /** Opens it whole, with its evidence. */
  async function look(page: Page, path: string, kind = ''): Promise<void> {
    await open(page, path);
    for (const summary of await page.locator('details.evidence > summary').all()) await summary.click();
    await looksWell(page, `${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}${kind}`, {
      fullPage: false,
    });
  }

  it('fits a wide screen and a phone, light and dark, with a title of its own and nothing serious for axe', async () => {
    const nobody = await here.window();
    const technician = await here.signedIn();
    const titles: string[] = [];
    for (const path of [...doors, ...pages]) {
      const page = doors.includes(path) ? nobody : technician;
      await look(page, path);
      if (pages.includes(path) && !path.includes('?') && path !== '/no-such-page')
        titles.push(await page.title());
    }
    expect(new Set(titles).size, titles.join(', ')).to.equal(titles.length);
    await nobody.context().close();
    await technician.context().close();
  });

  it('fits what the headteacher reads, at both widths, light and dark, with nothing serious for axe', async () => {
    const { body: people } = await here.technician('GET', '/people');
    const { id } = people.items.find((one: { role: string }) => one.role === 'headteacher');
    const { body: link } = await here.technician('POST', `/people/${id}/sign-in-link`, {});
    const page = await here.window();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Not now' }).waitFor();
    for (const path of headteachers) await look(page, path, '-headteacher');
    await page.context().close();
  });

  it('opens dialogs in which axe finds nothing serious', async () => {
    const page = await here.signedIn();
    await open(page, '/devices/DEVICE');
    for (const item of [/^Rename/, /^Move/, /^Remove/]) {
      await page.getByRole('button', { name: 'Change' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog').waitFor();
      // The menu fades away behind the dialog, and is empty while it does.
      await page.getByRole('menu').waitFor({ state: 'detached' });
      expect(await seriousIn(page), String(item)).to.deep.equal([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('prints the promises on one A4 page, dark on white from a dark screen too', async () => {
    const page = await here.signedIn({ colorScheme: 'dark' });
    await page.route('**/api/v1/promises', asIfThirteen);
    await open(page, '/promises');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 1030 });
    await page.screenshot({ path: `${screenshots}promises-print.png` });
    expect(await page.locator('.promise').count()).to.equal(13);
    for (const words of ['h1', '.promise-sentence', '.page-lead'])
      expect(await lightness(page, words), words).to.be.below(0.4);
    const pdf = await page.pdf({ preferCSSPageSize: true, path: `${screenshots}promises.pdf` });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length).to.equal(1);
    await page.context().close();
  });

  it('wrote no error in any window', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});

/** The console's own answer, with its first promise repeated until there is one for each control of the design. */
async function asIfThirteen(route: Route): Promise<void> {
  const answer = await route.fetch();
  const body = await answer.json();
  const more = Array.from({ length: 13 - body.promises.length }, (_, index) => ({
    ...body.promises[0],
    control: `control-${index}`,
  }));
  await route.fulfill({ response: answer, json: { ...body, promises: [...body.promises, ...more] } });
}

/** 0 for black ink, 1 for white. */
async function lightness(page: Page, selector: string): Promise<number> {
  const colour = await page
    .locator(selector)
    .first()
    .evaluate(element => getComputedStyle(element).color);
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 765;
}
