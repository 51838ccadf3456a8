import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { toDataURL } from 'qrcode';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';

const screenshots = fileURLToPath(new URL('screenshots/', import.meta.url));

describe('labels, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    page = await here.signedIn();
    for (const tag of ['GP-0001', 'GP-0002', 'GP-0003'])
      await here.technician('POST', '/assets', { tag, kind: 'camera', location: 'Hall' });
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

  it('prints a PDF for what has no label, from the third label of a used sheet', async () => {
    await open('/labels');
    await page.getByLabel('First free label').fill('3');
    await page.getByRole('img', { name: 'labels 3 to 5 of 16' }).waitFor();
    await look(page, 'labels');
    const saved = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Make a PDF of 3 labels' }).click();
    const file = await saved;
    expect(file.suggestedFilename()).to.equal('labels-GP-0001.pdf');
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).to.equal('%PDF-');
    await page.getByLabel('Everything without a label (0)').waitFor();
  });

  it('prints tags beforehand, and a label that is scanned later is put on something', async () => {
    await open('/labels');
    await page.getByLabel('Tags that nothing has yet').check();
    await page.getByText('GP-0004 to GP-0019').waitFor();
    await look(page, 'labels-new');
    const saved = page.waitForEvent('download', { timeout: 60_000 });
    await page.getByRole('button', { name: 'Make a PDF of 16 labels' }).click();
    await saved;
    await page.getByText('GP-0020 to').or(page.getByText('16 labels on 1 page')).first().waitFor();
    await page.getByRole('button', { name: 'Make a PDF of 16 labels' }).click();
    await page.getByText('was printed already').first().waitFor();
    await open('/a/gp-0004');
    await page.getByText('This label is on nothing yet.').waitFor();
    await page.getByLabel('Tag, name or serial number').fill('GP-0003');
    await look(page, 'label-unclaimed');
    await page.getByRole('button', { name: 'Put GP-0004 on GP-0003' }).click();
    await page.getByRole('button', { name: 'Change its tag' }).click();
    await page.getByRole('heading', { name: 'GP-0004', level: 1 }).waitFor();
    await open('/a/GP-0005');
    await page.getByRole('link', { name: 'Enter a new thing with it' }).click();
    expect(await page.getByLabel('Asset tag').inputValue()).to.equal('GP-0005');
  });

  it('opens the asset of a scanned label', async () => {
    await open('/a/gp-0001');
    await page.getByRole('heading', { name: 'GP-0001', level: 1 }).waitFor();
    expect(page.url()).to.match(/\/assets\/[0-9a-f-]+$/);
  });

  it('opens the asset whose label is held before the camera, in a browser that reads no codes itself', async () => {
    const label = await toDataURL(`GP-0001`, { width: 300, margin: 4 });
    const phone = await here.signedIn({ viewport: { width: 390, height: 844 } });
    await phone.addInitScript(showing => {
      expectNoneOfItsOwn();
      navigator.mediaDevices.getUserMedia = async () => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
        const picture = canvas.getContext('2d');
        const code = new Image();
        code.src = showing;
        // A camera goes on showing the same; the label lies a little crooked, as in a hand.
        setInterval(() => {
          if (picture === null) return;
          picture.setTransform(1, 0, 0, 1, 0, 0);
          picture.fillStyle = '#7a6a55';
          picture.fillRect(0, 0, 640, 480);
          picture.setTransform(0.97, 0.12, -0.12, 0.97, 190, 60);
          picture.drawImage(code, 0, 0);
        }, 100);
        return canvas.captureStream(10);
      };
      function expectNoneOfItsOwn() {
        Reflect.deleteProperty(globalThis, 'BarcodeDetector');
      }
    }, label);
    await open('/assets', phone);
    await phone.getByRole('button', { name: 'Scan a label' }).click();
    // The page of the tag has the same heading, until it knows what the tag is on.
    await phone.waitForURL(/\/assets\/[0-9a-f-]+$/);
    await phone.getByRole('heading', { name: 'GP-0001', level: 1 }).waitFor();
    await phone.context().close();
  });

  it('fits a phone in the dark', async () => {
    const window = await here.signedIn({ viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
    for (const [name, path] of [
      ['labels-390', '/labels'],
      ['label-tag-390', '/a/GP-0009'],
    ] as const) {
      await open(path, window);
      await look(window, name);
      const wide = await window.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide, path).to.be.at.most(0);
    }
    await window.context().close();
  });

  it('wrote no error in any window but for what was refused on purpose', () => {
    expect(here.complaints.filter(one => !/status of (400|404|409)/.test(one))).to.deep.equal([]);
  });

  async function look(on: Page, name: string): Promise<void> {
    await on.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(on), name).to.deep.equal([]);
  }
});
