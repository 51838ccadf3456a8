/** For the browser: a policy as after years, and how a version of then is found and laid beside today's. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { BrowserConsole } from './browser-console.ts';
import { looksWell } from './looks.ts';

/** More than one page of them holds. */
const years = 55;

/** Of a group that has no version yet: each asked for one character more than the one before, and none is in force. */
async function yearsOfVersions(here: BrowserConsole, groupId: string): Promise<string> {
  const { db } = here.console.context;
  const like = await db
    .selectFrom('policy_version')
    .selectAll()
    .where('status', '=', 'superseded')
    .limit(1)
    .executeTakeFirstOrThrow();
  const rows = Array.from({ length: years }, (_, at) => ({
    ...{ ...like, scope: 'group', scope_id: groupId, id: randomUUIDv7(), number: at + 1, based_on: null },
    settings: JSON.stringify({
      ...{ controls: { 'password-policy': { minLength: 9 + at } }, silentAfterSchoolDays: null },
    }),
  }));
  await db.insertInto('policy_version').values(rows).execute();
  return rows.at(-1)?.id ?? '';
}

export async function comparesWithOlder(
  here: BrowserConsole,
  page: Page,
  open: (path: string) => Promise<void>,
): Promise<void> {
  const { items } = (await here.technician('GET', '/groups')).body;
  const office = items.find((one: { name: string }) => one.name === 'Office').id;
  await open(`/policies/versions/${await yearsOfVersions(here, office)}`);
  const choice = page.getByLabel('Compared with');
  const line = (from: number) => page.getByText(`Characters at least: ${from} becomes ${8 + years}.`).first();
  // Based on none of them: beside the usual settings.
  await line(12).waitFor();
  const older = page.getByRole('button', { name: 'Show older versions to choose from' });
  expect(await choice.locator('option', { hasText: 'version 2,' }).count()).to.equal(0);
  await looksWell(page, 'policies-older');
  await older.click();
  await older.waitFor({ state: 'detached' });
  await choice.selectOption({ label: 'version 2, replaced since' });
  await line(10).waitFor();
  // The address says it, so that it can be passed on and comes back with it.
  expect(new URL(page.url()).searchParams.get('with')).to.match(/^[0-9a-f-]{36}$/);
  await page.reload();
  await line(10).waitFor();
}
