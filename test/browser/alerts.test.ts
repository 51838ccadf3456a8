import { mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { SMTPServer } from 'smtp-server';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

describe('alerts and webhooks, in a browser', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let page: Page;
  let mail: SMTPServer;
  let hook: Server;
  let hookUrl: string;
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
