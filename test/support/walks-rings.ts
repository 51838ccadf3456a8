/** A walk, by keyboard where a key does it, of a version that goes out in rings: chosen, halted, resumed, put everywhere. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowserConsole } from './browser-console.ts';

/** Of a school where nobody else has to agree to what is only watched; it has the group IT and asks for 12 characters. */
export async function walksRings(
  here: BrowserConsole,
  page: Page,
  open: (path: string) => Promise<void>,
): Promise<void> {
  const press = async (name: string) => {
    const button = page.getByRole('button', { name, exact: true });
    // Waits until it can be pressed, which a key does not.
    await button.click({ trial: true });
    await button.press('Enter');
  };
  await open('/policies/school');
  await page
    .locator('.control-card', { has: page.getByRole('heading', { name: 'Password rules' }) })
    .getByText(/settings/)
    .first()
    .click();
  await page.getByLabel('Characters at least').fill('13');
  await page.getByText('Characters at least: 12 becomes 13.').waitFor();
  await press('Put in force …');
  await page.getByLabel('Why').fill('One more letter');
  await page.getByLabel('Everywhere at once').focus();
  await page.keyboard.press('ArrowUp');
  expect(await page.getByRole('button', { name: 'Put in force', exact: true }).isDisabled()).to.equal(true);
  await press('Add a ring');
  await page.getByLabel('Ring 1', { exact: true }).selectOption({ label: 'IT' });
  await press('Put in force');
  const rollout = page.locator('.rollout');
  await rollout.waitFor();
  expect(await rollout.locator('.ring-name').allTextContents()).to.deep.equal(['IT', 'Everybody else']);
  await press('Halt');
  await rollout.getByRole('heading', { name: /is halted$/ }).waitFor();
  await press('Resume');
  await rollout.getByRole('heading', { name: /is on its way$/ }).waitFor();
  await press('Everywhere now');
  const dialog = page.getByRole('dialog');
  const everywhere = dialog.getByRole('button', { name: 'Everywhere now' });
  await everywhere.waitFor();
  expect(await everywhere.isDisabled()).to.equal(true);
  await dialog.getByLabel('Why').fill('The insurer asks today');
  await everywhere.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await rollout.waitFor({ state: 'detached' });
  const { body } = await here.technician('GET', '/audit-log?limit=5');
  const said = body.items.map((one: { sentence: string }) => one.sentence);
  expect(said.filter((one: string) => one.endsWith(': The insurer asks today'))).to.have.length(1);
}
