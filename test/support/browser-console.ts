/** A real console with real pages in a real browser, and simulated devices that speak the real protocol to it. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { consoleAddress } from '../../agent/service/main-enrol.ts';
import { SimulatedDevice } from '../../agent/simulate/device.ts';
import { makeFirstLink } from '../../console/server/accounts/index.ts';
import { openBrowser } from './browser.ts';
import { type Answer, type Ask, aConsole, type TestConsole, type TestConsoleOptions } from './console.ts';
import { until } from './until.ts';

const built = fileURLToPath(new URL('../../console/web/dist/index.html', import.meta.url));

export interface BrowserConsole {
  console: TestConsole;
  browser: Browser;
  /** Asks the API as the technician. */
  technician: Ask;
  url(path: string): string;
  /** A fresh window of nobody; whatever it complains about is kept in `complaints`. */
  window(options?: BrowserContextOptions): Promise<Page>;
  /** A window in which the technician is signed in. */
  signedIn(options?: BrowserContextOptions): Promise<Page>;
  /** A sign-in link of the first technician. */
  link(): Promise<string>;
  /** Errors that any window wrote to its console or threw. */
  complaints: string[];
  remove(): Promise<void>;
}

/** Throws when the pages are not built: `npm run build` builds them, and `npm test` does so by itself. */
export async function aBrowserConsole(options: TestConsoleOptions = {}): Promise<BrowserConsole> {
  if (!existsSync(built)) throw new Error('The pages are not built. Type: npm run build');
  const console_ = await aConsole(options);
  const browser = await openBrowser();
  const complaints: string[] = [];
  const url = (path: string) => `${console_.urls.browser}${path}`;
  const link = async () => (await makeFirstLink(console_.context, console_.schoolId)).url;
  const window = async (given: BrowserContextOptions = {}) =>
    watched(await browser.newContext({ viewport: { width: 1440, height: 900 }, ...given }), complaints);
  return {
    console: console_,
    browser,
    technician: await console_.as('technician'),
    url,
    window,
    link,
    complaints,
    async signedIn(given) {
      const page = await window(given);
      const { cookie } = await console_.browser();
      const [name = '', value = ''] = cookie.split(/=(.*)/);
      await page.context().addCookies([{ name, value, url: console_.urls.browser }]);
      return page;
    },
    async remove() {
      await browser.close();
      await console_.remove();
    },
  };
}

async function watched(context: BrowserContext, complaints: string[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  refuseRestless(page);
  page.on('pageerror', error => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  return page;
}

/** A page that changes its address over and over cannot be left, and keeps a processor busy: whatever is tested fails. */
function refuseRestless(page: Page): void {
  let lately: number[] = [];
  page.on('framenavigated', frame => {
    lately = [...lately.filter(at => at > Date.now() - 1000), Date.now()];
    if (lately.length === 15) throw new Error(`${frame.url()}: the address changes without end`);
  });
}

/** A code for so many devices of the first group. */
export async function aCode(ask: Ask, uses = 1, label = ''): Promise<{ code: string; url: string }> {
  const groups = await ask('GET', '/groups');
  const made = await ask('POST', '/enrolment-codes', { groupId: groups.body.items[0].id, uses, label });
  return made.body;
}

/** Starts a simulated device with a code; `stop` it in the end. */
type More = Partial<ConstructorParameters<typeof SimulatedDevice>[0]>;

export function aDevice(made: { code: string; url: string }, index = 0, more: More = {}): SimulatedDevice {
  const url = consoleAddress(made.url);
  if (url === undefined) throw new Error(`not an address: ${made.url}`);
  const device = new SimulatedDevice({
    index,
    seed: 100 + index,
    folder: undefined,
    console: { url, code: made.code },
    log: () => {},
    ...more,
  });
  device.agent.start();
  return device;
}

/** Asks until the answer is as it should be, and gives it. */
export async function answerOf(
  what: string,
  ask: () => Promise<Answer>,
  enough: (answer: Answer) => boolean,
  deadlineMs?: number,
): Promise<Answer> {
  let answer = await ask();
  const is = async () => {
    if (!enough(answer)) answer = await ask();
    return enough(answer);
  };
  await until(what, is, deadlineMs);
  return answer;
}

/** Enrols, approves and lets report: every one of them has findings when this resolves. */
export async function aFleet(ask: Ask, count: number, more: More = {}): Promise<SimulatedDevice[]> {
  const made = await aCode(ask, count, 'Year 4 trolley');
  const devices = Array.from({ length: count }, (_, index) => aDevice(made, index, more));
  const queue = await answerOf(
    `${count} devices wait`,
    () => ask('GET', '/queue?limit=200'),
    ({ body }) => body.items.length >= count,
  );
  const approve = queue.body.items.map(({ id }: { id: string }) => ({ id }));
  await ask('POST', '/queue/decisions', { approve });
  await answerOf(
    `${count} devices have reported`,
    () => ask('GET', '/devices?limit=200'),
    ({ body }) =>
      body.items.filter((row: { controls: unknown[] }) => row.controls.length > 0).length >= count,
  );
  return devices;
}
