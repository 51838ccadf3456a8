/** The headteacher agrees to an exception by keyboard alone, from the list of what waits for a second person. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from './axe.ts';
import type { BrowserConsole } from './browser-console.ts';
import { screenshots } from './looks.ts';

interface Walk {
  head: Page;
  open(path: string, at: Page): Promise<void>;
}

/** The headteacher, who comes in by a link. */
export async function headOnAPhone({ technician, window }: BrowserConsole): Promise<Page> {
  const people: { id: string; role: string }[] = (await technician('GET', '/people')).body.items;
  const id = people.find(one => one.role === 'headteacher')?.id;
  const { url } = (await technician('POST', `/people/${id}/sign-in-link`, {})).body;
  const page = await window({ viewport: { width: 390, height: 844 } });
  await page.goto(url);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.waitForURL(/set-up|promises/);
  return page;
}

/** Presses Tab until something with these words has the focus. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  const named = () =>
    page.evaluate(
      () =>
        `${document.activeElement?.getAttribute('aria-label') ?? ''} ${document.activeElement?.textContent ?? ''}`,
    );
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    if (words.test(await named())) return;
  }
  throw new Error(`nothing says ${words}, only ${await named()}`);
}

export async function agreeToException({ head, open }: Walk): Promise<void> {
  await open('/approvals', head);
  await tabTo(head, /exception/i);
  await head.keyboard.press('Enter');
  await head.waitForURL('**/policies/exceptions**');
  await head
    .getByText(/^Characters at least: \d+ becomes 6\.$/)
    .first()
    .waitFor();
  expect(await seriousIn(head)).to.deep.equal([]);
  await head.screenshot({ path: `${screenshots}policies-exception-head-390.png`, fullPage: true });
  await tabTo(head, /^Approve the exception/);
  await head.keyboard.press('Enter');
  await head.getByText('Approved: it holds from now on.').waitFor();
  await head.context().close();
}
