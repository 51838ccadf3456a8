import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page, Route } from 'playwright-core';
import type { SimulatedDevice } from '../../agent/simulate/device.ts';
import { seriousIn } from '../support/axe.ts';
import {
  aBrowserConsole,
  aCode,
  aDevice,
  aFleet,
  answerOf,
  type BrowserConsole,
} from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

const fleet = 12;

const doors = ['/sign-in', '/sign-in#token=not-a-token'];
const pages = [
  '/overview',
  '/devices',
  '/devices?search=nothing-is-called-so',
  '/devices/DEVICE',
  '/devices/DEVICE?tab=hardware',
  '/devices/DEVICE?tab=software',
  '/devices/DEVICE?tab=history',
  '/devices/DEVICE?tab=policy',
  '/devices/DEVICE?tab=orders',
  '/queue',
  '/promises',
  '/enrolment-codes',
  '/groups?open=GROUP',
  '/people',
  '/tokens',
  '/audit-log',
  '/school',
  '/account',
  '/set-up',
  '/no-such-page',
];

/** What the headteacher's navigation leads to. */
const headteachers = ['/promises', '/policies', '/approvals', '/loans', '/disposals', '/audit-log'];

describe('every page, in a browser', function () {
  this.timeout(300_000);
  let here: BrowserConsole;
  let devices: SimulatedDevice[] = [];
  let groupId: string;
  let deviceId: string;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    const { technician } = here;
    await technician('PATCH', '/school', { name: 'Greenfield Primary School' });
    await technician('POST', '/people', {
      name: 'Harriet Head',
      email: 'head@school.sch.uk',
      role: 'headteacher',
    });
    await technician('POST', '/tokens', { label: 'Nightly asset export', role: 'technician' });
    devices = await aFleet(technician, fleet);
    const [one] = devices;
    one?.backends.get('disk-encryption')?.become('not_encrypted');
    await one?.agent.lookNow();
    const made = await aCode(technician, 5, 'Library');
    devices.push(aDevice(made, fleet), aDevice(made, fleet + 1));
    await answerOf(
      'two devices wait',
      () => technician('GET', '/queue'),
      ({ body }) => body.items.length === 2,
    );
    groupId = (await technician('GET', '/groups')).body.items[0].id;
    deviceId = (await technician('GET', '/devices?control=disk-encryption&state=not_met')).body.items[0].id;
  });
  after(async () => {
    await Promise.all(devices.map(device => device.agent.stop()));
    await here?.remove();
  });

  const address = (path: string) => here.url(path.replace('DEVICE', deviceId).replace('GROUP', groupId));

  async function open(page: Page, path: string): Promise<void> {
    // What differs behind the # alone would not be loaded anew; every other page is, and takes two thirds of the time so.
    if (path.includes('#')) await page.goto('about:blank');
    await page.goto(address(path));
    await page.locator('h1').waitFor();
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
  }

  /** Opens it whole, with its evidence. */
  async function look(page: Page, path: string, kind = ''): Promise<void> {
    await open(page, path);
    for (const summary of await page.locator('details.evidence > summary').all()) await summary.click();
    await looksWell(page, `${path.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}${kind}`, {
      fullPage: false,
    });
  }

  it('fits a wide screen and a phone, light and dark, with a title of its own and nothing serious for axe', async () => {
    const nobody = await here.window();
    const technician = await here.signedIn();
    const titles: string[] = [];
    for (const path of [...doors, ...pages]) {
      const page = doors.includes(path) ? nobody : technician;
      await look(page, path);
      if (pages.includes(path) && !path.includes('?') && path !== '/no-such-page')
        titles.push(await page.title());
    }
    expect(new Set(titles).size, titles.join(', ')).to.equal(titles.length);
    await nobody.context().close();
    await technician.context().close();
  });

  it('fits what the headteacher reads, at both widths, light and dark, with nothing serious for axe', async () => {
    const { body: people } = await here.technician('GET', '/people');
    const { id } = people.items.find((one: { role: string }) => one.role === 'headteacher');
    const { body: link } = await here.technician('POST', `/people/${id}/sign-in-link`, {});
    const page = await here.window();
    await page.goto(link.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Not now' }).waitFor();
    for (const path of headteachers) await look(page, path, '-headteacher');
    await page.context().close();
  });

  it('opens dialogs in which axe finds nothing serious', async () => {
    const page = await here.signedIn();
    await open(page, '/devices/DEVICE');
    for (const item of [/^Rename/, /^Move/, /^Remove/]) {
      await page.getByRole('button', { name: 'Change' }).click();
      await page.getByRole('menuitem', { name: item }).click();
      await page.getByRole('dialog').waitFor();
      // The menu fades away behind the dialog, and is empty while it does.
      await page.getByRole('menu').waitFor({ state: 'detached' });
      expect(await seriousIn(page), String(item)).to.deep.equal([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.context().close();
  });

  it('prints the promises on one A4 page, and the worst of them on three, in letters of nine points, dark on white', async () => {
    const page = await here.signedIn({ colorScheme: 'dark' });
    await page.route('**/api/v1/promises', usual);
    await open(page, '/promises');
    expect(await sidesOf(page, 'promises-usual')).to.equal(1);
    expect(await smallest(page)).to.be.at.least(9);
    await page.emulateMedia({ media: 'screen' });
    await page.route('**/api/v1/promises', asAtWorst);
    await open(page, '/promises');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 680, height: 1030 });
    await page.screenshot({ path: `${screenshots}promises-print.png` });
    expect(await page.locator('.promise').count()).to.equal(13);
    for (const words of ['h1', '.promise-sentence', '.page-lead'])
      expect(await lightness(page, words), words).to.be.below(0.4);
    expect(await sidesOf(page, 'promises')).to.equal(3);
    expect(await smallest(page)).to.be.at.least(9);
    // What goes on to further sides is whole.
    expect(await page.locator('.word-list > li:visible').count()).to.equal(5 + 8 + 4);
    await page.context().close();
  });

  it('wrote no error in any window', () => {
    expect(here.complaints).to.deep.equal([]);
  });
});

/** The worst that a school meets: a long sentence of its own for each control of the design, all in trouble, each its own. */
const troubled = Array.from({ length: 13 }, (_, at) => ({
  ...{ key: `promise-${at}`, control: `control-${at}`, verdict: 'does_not_hold', parts: [], excepted: 2 },
  sentence: `Everybody who works here sees to it that computer number ${at}, and whatever is plugged into it at school or at home, is kept as we have agreed, and asks the office at once where they are not sure that it is.`,
  counts: { met: 240, not_met: 30, unknown: 28, not_applicable: 0 },
  answer: `Holds on 240 of 298 computers. 30 have not had the updates that keep them safe in time. ${at + 2} have not been seen for too many school days. Of ${at + 3} it is not known. Two are let off, the last until 20 December.`,
  doing: `What is being done: Tara Tech asked on 3 Sept 2026 that ${at + 2} computers start again; it was to be done by 20 Sept 2026, which is over. 2 computers are being repaired since 3 Nov 2026.`,
  oldestAt: Date.now() - at * 3600_000,
  trend: `Worse than last term: then ${250 + at} of 268.`,
  provableSince: `2026-01-${10 + at}`,
}));
const lines = (many: number, words: string) =>
  Array.from({ length: many }, (_, at) => words.replace('#', `${at}`));
const decided = lines(
  3,
  '# computers stay on after school, and nobody has said by when this is put right.',
).map(sentence => ({ sentence, ifNothing: 'They stay as they are.', action: null }));
const atWorst = {
  ...{ promises: troubled, decision: decided[0], decisions: decided },
  headline:
    'None of our 13 promises about school computers can be shown to hold. Ten do not hold, and three cannot be known.',
  butFor:
    '1 computer has a double, 12 have not been checked yet and 30 have not been seen for too many school days. On all the others, 2 of the 13 promises hold.',
  causes: lines(
    3,
    '# computers have a double. For that too, 5 promises cannot be known. Next: tell them apart.',
  ).map(sentence => ({ reason: sentence, sentence, promises: [] })),
  changed: lines(
    8,
    '“Everybody who works here sees to it that computer number #, and whatever is plugged into it, is kept” holds on 7 computers fewer than then.',
  ).map((sentence, at) => ({ at, sentence })),
  unknown: lines(
    8,
    '“Everybody who works here sees to it that computer number # is kept”: 30 computers (20 not checked lately, 10 no clear answer).',
  ),
  unproved: lines(4, 'Filtering and monitoring are looked at in every term, number #.'),
  recorded: lines(5, 'Whatever is lent to somebody, number #, is lent for work only.').map(sentence => ({
    ...{ verdict: 'does_not_hold', answer: '2 of 9 loans are not signed.', line: 'L-03' },
    ...{ sentence, evidence: 'The borrower’s words on own use, and again each year', pages: ['/loans'] },
  })),
};

/** What most schools meet: four promises in trouble, and lists of which the beginning is printed. */
const usual = async (route: Route): Promise<void> => {
  const answer = await route.fetch();
  const own = await answer.json();
  const promises = troubled.map((one, at) => ({
    ...one,
    sentence: `Computers are kept as agreed, number ${at}.`,
    ...(at > 3 && { verdict: 'holds', doing: null, trend: 'The same as last term.' }),
    ...(at > 3 && { answer: 'Holds on all 298 computers.', excepted: 0 }),
  }));
  const few = { unknown: atWorst.unknown.slice(0, 4), unproved: atWorst.unproved.slice(0, 1) };
  const [broken, ...others] = atWorst.recorded;
  const more = {
    causes: [],
    butFor: undefined,
    recorded: [broken, ...others.map(one => ({ ...one, verdict: 'holds', answer: 'Each of 4 is signed.' }))],
    changed: atWorst.changed.slice(0, 6),
  };
  const decision = { decision: decided[0], decisions: decided.slice(0, 1) };
  await route.fulfill({
    response: answer,
    json: { ...own, ...atWorst, promises, ...few, ...more, ...decision },
  });
};

/** The console's own answer in the worst of states. */
async function asAtWorst(route: Route): Promise<void> {
  const answer = await route.fetch();
  await route.fulfill({ response: answer, json: { ...(await answer.json()), ...atWorst } });
}

/** On paper. */
async function sidesOf(page: Page, name: string): Promise<number | undefined> {
  const pdf = await page.pdf({ preferCSSPageSize: true, path: `${screenshots}${name}.pdf` });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length;
}

/** In points, of all letters that are printed. */
const smallest = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const sizes = [...document.querySelectorAll('.page *')].flatMap(one => {
      const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent?.trim());
      const seen = one.getClientRects().length > 0 && one.closest('svg, .visually-hidden') === null;
      return own && seen ? [(Number.parseFloat(getComputedStyle(one).fontSize) * 72) / 96] : [];
    });
    return Math.min(...sizes);
  });

/** 0 for black ink, 1 for white. */
async function lightness(page: Page, selector: string): Promise<number> {
  const colour = await page
    .locator(selector)
    .first()
    .evaluate(element => getComputedStyle(element).color);
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/g) ?? []).map(Number);
  return (red + green + blue) / 765;
}
