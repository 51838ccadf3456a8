import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
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

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const colours = ['light', 'dark'] as const;
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

  /** Opens it whole, keeps its picture, and holds it to the width and to headings in order. */
  async function look(page: Page, path: string, kind: string): Promise<void> {
    await open(page, path);
    for (const summary of await page.locator('details.evidence > summary').all()) await summary.click();
    const name = path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '');
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: `${screenshots}${name}-${kind}.png` });
    expect(await tooWide(page), `${path} is too wide: ${kind}`).to.be.at.most(0);
    expect(await headings(page), `${path} has its headings in order`).to.equal('in order');
  }

  for (const size of sizes) {
    for (const colorScheme of colours) {
      it(`fits ${size.width} pixels in ${colorScheme} colours, with headings in order and nothing serious for axe`, async () => {
        const nobody = await here.window({ viewport: size, colorScheme });
        const technician = await here.signedIn({ viewport: size, colorScheme });
        for (const path of [...doors, ...pages]) {
          const page = doors.includes(path) ? nobody : technician;
          await look(page, path, `${size.width}-${colorScheme}`);
          const part = colorScheme === 'dark' ? 'contrast' : size.width === 390 ? 'structure' : 'all';
          if (!(size.width === 390 && colorScheme === 'dark'))
            expect(await seriousIn(page, part), path).to.deep.equal([]);
        }
        await nobody.context().close();
        await technician.context().close();
      });
    }
  }

  it('fits what the headteacher reads, at both widths, with nothing serious for axe', async () => {
    const { body: people } = await here.technician('GET', '/people');
    const { id } = people.items.find((one: { role: string }) => one.role === 'headteacher');
    const { body: link } = await here.technician('POST', `/people/${id}/sign-in-link`, {});
    const page = await here.window();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Not now' }).waitFor();
    for (const size of sizes) {
      await page.setViewportSize(size);
      for (const path of headteachers) {
        await look(page, path, `${size.width}-headteacher`);
        expect(await seriousIn(page, size.width === 390 ? 'structure' : 'all'), path).to.deep.equal([]);
      }
    }
    await page.context().close();
  });

  it('gives every page a title of its own', async () => {
    const page = await here.signedIn();
    const titles = new Set<string>();
    const plain = pages.filter(path => !path.includes('?') && path !== '/no-such-page');
    for (const path of plain) {
      await open(page, path);
      titles.add(await page.title());
    }
    expect(titles.size).to.equal(plain.length);
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

async function tooWide(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
}

/** One first-level heading, and no level left out on the way down. */
async function headings(page: Page): Promise<string> {
  const levels = await page.evaluate(() =>
    [...document.querySelectorAll('h1,h2,h3,h4')].map(heading => Number(heading.tagName.slice(1))),
  );
  const ordered = levels.every((level, at) => level <= (levels[at - 1] ?? 0) + 1);
  return ordered && levels.filter(level => level === 1).length === 1 ? 'in order' : levels.join(' ');
}

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
