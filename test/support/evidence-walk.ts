/** Quarantine as a technician does it: asked, agreed to by a second person, told to the device, released the same way. */
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from './axe.ts';
import type { Ask } from './console.ts';
import { screenshots } from './looks.ts';

interface Walk {
  page: Page;
  /** Of the second person, who showed a moment ago that it is they. */
  head: Page;
  open(path: string, at?: Page): Promise<void>;
  deviceId: string;
  technician: Ask;
  /** How many devices say that they are kept. */
  kept(): number;
}

export async function keepAndRelease({ page, head, open, deviceId, technician, kept }: Walk): Promise<void> {
  const row = (kind: string) => page.locator(`[data-order="${kind}"][data-order-state="done"]`);
  const evidence = page.locator('section', {
    has: page.getByRole('heading', { name: 'Evidence', exact: true }),
  });
  const tab = `/devices/${deviceId}?tab=orders`;
  const ask = async (verb: string, field: string, why: string, confirm: string) => {
    await evidence.getByRole('button', { name: verb }).click();
    const dialog = page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: confirm, exact: true });
    expect(await go.isDisabled(), 'nothing without a reason').to.equal(true);
    await dialog.getByLabel(field).fill(why);
    await go.click();
    await page.waitForURL('**/approvals/*');
    const { pathname } = new URL(page.url());
    await open(tab);
    await evidence.getByRole('link', { name: 'Open the question' }).waitFor();
    return pathname;
  };
  const agree = async (pathname: string) => {
    await open(pathname, head);
    await head.getByRole('button', { name: 'Agree', exact: true }).click();
    await head.getByRole('heading', { name: 'What became of it' }).waitFor();
  };
  await open(tab);
  const asked = await ask('Quarantine…', 'Why it is kept', 'The police asked for it', 'Quarantine it');
  expect(kept(), 'nothing before the yes').to.equal(0);
  await agree(asked);
  await row('quarantine').waitFor();
  expect(kept(), 'the device was told').to.equal(1);
  await page.getByText(/^Kept as evidence,/).waitFor();
  expect(await seriousIn(page)).to.deep.equal([]);
  await page.screenshot({ path: `${screenshots}requests-quarantined.png`, fullPage: true });
  const restart = { order: { kind: 'restart', warnMinutes: 5, inLessons: true }, reason: '' };
  const refused = await technician('POST', `/devices/${deviceId}/orders`, restart);
  expect([refused.status, refused.body.code]).to.deep.equal([409, 'device.quarantined']);
  await agree(await ask('Release…', 'Whose advice it was', 'The police have what they need', 'Release'));
  await row('quarantine_release').waitFor();
  await evidence.getByText(/^It was kept as evidence .*: The police have what they need$/).waitFor();
  expect(kept(), 'it goes on as usual').to.equal(0);
}
