import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { hashPassword } from '../../console/server/accounts/passwords.ts';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, aFleet, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';
import { until } from '../support/until.ts';

describe('alerts and webhooks, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let page: Page;
  let mail: SMTPServer;
  let hook: Server;
  let hookUrl: string;
  let devices: SimulatedDevice[] = [];
  const letters: string[] = [];
  const hooked: string[] = [];

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    mail = new SMTPServer({
      ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', part => {
          text += part;
        });
        stream.on('end', () => {
          letters.push(text);
          done();
        });
      },
    });
    hook = createServer((request, response) => {
      hooked.push(String(request.headers['webhook-signature']));
      request.resume().on('end', () => response.writeHead(204).end());
    });
    await new Promise<void>(done => mail.listen(0, '127.0.0.1', () => done()));
    await new Promise<void>(done => hook.listen(0, '127.0.0.1', done));
    hookUrl = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/caretaker`;
    const smtpUrl = `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`;
    const settings = { smtpUrl, mailFrom: 'caretaker@school.example', webhookHosts: '127.0.0.1' };
    here = await aBrowserConsole({ settings });
    await here.console.context.db.updateTable('person').set({ email: 'tech@school.example' }).execute();
    await here.technician('POST', '/people', {
      ...{ name: 'Hazel Head', email: 'head@school.example', role: 'headteacher' },
    });
    page = await here.signedIn();
  });
  after(async () => {
    for (const device of devices) device.agent.stop();
    await here?.remove();
    hook?.close();
    await new Promise<void>(done => mail.close(() => done()));
  });

  async function open(path: string): Promise<void> {
    await page.goto(here.url(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }

  it('send a test, and go to whom they are said to go', async () => {
    await open('/alerts');
    await page.getByText('Nobody gets alerts yet').waitFor();
    await page.getByRole('button', { name: 'Send a test to yourself' }).click();
    await page.getByText('The server took it for tech@school.example').waitFor();
    expect(letters).to.have.length(1);
    await page.getByLabel('Technician, technician').check();
    await page.getByLabel('Disk encryption').fill('2');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/The next letter can come on/).waitFor();
    await here.technician('POST', '/incidents', { category: 'malware', title: 'A virus on a stick' });
    await page.getByText('An incident is open').waitFor();
    await page.getByText('Sent', { exact: true }).waitFor({ timeout: 10_000 });
    expect(letters).to.have.length(2);
    expect(letters[1]).to.contain('incident 1').and.not.contain('stick');
    await page
      .getByText('Saved.')
      .waitFor({ state: 'detached' })
      .catch(() => undefined);
    await looksWell(page, 'alerts');
  });

  it('bring the second person the link, who reads on a phone what a yes does, signs in as themselves and agrees', async () => {
    const password = 'wombat tulip engine';
    const { db } = here.console.context;
    const head = await db
      .selectFrom('person')
      .select('id')
      .where('name', '=', 'Hazel Head')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('account')
      .set({ password_hash: await hashPassword(password) })
      .where('person_id', '=', head.id)
      .execute();
    devices = await aFleet(here.technician, 1);
    const [device] = (await here.technician('GET', '/devices')).body.items;
    const before = letters.length;
    const asked = await here.technician('POST', `/devices/${device.id}/orders`, {
      order: { kind: 'suspend_enforcement', minutes: 480 },
      reason: 'A long download',
    });
    expect(asked.body.waits.sentence).to.include('A letter with the link goes to them.');
    const toHead = () => letters.slice(before).find(one => one.includes('head@school.example')) ?? '';
    await until('the letter came', () => toHead() !== '');
    const letter = toHead();
    const link = /https?:\/\/\S+\/approvals\/\S+/.exec(letter.replaceAll(/=\r?\n/g, ''))?.[0] ?? '';
    const phone = await here.window({ viewport: { width: 375, height: 740 }, isMobile: true });
    await phone.goto(link);
    await phone.getByLabel('E-mail address').fill('head@school.example');
    await phone.getByLabel('Password', { exact: true }).fill(password);
    await phone.getByRole('button', { name: 'Sign in', exact: true }).click();
    await phone.getByText('stops nothing').waitFor();
    expect(new URL(phone.url()).pathname).to.equal(new URL(link).pathname);
    // An open screen: the sign-in was longer ago than five minutes.
    await db.updateTable('session').set({ proved_at: 0 }).execute();
    await phone.screenshot({ path: `${screenshots}approval-by-letter-375.png`, fullPage: true });
    expect(
      await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).to.be.at.most(0);
    expect(await seriousIn(phone, 'all')).to.deep.equal([]);
    await phone.getByRole('button', { name: 'Agree', exact: true }).click();
    await phone.getByLabel('Your password, again').fill(password);
    await phone.getByRole('button', { name: 'Go on' }).click();
    await phone.getByText('Agreed by Hazel Head').waitFor();
    await phone.context().close();
    // The browser logs that nobody was signed in, and that an open screen was asked who is there.
    here.complaints.splice(0, here.complaints.length, ...here.complaints.filter(one => !/40[13]/.test(one)));
  });

  it('reach a program, signed, after its secret was shown once', async () => {
    await open('/webhooks');
    await page.getByLabel('What for').fill('Helpdesk');
    await page.getByLabel('Address').fill('http://10.0.0.1/x');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText('Use https').first().waitFor();
    await page.getByLabel('Address').fill(hookUrl);
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.getByText(/^whsec_/).waitFor();
    await looksWell(page, 'webhooks');
    await page.getByRole('button', { name: 'Send a test' }).click();
    await page.getByText('It answered 204: it works.').waitFor();
    expect(hooked[0]).to.match(/^v1,/);
    await page.reload();
    await page.getByText('Helpdesk').waitFor();
    expect(await page.getByText(/^whsec_/).count()).to.equal(0);
    await page.getByRole('button', { name: 'Remove …' }).click();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByText('No webhook yet.').waitFor();
    expect(here.complaints.filter(one => !one.includes('400'))).to.deep.equal([]);
  });
});
