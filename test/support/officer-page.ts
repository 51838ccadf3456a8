/** What the data protection officer does on their first page, in a browser. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { looksWell } from './looks.ts';

export async function asOfficer(page: Page): Promise<void> {
  await takesOne(page);
  await changesPeriods(page);
}

/** What is kept about somebody who asks: found by name, taken as a file. */
async function takesOne(page: Page): Promise<void> {
  await page.getByLabel('Their name or e-mail address').fill('a');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'People found' }).getByRole('listitem').first().waitFor();
  await looksWell(page, 'accounts-personal-data');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('button', { name: /^Take the file of/ })
      .first()
      .click(),
  ]);
  expect(file.suggestedFilename()).to.match(/^about-one-person-.*\.csv$/);
  expect(readFileSync(await file.path(), 'utf8')).to.contain('Accounts of this console');
}

/** What is shortened waits a week, and is put back from the page. */
async function changesPeriods(page: Page): Promise<void> {
  const row = page.getByRole('row', { name: /Who asked for a stick or a program/ });
  await row.getByRole('button', { name: /^Change for how long/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Years').fill('9');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/^Choose from 1 year to 7 years/).waitFor();
  await dialog.getByLabel('Years').fill('1');
  await dialog.getByText('What is older goes for good in a week.').waitFor();
  await looksWell(page, 'accounts-personal-data-change');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await row.getByText(/^From .* on 1 year only/).waitFor();
  await row.getByRole('button', { name: 'Keep it at 3 years' }).click();
  await row.getByText(/only/).waitFor({ state: 'detached' });
}
