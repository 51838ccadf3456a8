import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { commandLine } from '../../console/server/accounts/index.ts';
import { createAccount } from '../../console/server/accounts/people.ts';
import { codeAt, stepMs } from '../../console/server/accounts/totp.ts';
import type { Role } from '../../shared/protocol/api/common.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { mayNotOpen } from '../support/closed-pages.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { asOfficer } from '../support/officer-page.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const password = 'wombat tulip engine';
const email = 'head@greenfield.sch.uk';

/** What the menu of each role holds. */
const menus: [Role, string[]][] = [
  [
    'business_manager',
    [
      ...['Waiting for you', 'Yours', 'Upkeep', 'Assets', 'Loans', 'Stock-takes'],
      ...['Suppliers', 'Licences', 'Backups', 'Reviews', 'Disposals', 'School calendar'],
    ],
  ],
  ['safeguarding_lead', ['Incidents', 'Exceptions', 'Reports', 'Yours', 'Reviews', 'Link for pupils']],
  [
    'data_protection_officer',
    [
      ...['Personal data', 'Incidents', 'Reports', 'Yours', 'Loans', 'Suppliers', 'Disposals'],
      ...['Remote support', 'What was changed'],
    ],
  ],
  ['governor', ['Reports']],
  ['staff', ['Yours']],
];

describe('people and how they sign in, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let technician: Page;
  let head: Page;
  let secret = '';

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    await here.technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    technician = await here.signedIn();
  });
  after(() => here?.remove());

  async function open(page: Page, path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }
  const shot = (page: Page, name: string) =>
    page.screenshot({ path: `${screenshots}accounts-${name}.png`, fullPage: true });
  const said = (page: Page, text: string) => page.getByText(text, { exact: false }).first().waitFor();
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
  const code = () => codeAt(bytesOf(secret), Math.floor(Date.now() / stepMs));

  async function signOut(page: Page): Promise<void> {
    await page.evaluate(() => fetch('/api/v1/session', { method: 'DELETE' }));
    await page.goto('about:blank');
    await page.goto(here.url('/sign-in'));
    await page.getByLabel('E-mail address').waitFor();
  }

  it('invites the headteacher from the page: a name, an address, a role, and a link to pass on', async () => {
    await open(technician, '/people');
    await press(technician, 'Invite somebody');
    await press(technician, 'Make the invitation');
    await said(technician, 'Write the person’s name');
    await technician.getByLabel('Name').fill('Hazel Head');
    await technician.getByLabel('E-mail address').fill(email);
    await technician.getByLabel('Role').selectOption('headteacher');
    await press(technician, 'Make the invitation');
    const link = technician.locator('[data-link]');
    await link.waitFor();
    expect(await technician.getByRole('link', { name: 'Write an e-mail' }).getAttribute('href')).to.match(
      /^mailto:head%40greenfield\.sch\.uk\?subject=/,
    );
    expect(await seriousIn(technician)).to.deep.equal([]);
    await shot(technician, 'invitation');
    head = await here.window(phone);
    await head.goto((await link.textContent()) ?? '');
    await technician.keyboard.press('Escape');
    await said(technician, 'invited, ends');
  });

  it('lets her in on her phone, where she chooses a password and makes a passkey', async () => {
    const cdp = await head.context().newCDPSession(head);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await press(head, 'Sign in');
    await head.getByLabel('New password').fill(password);
    await shot(head, 'welcome-phone');
    await press(head, 'Save and go on');
    await head.getByRole('heading', { name: 'Greenfield Primary School', level: 1 }).waitFor();
    // As if it were a while ago: whoever typed the password just now is not asked again.
    await here.console.context.db.updateTable('session').set({ proved_at: null }).execute();
    await open(head, '/account');
    await head.getByLabel('What you call this phone or computer').fill('My phone');
    await press(head, 'Make a passkey');
    await head.getByLabel('Your password, again').fill(password);
    await shot(head, 'prove-phone');
    await press(head, 'Go on');
    await said(head, 'is made');
    await head.getByText('My phone', { exact: true }).waitFor();
  });

  it('asks for a code from her app once she has set that up, and for nothing else with the passkey', async () => {
    await press(head, 'Set up a second step');
    secret = ((await head.locator('[data-secret]').textContent()) ?? '').replaceAll(' ', '');
    expect(secret).to.match(/^[A-Z2-7]{32}$/);
    await shot(head, 'second-step-phone');
    await head.getByLabel('2. The code that the app shows now').fill('000000');
    await press(head, 'Turn it on');
    await said(head, 'That code does not fit');
    await head.getByLabel('2. The code that the app shows now').fill(code());
    await press(head, 'Turn it on');
    await head.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    const recovery = (await head.locator('.recovery-codes li').first().textContent()) ?? '';
    expect(await seriousIn(head)).to.deep.equal([]);
    await shot(head, 'recovery-codes-phone');
    await signOut(head);
    await head.getByLabel('E-mail address').fill(email);
    await head.getByLabel('Password', { exact: true }).fill(password);
    await press(head, 'Sign in');
    await head.getByLabel('The code from your authenticator app').fill('123');
    await press(head, 'Go on');
    await said(head, 'That code does not fit');
    await shot(head, 'code-phone');
    await head.getByLabel('The code from your authenticator app').fill(recovery);
    await press(head, 'Go on');
    await head.getByRole('heading', { name: 'Greenfield Primary School', level: 1 }).waitFor();
    await signOut(head);
    await shot(head, 'sign-in-phone');
    await press(head, 'Use a passkey');
    await head.getByRole('heading', { name: 'Greenfield Primary School', level: 1 }).waitFor();
  });

  it('shows her where she is signed in, and signs the other place out', async () => {
    const given = { email, password, code: '' };
    const other = await here.console.ask('POST', '/session', given, { 'user-agent': 'Firefox/140 Windows' });
    expect(other.body.code).to.equal('session.code_needed');
    const { body } = await here.console.ask(
      'POST',
      '/session',
      { ...given, code: codeAt(bytesOf(secret), Math.floor(Date.now() / stepMs) + 1) },
      { 'user-agent': 'Firefox/140 Windows' },
    );
    expect(body).to.equal('');
    await open(head, '/account');
    await said(head, 'Firefox on Windows');
    expect(await seriousIn(head)).to.deep.equal([]);
    await shot(head, 'account-phone');
    await head.getByRole('button', { name: /^Sign out: Firefox on Windows/ }).click();
    await said(head, 'Signed out: Firefox on Windows');
    await head.getByRole('button', { name: /^Sign out: Firefox on Windows/ }).waitFor({ state: 'detached' });
  });

  it('shows the technician who came and how they sign in, and ends what has to be ended', async () => {
    await open(technician, '/people');
    await said(technician, 'by passkey or password and code');
    await technician.getByRole('button', { name: 'More for Hazel Head' }).click();
    await technician.getByRole('menuitem', { name: 'Take the second step away…' }).click();
    await said(technician, 'be sure that it is they who ask');
    await shot(technician, 'take-away');
    await press(technician, 'Take it away');
    await said(technician, 'signs in without a second step now');
    await technician.getByRole('button', { name: 'More for Hazel Head' }).click();
    await technician.getByRole('menuitem', { name: 'Sign out everywhere…' }).click();
    await press(technician, 'Sign out everywhere');
    await head.getByLabel('E-mail address').waitFor();
  });

  it('closes an account only for somebody who shows that it is they, and once another has agreed on her phone', async () => {
    const status = await technician.evaluate(async body => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch('/api/v1/session/password', { method: 'POST', headers, body })).status;
    }, JSON.stringify({ password }));
    expect(status).to.equal(204);
    const { db } = here.console.context;
    await db.updateTable('session').set({ proved_at: null }).execute();
    // Somebody else watches: the only headteacher could not be taken away.
    const { id: other } = await accountFor({ name: 'Nadia Next', email: 'n@s.example', role: 'headteacher' });
    await db.updateTable('account').set({ created_at: 1 }).where('id', '=', other).execute();
    const next = await here.window(phone);
    await next.goto((await here.technician('POST', `/people/${other}/sign-in-link`, {})).body.url);
    await press(next, 'Sign in');
    await next.getByLabel('New password').fill(password);
    await press(next, 'Save and go on');
    await next.getByRole('heading', { name: 'Greenfield Primary School', level: 1 }).waitFor();
    await db.updateTable('session').set({ proved_at: null }).execute();
    await open(technician, '/people');
    await technician.getByRole('button', { name: 'More for Hazel Head' }).click();
    await technician.getByRole('menuitem', { name: 'Take access away' }).click();
    await technician.getByLabel('Your password, again').fill(password);
    await press(technician, 'Go on');
    await technician.getByLabel('Why', { exact: true }).fill('She has left the school');
    expect(await seriousIn(technician)).to.deep.equal([]);
    await shot(technician, 'why');
    await press(technician, 'Ask for a yes');
    await said(technician, 'Nadia Next can decide.');
    await shot(technician, 'waits');
    const asked = new URL(technician.url()).pathname;
    await open(technician, '/people');
    await technician.getByRole('link', { name: 'a change waits for a yes' }).waitFor();
    await shot(technician, 'people-waiting');
    await open(next, asked);
    await said(next, 'may not sign in any more and is signed out everywhere');
    await shot(next, 'agree-phone');
    expect(await seriousIn(next)).to.deep.equal([]);
    await press(next, 'Agree');
    await next.getByLabel('Your password, again').fill(password);
    await press(next, 'Go on');
    await said(next, 'The account of Hazel Head was changed.');
    await technician.getByText('may not sign in', { exact: true }).waitFor();
    await technician.getByRole('button', { name: 'More for Hazel Head' }).click();
    await technician.getByRole('menuitem', { name: 'Let back in' }).click();
    await technician.getByLabel('Why', { exact: true }).fill('It was a mistake');
    await press(technician, 'Ask for a yes');
    await said(technician, 'Nadia Next can decide.');
    await press(technician, 'Take it back');
    await said(technician, 'Nothing was done');
    await mayNotOpen(next, 'headteacher');
    await next.context().close();
  });

  it('asks why in the form itself, where a role is given that decides something', async () => {
    await open(technician, '/people');
    await press(technician, 'Invite somebody');
    await technician.getByLabel('Name').fill('Olu Officer');
    await technician.getByLabel('E-mail address').fill('officer@greenfield.sch.uk');
    await technician.getByLabel('Role').selectOption('data_protection_officer');
    await press(technician, 'Make the invitation');
    await technician.getByLabel('Why', { exact: true }).fill('The trust has named him');
    expect(await seriousIn(technician)).to.deep.equal([]);
    await shot(technician, 'invite-why');
    await press(technician, 'Make the invitation');
    await said(technician, 'Olu Officer gets an account as data protection officer');
    await press(technician, 'Take it back');
    await said(technician, 'Nothing was done');
  });

  /** As if somebody had agreed to it. */
  const accountFor = (person: { name: string; email: string; role: Role }) =>
    createAccount(here.console.context, commandLine(here.console.schoolId), person);

  /** With the token that the page shows. */
  const asked = async (path: string) => {
    const authorization = `Bearer ${await technician.locator('.command code').textContent()}`;
    return (await here.console.ask('GET', path, undefined, { authorization })).status;
  };

  it('makes a token that keeps to a part of its role', async () => {
    await open(technician, '/tokens');
    await technician.getByLabel('What for').fill('Asset export');
    await technician.getByLabel('Only for some of it').check();
    await technician.getByLabel('Assets: read').check();
    expect(await seriousIn(technician)).to.deep.equal([]);
    await press(technician, 'Make a token');
    expect(await Promise.all(['/assets', '/devices', '/tokens'].map(asked))).to.deep.equal([200, 403, 403]);
  });

  it('makes one that may do more wait for a second person, and shows it meanwhile', async () => {
    await press(technician, 'Done');
    await technician.getByLabel('What for').fill('Import of assets');
    await press(technician, 'Make a token');
    await technician.getByLabel('Why', { exact: true }).fill('The finance system sends them each night');
    await press(technician, 'Make a token');
    await said(technician, 'It works from a second person’s yes on');
    await shot(technician, 'token-waits');
    expect(await asked('/assets')).to.equal(401);
    await technician.getByRole('link', { name: 'The page to send them' }).click();
    await said(technician, 'acts here as technician for 365 days');
    await press(technician, 'Take it back');
    await said(technician, 'Nothing was done');
    await mayNotOpen(technician, 'technician');
  });

  async function signedInAs(role: Role, options: BrowserContextOptions): Promise<Page> {
    const person = { name: `Robin ${role.replaceAll('_', ' ')}`, email: `${role}@s.example`, role };
    const { id } = await accountFor(person);
    const link = await here.technician('POST', `/people/${id}/sign-in-link`, {});
    const page = await here.window(options);
    await page.goto(link.body.url);
    await press(page, 'Sign in');
    await page.getByRole('link', { name: 'Not now' }).click();
    await page.getByRole('navigation').waitFor();
    return page;
  }

  for (const [role, menu] of menus)
    it(`gives a ${role.replaceAll('_', ' ')} these pages and, by their address, none of the others: ${menu.join(', ')}`, async () => {
      const page = await signedInAs(role, {});
      const links = page.getByRole('navigation').getByRole('link');
      expect(await links.allInnerTexts()).to.deep.equal(menu);
      for (const name of [...menu].reverse()) {
        await links.filter({ hasText: name }).click();
        await page.locator('h1').waitFor();
        await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
        expect(await page.getByText('This page is for someone else').count(), name).to.equal(0);
        expect(await page.getByRole('alert').count(), `${name} failed`).to.equal(0);
      }
      await shot(page, `home-${role}`);
      if (role === 'data_protection_officer') await asOfficer(page);
      await mayNotOpen(page, role);
      await page.context().close();
    });

  it('fits a laptop in light colours and a phone in dark ones', async () => {
    const page = await here.signedIn();
    for (const path of ['/people', '/account', '/tokens']) {
      await open(page, path);
      await looksWell(page, `accounts-${path.slice(1)}`);
    }
    await page.context().close();
  });
});

/** Base 32 as an authenticator app reads it. */
function bytesOf(text: string): Buffer {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...text].map(letter => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(byte => Number.parseInt(byte, 2)));
}
