import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { aPicture } from '../support/disposal-world.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));

describe('a stock-take, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    page = await here.signedIn({ viewport: { width: 390, height: 844 } });
    for (const [tag, location] of [
      ['GP-01', 'Room 4'],
      ['GP-02', 'Room 4'],
      ['GP-03', 'Hall'],
      ['GP-04', 'Hall'],
      ['GP-05', 'Office'],
    ])
      await here.technician('POST', '/assets', { tag, kind: 'camera', name: `Camera ${tag}`, location });
  });
  after(async () => {
    await here?.remove();
  });

  async function open(path: string, on = page): Promise<void> {
    // Two cores are shared by everything that runs beside this.
    on.setDefaultTimeout(40_000);
    await on.goto(here.url(path));
    await on.locator('h1').waitFor();
    await on.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const type = async (tag: string) => {
    await page.getByLabel('Or type a tag').fill(tag);
    await page.getByRole('button', { name: 'It is here', exact: true }).first().click();
  };

  it('begins in two rooms', async () => {
    await open('/stock-takes');
    await page.getByText('There was no stock-take yet.').waitFor();
    await page.getByRole('button', { name: 'Begin a stock-take' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Autumn 2026');
    await dialog.getByLabel('Hall').check();
    await dialog.getByLabel('Room 4').check();
    await look(page, 'stock-take-begin');
    await dialog.getByRole('button', { name: 'Begin', exact: true }).click();
    await page.getByText('0 of 4 seen, 4 to go.').waitFor();
  });

  it('counts by typed tags and by eye, and says at once what belongs elsewhere', async () => {
    await page.getByLabel('I am in').selectOption('Room 4');
    await type('gp-01');
    await page.getByText('GP-01 found').waitFor();
    await type('GP-03');
    await page.getByText('GP-03 belongs in Hall').waitFor();
    await type('GP-05');
    await page.getByText('GP-05 belongs in Office').waitFor();
    await type('ZZ-99');
    await page.getByText('ZZ-99 is not in the register').waitFor();
    await page.getByRole('button', { name: 'GP-02 is here' }).click();
    await page.getByText('3 of 4 seen, 1 to go.').waitFor();
    await page.getByRole('button', { name: 'Note or photo of GP-04' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('Ms Ali says it is at the repair shop');
    const picture = { name: 'shelf.png', mimeType: 'image/png', buffer: aPicture() };
    await dialog.locator('input[type=file]').setInputFiles(picture);
    await look(page, 'stock-take-about');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'shelf.jpg' }).waitFor();
    await look(page, 'stock-take-counting');
  });

  it('shows what somebody else sees, as it comes', async () => {
    const colleague = await here.signedIn();
    await open(page.url().replace(here.url(''), ''), colleague);
    await page.getByRole('tab', { name: /^Found/ }).click();
    await page.getByRole('button', { name: 'Take back GP-02' }).click();
    await colleague.getByText('2 of 4 seen, 2 to go.').waitFor();
    await colleague.getByRole('button', { name: 'GP-02 is here' }).click();
    await page.getByText('3 of 4 seen, 1 to go.').waitFor();
    await colleague.context().close();
  });

  it('ends with a report that only a second person signs', async () => {
    await page.getByRole('button', { name: 'Finish the count' }).click();
    await page.getByText('1 thing that nobody has seen will be listed').waitFor();
    await page.getByRole('button', { name: 'Finish', exact: true }).click();
    await page.getByText('3 of 4 things in Hall, Room 4 were found; 1 missing.').waitFor();
    await page.getByText('so somebody else signs').waitFor();
    await page.getByText('Note: Ms Ali says it is at the repair shop').waitFor();
    await look(page, 'stock-take-report');
    const { technician } = here;
    const { id } = (
      await technician('POST', '/people', {
        name: 'Harriet Head',
        email: 'head@school.example',
        role: 'headteacher',
      })
    ).body;
    const { url } = (await technician('POST', `/people/${id}/sign-in-link`, {})).body;
    const head = await here.window();
    await head.goto(url);
    await head.getByRole('button', { name: 'Sign in' }).click();
    await head.getByRole('link', { name: 'Not now' }).click();
    await head.goto(page.url());
    await head.getByRole('button', { name: 'Sign it' }).click();
    await head.getByText('Signed. The register has the places').waitFor();
    await head.context().close();
    await page.getByText(/Harriet Head/).waitFor();
    const places = (await here.technician('GET', '/assets')).body.items.map(
      (one: { tag: string; location: string }) => `${one.tag} ${one.location}`,
    );
    expect(places).to.include('GP-03 Room 4').and.include('GP-05 Room 4').and.include('GP-04 Hall');
  });

  it('fits a wide screen in the dark', async () => {
    const window = await here.signedIn({ colorScheme: 'dark' });
    const { id } = (await here.technician('GET', '/stock-takes')).body.items[0];
    for (const [name, path] of [
      ['stock-takes-1440', '/stock-takes'],
      ['stock-take-1440', `/stock-takes/${id}`],
    ] as const) {
      await open(path, window);
      await look(window, name);
    }
    await window.context().close();
  });

  it('wrote no error in any window but for what was refused on purpose', () => {
    expect(here.complaints.filter(one => !/status of (400|404|409)/.test(one))).to.deep.equal([]);
  });

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    const wide = await on.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, name).to.be.at.most(0);
    expect(await seriousIn(on), name).to.deep.equal([]);
  }
});
