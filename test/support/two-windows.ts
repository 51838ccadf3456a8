/** The technician's page of one device and the headteacher's promises, open side by side and never opened anew. */
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { aCode, answerOf, type BrowserConsole } from './browser-console.ts';

const screenshots = fileURLToPath(new URL('../browser/screenshots/', import.meta.url));
/** As the rounds of these controls have it, a look is due within the hour; a technician does not wait for that. */
const checked = 60_000;

/** Enrols as `enrol` types it, approves it and waits for its first report. Answers its id. */
export async function enrolled(
  { technician: ask }: BrowserConsole,
  enrol: (port: string, code: string) => Promise<void>,
  deadlineMs = 30_000,
): Promise<string> {
  const made = await aCode(ask);
  await enrol(new URL(made.url).port, made.code);
  const queue = await answerOf(
    'it waits',
    () => ask('GET', '/queue'),
    ({ body }) => body.items.length === 1,
    deadlineMs,
  );
  const { id } = queue.body.items[0];
  await ask('POST', '/queue/decisions', { approve: [{ id, name: 'Room 4 desk' }] });
  await answerOf(
    'it has reported',
    () => ask('GET', `/devices/${id}`),
    ({ body }) => body.findings.length > 5,
    deadlineMs,
  );
  return id;
}

export class TwoWindows {
  readonly #technician: Page;
  readonly #head: Page;
  readonly #slower: number;

  private constructor(technician: Page, head: Page, slower: number) {
    this.#technician = technician;
    this.#head = head;
    this.#slower = slower;
  }

  /** `slower`: so many times the usual deadlines, for a device that is emulated. */
  static async open(here: BrowserConsole, deviceId: string, slower = 1): Promise<TwoWindows> {
    const person = { name: 'Hazel Head', email: 'head@greenfield.sch.uk', role: 'headteacher' };
    const made = await here.technician('POST', '/people', person);
    const link = await here.technician('POST', `/people/${made.body.id}/sign-in-link`);
    const head = await here.window({ locale: 'en-GB' });
    await head.goto(link.body.url);
    await head.getByRole('button').first().click();
    await head.locator('h1').waitFor();
    const technician = await here.signedIn({ locale: 'en-GB' });
    await technician.goto(here.url(`/devices/${deviceId}`));
    await head.goto(here.url('/promises'));
    return new TwoWindows(technician, head, slower);
  }

  /** Presses “Check now” and waits until the device has looked. */
  async checkNow(): Promise<void> {
    const technician = this.#technician;
    await technician.getByRole('tab', { name: 'Orders and recovery' }).click();
    const done = technician.locator('[data-order="check_now"][data-order-state="done"]');
    const before = await done.count();
    await technician.getByRole('button', { name: 'Check now' }).click();
    await done.nth(before).waitFor({ timeout: this.#slower * checked });
    await technician.getByRole('tab', { name: 'Now', exact: true }).click();
  }

  /** What the device's page and the headteacher's say, once the first says `words`. */
  async both(control: string, words: RegExp): Promise<{ device: string; promise: string }> {
    const timeout = this.#slower * checked;
    const finding = this.#technician.locator(`.finding[data-control="${control}"]`);
    await finding
      .filter({ hasText: words })
      .waitFor({ timeout })
      .catch(async () => expect(await finding.textContent()).to.match(words));
    const state = (await finding.getAttribute('data-state')) ?? '';
    const verdict = { met: 'holds', not_met: 'does_not_hold', unknown: 'cannot_be_known' }[state];
    const promise = this.#head.locator(`.promise[data-control="${control}"][data-verdict="${verdict}"]`);
    await promise.waitFor({ timeout });
    return {
      device: (await finding.locator('.finding-words').textContent()) ?? '',
      promise: (await promise.textContent()) ?? '',
    };
  }

  /** Pictures of both, for a person to look at. */
  async look(name: string): Promise<void> {
    for (const [who, page] of [['device', this.#technician] as const, ['head', this.#head] as const])
      await page.screenshot({ path: `${screenshots}by-hand-${name}-${who}.png`, fullPage: true });
  }
}
