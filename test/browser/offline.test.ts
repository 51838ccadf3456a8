import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { aConsole, type TestConsole } from '../support/console.ts';

describe('the pages while the console is away', function () {
  this.timeout(60_000);
  const data = mkdtempSync(join(tmpdir(), 'caretaker-offline-'));
  let here: BrowserConsole;
  let again: TestConsole | undefined;

  before(async () => {
    here = await aBrowserConsole({ data });
  });
  after(async () => {
    await here?.remove();
    await again?.remove();
    rmSync(data, { recursive: true, force: true });
  });

  it('say from when they are, keep what they show, and refetch when it is back', async () => {
    const page = await here.signedIn();
    await page.goto(here.url('/groups'));
    await page.getByRole('heading', { name: 'Groups' }).waitFor();
    await page.locator('.card').first().waitFor();
    const { port, devicePort } = here.console.context.config;
    await here.console.stop();
    const banner = page.getByText(/No connection to the console. What you see is from \d\d:\d\d/);
    await banner.waitFor({ timeout: 5_000 });
    expect(await page.locator('.card').count()).to.equal(1);
    again = await aConsole({ data, settings: { port, devicePort } });
    const technician = await again.as('technician');
    await technician('POST', '/groups', { name: 'Made meanwhile' });
    await banner.waitFor({ state: 'detached', timeout: 20_000 });
    await page.getByText('Made meanwhile').waitFor();
  });

  it('say so at the door, and offer to try again', async () => {
    const page = await here.window();
    await page.goto(here.url('/sign-in'));
    await page.getByLabel('E-mail address').fill('sam@school.sch.uk');
    await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
    await again?.stop();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/The console cannot be reached/).waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).to.equal('sam@school.sch.uk');
  });
});
