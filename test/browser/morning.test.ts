/** A morning's work, counted from the page after sign-in: what a person presses, not what the page could do. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { insertDevice } from '../../console/server/devices/index.ts';
import { aBrowserConsole, aFleet, answerOf, type BrowserConsole } from '../support/browser-console.ts';

describe('a morning’s work, counted', function () {
  this.timeout(120_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let page: Page;

  before(async () => {
    here = await aBrowserConsole();
    devices = await aFleet(here.technician, 2);
    const [one] = devices;
    one?.backends.get('disk-encryption')?.become('not_encrypted');
    await one?.agent.lookNow();
    await answerOf(
      'one is not met',
      () => here.technician('GET', '/devices?control=disk-encryption&state=not_met'),
      ({ body }) => body.items.length === 1,
    );
    const deviceId = (await here.technician('GET', '/devices')).body.items[0].id;
    for (let at = 1; at <= 8; at++) {
      const media = { vendorId: '0781', productId: '5567', serialHash: null };
      const request = {
        ...{ kind: 'media', person: `Person ${at}`, reason: 'For the lesson', media, serial: null },
        ...{ access: 'read_only', minutes: 60, scan: 'clean' },
      };
      const made = await here.technician('POST', '/requests', { deviceId, request });
      expect(made.status, JSON.stringify(made.body)).to.equal(201);
    }
    page = await here.signedIn();
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  async function afterSignIn(): Promise<void> {
    await page.goto(here.url('/'));
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    await page.getByText('Needs you').waitFor();
  }

  it('why one laptop is not met is found in three presses at most', async () => {
    await afterSignIn();
    let presses = 0;
    const press = async (name: RegExp) => {
      await page.getByRole('link', { name }).first().click();
      presses += 1;
    };
    await press(/^See which: .*could be read by whoever/);
    await page.locator('[data-row]').first().click();
    presses += 1;
    await page
      .getByText(/not encrypted/i)
      .first()
      .waitFor();
    expect(presses).to.be.at.most(3);
  });

  it('eight requests are decided in sixteen keys at most', async () => {
    await afterSignIn();
    const keys = ['Control+k', 'r', 'e', 'q', 'Enter', '*', 'a'];
    for (const key of keys) {
      if (key === 'r') await page.getByRole('combobox').waitFor();
      if (key === '*') {
        await page.getByText('Select all 8').waitFor();
        // Keys are the search's until it is gone.
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      if (key === 'a') await page.getByText('8 of 8 selected').waitFor();
      await page.keyboard.press(key);
    }
    await page.getByText('8 requests approved.').waitFor();
    expect(keys.length).to.be.at.most(16);
  });

  it('thirty devices are approved in six clicks at most', async () => {
    const { context, schoolId } = here.console;
    const groupId = (await here.technician('GET', '/groups')).body.items[0].id;
    for (let at = 1; at <= 30; at++)
      await insertDevice(context.db, context.now(), {
        ...{ id: randomUUIDv7(), schoolId, groupId, codeId: null, name: `Trolley ${at}`, system: 'Debian' },
        ...{ publicKey: randomUUIDv7(), previousDeviceId: null, approvedBy: null },
      });
    await afterSignIn();
    let clicks = 0;
    const click = async (find: ReturnType<Page['locator']>) => {
      await find.click();
      clicks += 1;
    };
    await click(page.getByRole('button', { name: /^Show here: 30 devices/ }));
    await click(page.getByLabel('Select all 30'));
    await click(page.getByRole('button', { name: 'Approve 30', exact: true }));
    await page.getByText('30 devices approved').waitFor();
    await page.getByText('Computers to be let in').waitFor({ state: 'detached' });
    expect(new URL(page.url()).pathname, 'decided without leaving the page').to.equal('/overview');
    expect(clicks).to.be.at.most(6);
    expect(here.complaints).to.deep.equal([]);
  });
});
