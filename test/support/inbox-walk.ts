/** The inbox by keyboard alone, row after row: requests first, then computers that ask to be let in. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from './axe.ts';
import { aCode, aDevice, answerOf } from './browser-console.ts';
import type { Ask } from './console.ts';
import { screenshots } from './looks.ts';

interface Walk {
  page: Page;
  open(path: string): Promise<void>;
  technician: Ask;
  /** Has two people ask for something. */
  twoAsk(): unknown;
}

/** Answers the two computers that asked: whoever began them ends them. */
export async function decideInARow({ page, open, technician, twoAsk }: Walk): Promise<SimulatedDevice[]> {
  const code = await aCode(technician, 2, 'Year 6 trolley');
  const newcomers = [0, 1].map(index => aDevice(code, 40 + index));
  await answerOf(
    'both wait',
    () => technician('GET', '/queue'),
    ({ body }) => body.total === 2,
  );
  twoAsk();
  await open('/requests');
  const left = (requests: number, computers: number) =>
    page.waitForFunction(
      ([asked, waiting]) =>
        document.querySelectorAll('[data-request]').length === asked &&
        document.querySelectorAll('[data-queue-row]').length === waiting,
      [requests, computers],
    );
  const focused = () =>
    page.evaluate(() =>
      document.activeElement
        ?.closest('li')
        ?.getAttributeNames()
        .find(one => one.startsWith('data-')),
    );
  await left(2, 2);
  expect(await seriousIn(page)).to.deep.equal([]);
  await page.screenshot({ path: `${screenshots}requests-inbox-computers.png`, fullPage: true });
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await left(1, 2);
  expect(await focused(), 'the next request').to.equal('data-request');
  await page.keyboard.press('d');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('Please ask in the office.');
  await page.getByRole('button', { name: 'Refuse it' }).press('Enter');
  await left(0, 2);
  expect(await focused(), 'the first computer').to.equal('data-queue-row');
  await page.keyboard.press('a');
  await left(0, 1);
  expect(await focused(), 'the next computer').to.equal('data-queue-row');
  await page.keyboard.press('d');
  await page.getByRole('button', { name: 'Refuse this device' }).press('Enter');
  await left(0, 0);
  await page.getByText('Nobody asks for anything.').waitFor();
  const { body } = await technician('GET', '/devices?limit=50');
  expect(body.items.length, 'one of the two was let in').to.equal(3);
  return newcomers;
}
