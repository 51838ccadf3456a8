import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { aDirectory, client, type TestDirectory } from '../support/directory.ts';
import { looksWell } from '../support/looks.ts';

const tenant = '2f1c0a9e-0000-4000-8000-3d5c7b9a1e2f';

describe('signing in with a directory, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let directory: TestDirectory;

  before(async () => {
    here = await aBrowserConsole();
    directory = await aDirectory(here.url('/sign-in/return'));
  });
  after(async () => {
    await directory?.stop();
    await here?.remove();
  });

  async function setUp(page: Page): Promise<void> {
    await page.goto(here.url('/directories'));
    await page.getByText('No directory yet.').waitFor();
    await page.getByLabel('Directory (tenant) ID').fill(tenant);
    await page.getByLabel('Application (client) ID').fill(client.clientId);
    await page.getByLabel('Client secret').fill(client.clientSecret);
    await page.getByRole('button', { name: 'Add a group' }).click();
    await page.getByLabel('Group, as the directory sends it').fill('leaders');
    await page.getByLabel('Role', { exact: true }).selectOption('headteacher');
    await page.getByRole('button', { name: 'Set it up' }).click();
    await page.getByText('leaders is headteacher').waitFor();
    const { db } = here.console.context;
    await db.updateTable('directory').set({ issuer: directory.issuer }).execute();
  }

  it('is set up by a technician, and lets the headteacher in at her own page by her group', async () => {
    const technician = await here.signedIn();
    await setUp(technician);
    await looksWell(technician, 'directories');
    directory.who = {
      ...{ sub: 'hazel', name: 'Hazel Head', email: 'hazel@school.example' },
      ...{ tid: tenant, xms_edov: true, groups: ['leaders'] },
    };
    const page = await here.window();
    await page.goto(here.url('/sign-in'));
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
    await looksWell(page, 'sign-in-directory');
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await page.waitForURL(here.url('/promises'));
    await page.goto(here.url('/account'));
    await page.getByRole('button', { name: 'Disconnect Microsoft' }).waitFor();
    await looksWell(page, 'account-directory');
    expect(here.complaints).to.deep.equal([]);
  });

  it('asks why, once she is there, before its groups give another role, and changes nothing until she agrees', async () => {
    const technician = await here.signedIn();
    await technician.goto(here.url('/directories'));
    await technician.getByRole('button', { name: 'Change', exact: true }).click();
    const line = technician.locator('.directory-line');
    await line.getByLabel('Role', { exact: true }).selectOption('technician');
    await line.getByRole('button', { name: 'Save' }).click();
    await line.getByLabel('Why', { exact: true }).fill('They run the computers now');
    await looksWell(technician, 'directories-why');
    await line.getByRole('button', { name: 'Save' }).click();
    await technician
      .getByText('Whoever is in the group “leaders” comes in as technician, no longer as headteacher.')
      .waitFor();
    await looksWell(technician, 'directories-waits');
    await technician.goto(here.url('/directories'));
    await technician.getByText('leaders is headteacher').waitFor();
    await technician.getByRole('link', { name: 'Another role for its groups waits for a yes' }).click();
    await technician.getByRole('button', { name: 'Take it back' }).waitFor();
  });

  it('says in words why somebody is not let in, and when the directory does not answer', async () => {
    directory.who = { ...directory.who, sub: 'other', tid: 'of-another-tenant' };
    const page = await here.window();
    await page.goto(here.url('/sign-in'));
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await page.getByText('That is not an account of').waitFor();
    await looksWell(page, 'sign-in-directory-refused');
    await page.goto(here.url('/sign-in/return?code=stolen&state=of-somebody-else'));
    await page.getByText('This did not begin here').waitFor();
    await here.console.context.db.updateTable('directory').set({ issuer: 'http://127.0.0.1:9' }).execute();
    await page.goto(here.url('/sign-in'));
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await page.getByText('does not answer the console').waitFor();
  });
});
