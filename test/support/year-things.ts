/** What a school owned before it came to us, and what people do on the page of one thing that is to go. */
import type { Page } from 'playwright-core';
import { writeWorkbook } from '../../console/server/sheets/index.ts';

export const day = (from: number) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
export const tagOf = (at: number) => `GP-${String(at).padStart(4, '0')}`;

/** As schools keep them: a title above, dates in three ways, a tag twice, a guess for a date, a heading of their own. */
export function messy(): Promise<Buffer> {
  const rows = Array.from({ length: 400 }, (_, index) => {
    const at = index + 1;
    const twice = at === 201 ? 199 : at;
    const bought = at % 100 === 0 ? 'autumn 2021?' : at % 3 === 0 ? '03.09.2021' : { day: '2022-09-01' };
    const room = at <= 4 ? 'Room 4' : at <= 7 ? 'Hall' : `Store ${at % 20}`;
    const kind = at === 12 ? 'Projector' : at > 12 && at % 5 === 0 ? 'Camera' : 'Laptop';
    return [tagOf(twice), kind, 'LENOVO', `SN${at}`, room, bought, '£450.00', at === 9 ? '=1+1' : 'ok'];
  });
  const heads = ['Asset no', 'Type', 'Make', 'Serial no', 'Room', 'Purchased', 'Price', 'Zustand'];
  return writeWorkbook('Inventory', ['Greenfield Primary: everything we own'], [[null], heads, ...rows]);
}

/** By hand, as for a thing without an agent. */
export async function addStorage(page: Page, name: string, serial: string): Promise<void> {
  await page.getByRole('button', { name: 'Add storage by hand' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Which one it is').fill(name);
  await dialog.getByLabel('Serial number').fill(serial);
  await dialog.getByLabel('What kind of storage').selectOption('flash');
  await dialog.getByRole('button', { name: 'Add it' }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Of the only storage of the thing whose page is open. */
export async function destroy(page: Page, method: string): Promise<void> {
  await page.getByRole('button', { name: /^Write down what was done/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What was done').selectOption(method);
  await dialog.getByLabel('Witness').fill('Hazel Head');
  await dialog.getByLabel('Where').fill('Caretaker’s workshop');
  await dialog.getByRole('button', { name: 'Write it down' }).click();
  await page.getByText('complete', { exact: true }).waitFor();
}

/** On the page of disposals: what the dialog says of the log it has read. */
export async function importLog(page: Page, name: string, buffer: Buffer, words: RegExp): Promise<void> {
  const mimeType = name.endsWith('.pdf') ? 'application/pdf' : 'text/plain';
  await page.getByRole('button', { name: 'Import a wiping log' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
  await dialog.getByLabel('Who ran it').fill('Terry Tech');
  await dialog.getByRole('button', { name: 'Import' }).click();
  await dialog.getByText(words).first().waitFor();
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await dialog.waitFor({ state: 'detached' });
}
