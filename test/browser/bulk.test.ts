import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

describe('several devices at once, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 3);
    const { body: library } = await here.technician('POST', '/groups', { name: 'Library' });
    const settings = { controls: { 'password-policy': { minLength: 40 } } };
    const draft = `/policies/places/group.${library.id}/draft`;
    const { body: version } = await here.technician('PUT', draft, { revision: 0, settings });
    const asked = { revision: version.revision, reason: 'Long pass phrases' };
    expect((await here.technician('POST', `/policies/versions/${version.id}/ask`, asked)).status).to.equal(
      200,
    );
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });
  const groups = async () => {
    const { body } = await here.technician('GET', '/devices');
    return body.items.map((row: { group: { name: string } }) => row.group.name);
  };

  it('are chosen by mouse or key, moved with a preview, and moved back', async () => {
    await page.goto(here.url('/devices'));
    await page.locator('.row-select').first().check();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 devices chosen').waitFor();
    expect(await page.locator('.row-select').nth(2).isChecked(), 'two down').to.equal(true);
    await looksWell(page, 'devices-chosen', { fullPage: false });
    await page.setViewportSize({ width: 390, height: 844 });
    const bar = await page.locator('.bulk-bar').boundingBox();
    expect(bar?.height, 'most of a phone is the list').to.be.below(100);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('button', { name: 'Move to a group …' }).click();
    const group = page.getByRole('dialog').getByLabel('Group', { exact: true });
    await group.selectOption({ label: 'Library' });
    await page.getByText('The policy of Library holds for them').waitFor();
    const { promise: heard, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/bulk/moves', route => heard.then(() => route.continue()));
    const [other] = (await groups()) as string[];
    await group.selectOption({ label: other ?? '' });
    expect(await page.getByRole('button', { name: /^Move( \d|$)/ }).isDisabled(), 'asked first').to.equal(
      true,
    );
    answer();
    await page.unroute('**/bulk/moves');
    await group.selectOption({ label: 'Library' });
    await page.getByText('The policy of Library holds for them').waitFor();
    expect((await groups()).filter((name: string) => name === 'Library')).to.have.length(0);
    const changes = page.getByRole('region', { name: 'What the other policy changes' });
    await changes.getByText('Would newly fail on 2 devices.').waitFor();
    await looksWell(page, 'devices-move', { fullPage: false });
    await page.getByRole('button', { name: 'Move 2 devices' }).click();
    await page.getByText('Done for 2 devices.').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    const told = page.locator('.mantine-Notification-root').last();
    await page.waitForFunction(() => document.getAnimations().length === 0);
    const toast = await told.boundingBox();
    expect((toast?.y ?? 999) + (toast?.height ?? 999), 'above what a dialog ends with').to.be.below(400);
    await page.screenshot({ path: `${screenshots}devices-told-390.png` });
    await page.setViewportSize({ width: 1440, height: 900 });
    expect((await groups()).filter((name: string) => name === 'Library')).to.have.length(2);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back.').waitFor();
    expect((await groups()).filter((name: string) => name === 'Library')).to.have.length(0);
  });

  it('are all told to look at once', async () => {
    await page.keyboard.press('*');
    await page.getByText('3 devices chosen').waitFor();
    await page.getByRole('button', { name: 'Check now …' }).click();
    await page.getByText('Each looks at everything at once').waitFor();
    await page.getByRole('button', { name: 'Check now 3 devices' }).click();
    await page.getByText('Done for 3 devices.').waitFor();
    expect(await page.locator('.bulk-bar').count()).to.equal(0);
    expect(here.complaints).to.deep.equal([]);
  });
});
