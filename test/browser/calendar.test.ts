import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { seriousIn } from '../support/axe.ts';
import { aBrowserConsole, type BrowserConsole } from '../support/browser-console.ts';
import { looksWell, screenshots } from '../support/looks.ts';

/** Composed in the shape in which councils publish them; its last line but one is a mistake on purpose. */
const council = `School term dates 2026/27
Autumn term: 1 September 2026 to 18 December 2026
Half term: 26–30 October 2026
Spring term: 4 January to 25 March 2027
Half term: 15–19 February 2027
Summer term: Monday 12 April 2027 - Wednesday 21 July 2027
May Day bank holiday: Monday 3 May 2027
INSET days: 4 January 2027 and 21 July 2027
Sports day 31 June 2027
`;

describe('the school calendar, in a browser', function () {
  this.timeout(180_000);
  let here: BrowserConsole;
  let page: Page;

  before(async () => {
    mkdirSync(screenshots, { recursive: true });
    here = await aBrowserConsole();
    page = await here.signedIn({ locale: 'en-GB' });
  });
  after(() => here?.remove());

  const kept = async () => (await here.technician('GET', '/calendar')).body;
  async function open(path = '/calendar', on = page): Promise<void> {
    await on.goto(here.url(path));
    await on.getByRole('heading', { level: 1 }).waitFor();
    await on.waitForLoadState('networkidle');
  }
  const save = () => page.getByRole('button', { name: 'Save the calendar' }).click();

  it('says what it is for and offers a year to begin with, when there is none', async () => {
    await open();
    await page.getByText('No term dates are entered yet').waitFor();
    await look('calendar-empty');
    await page.getByRole('button', { name: /^Begin with a usual 2026\/27/ }).click();
    await page.getByText('Not saved yet.').waitFor();
    await page
      .getByText(/\d+ school days/)
      .first()
      .waitFor();
    expect((await kept()).calendar).to.equal(null);
    await save();
    await page.getByText('Calendar saved.').waitFor();
    expect((await kept()).calendar.terms).to.have.length(3);
  });

  it('takes a saving back', async () => {
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('No term dates are entered yet').waitFor();
    expect(await kept()).to.include({ calendar: null, revision: 2 });
  });

  it('reads pasted dates, says by line what it made of them, and keeps nothing before it is saved', async () => {
    await page.getByRole('button', { name: 'Paste or import term dates' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Or paste the dates').fill(council);
    await dialog.getByText('3 terms and 4 entries of days off.').waitFor();
    await dialog.getByText('1 line was not understood').waitFor();
    await dialog.getByText('“31 June 2027” is not a day of the calendar').waitFor();
    await look('calendar-paste');
    await dialog.getByRole('button', { name: 'Use these dates' }).click();
    await page.getByText('Not saved yet.').waitFor();
    await save();
    await page.getByText('Calendar saved.').waitFor();
    expect((await kept()).calendar.terms[2]).to.include({ from: '2027-04-12', to: '2027-07-21' });
  });

  it('reads an .ics file, and refuses a document with what to do', async () => {
    await page.getByRole('button', { name: 'Paste or import term dates' }).click();
    const file = page.getByLabel('Calendar file');
    await file.setInputFiles({ name: 'dates.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF') });
    await page.getByText('copy the dates, and paste them').waitFor();
    const event = 'BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270506\r\nSUMMARY:School closed\r\nEND:VEVENT\r\n';
    const text = `BEGIN:VCALENDAR\r\n${event}END:VCALENDAR\r\n`;
    await file.setInputFiles({ name: 'dates.ics', mimeType: 'text/calendar', buffer: Buffer.from(text) });
    await page.getByText('School closed: 6 May 2027').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('shows each month with what each day is, by its address', async () => {
    await open('/calendar?month=2026-12');
    const grid = page.getByRole('table', { name: 'December 2026, day by day' });
    expect(await grid.getByRole('cell', { name: '25' }).textContent()).to.contain('Bank hol.');
    expect(await grid.getByRole('cell', { name: '18' }).textContent()).to.contain('until 15:15');
    await page.getByRole('button', { name: 'Next month' }).click();
    await page.getByRole('heading', { name: 'January 2027' }).waitFor();
    expect(page.url()).to.include('month=2027-01');
    expect(await page.getByRole('cell', { name: '4', exact: false }).first().textContent()).to.contain(
      'INSET',
    );
  });

  it('says what does not fit beside the field, and saves nothing', async () => {
    await open();
    const before = await kept();
    await page.getByLabel('Last day').first().fill('2026-08-01');
    await page.getByText('This is before 1 Sept 2026, the first day').waitFor();
    await page.getByRole('button', { name: 'Bells of Monday' }).click();
    await page.getByLabel('Ends', { exact: true }).last().fill('18:00');
    await page.getByText('The school closes at 17:30').waitFor();
    await save();
    await page.getByText('2 dates or times do not fit').waitFor();
    await look('calendar-problems');
    expect(await kept()).to.deep.equal(before);
    await page.getByRole('button', { name: 'Put back' }).click();
    await page.getByText('Nothing to save.').waitFor();
  });

  it('changes the bells of every day at once, with the keyboard alone', async () => {
    await page.getByRole('button', { name: 'Bells of Tuesday' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Lessons on Tuesday').waitFor();
    await page.getByLabel('Ends', { exact: true }).last().fill('15:30');
    await page.getByRole('button', { name: 'Use these bells on every open day' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save the calendar' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Calendar saved.').waitFor();
    const { calendar } = await kept();
    expect(
      calendar.week.slice(0, 5).map((day: { lessons: { to: string }[] }) => day.lessons.at(-1)?.to),
    ).to.deep.equal(Array(5).fill('15:30'));
  });

  it('copies the last year to the next, and keeps what was begun through a reload', async () => {
    await page.getByRole('button', { name: 'Copy the last year to the next' }).click();
    await page.getByText('Not saved yet.').waitFor();
    await page.reload();
    await page.getByText('Not saved yet.').waitFor();
    expect(await page.getByLabel('Name').nth(3).inputValue()).to.equal('Autumn term 2027');
    await save();
    await page.getByText('Calendar saved.').waitFor();
  });

  it('warns when the last term is about to end', async () => {
    const { revision, calendar } = await kept();
    const now = new Date();
    const day = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
    const terms = [{ name: 'This term', from: day(-60), to: day(20) }];
    await here.technician('PUT', '/calendar', { revision, calendar: { ...calendar, terms, daysOff: [] } });
    await page.getByText('The calendar is about to end').waitFor();
    await page.getByText('in 20 days').waitFor();
    await look('calendar-ending');
    await here.technician('PUT', '/calendar', { revision: revision + 1, calendar });
  });

  it('refuses to overwrite what somebody else saved, and says so before', async () => {
    await open();
    await page.getByLabel('Name').first().fill('My own autumn');
    const { revision, calendar } = await kept();
    await here.technician('PUT', '/calendar', { revision, calendar });
    await page.getByText('The calendar was changed by somebody else').waitFor();
    await save();
    await page.getByText('changed the calendar while you were editing it').waitFor();
    await page.getByRole('button', { name: 'Put back' }).click();
    await page.getByText('Nothing to save.').waitFor();
  });

  it('fits a wide screen and a phone, light and dark, with nothing serious for axe', async () => {
    const window = await here.signedIn({ locale: 'en-GB' });
    await open('/calendar?month=2026-12', window);
    await looksWell(window, 'calendar');
    await window.context().close();
  });

  it('says in words that it could not be loaded', async () => {
    const window = await here.signedIn();
    await window.route('**/api/v1/calendar', route => route.abort());
    await open('/calendar', window);
    await window.getByText('Could not load the school calendar').waitFor();
    await window.context().close();
  });

  it('wrote no error in any window but for what was refused on purpose', () => {
    const expected = /status of (400|409)|net::ERR_FAILED/;
    expect(here.complaints.filter(one => !expected.test(one))).to.deep.equal([]);
  });

  async function look(name: string): Promise<void> {
    await page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
    expect(await seriousIn(page), name).to.deep.equal([]);
  }
});
