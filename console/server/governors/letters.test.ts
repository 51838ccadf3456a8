import type { AddressInfo } from 'node:net';
import { PDFDocument } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import type { SchoolCalendar } from '../../../shared/calendar/calendar.ts';
import { controls } from '../../../shared/controls/index.ts';
import type { GovernorLetters } from '../../../shared/protocol/api/governors.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { createAccount } from '../accounts/people.ts';
import { alertPass, sendOne } from '../alerts/index.ts';
import { routes as calendarRoutes } from '../calendar/index.ts';
import { keepPass } from '../promises/keeping.ts';
import { attachReport, routes } from './index.ts';
import { governorsPass } from './start.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;
/** In London, which is on UTC then. */
const at = (day: string, hour: number) => Date.parse(`${day}T00:00:00Z`) + hour * hourMs;

const open = { opens: '08:00', closes: '16:00', lessons: [] };
const calendar: SchoolCalendar = {
  bankHolidays: 'none',
  terms: [
    { name: 'Autumn term 2026', from: '2026-09-02', to: '2026-12-17' },
    { name: 'Spring term 2027', from: '2027-01-04', to: '2027-03-26' },
    { name: 'Summer term 2027', from: '2027-04-12', to: '2027-07-21' },
  ],
  daysOff: [],
  week: [open, open, open, open, open, null, null],
};

interface Letter {
  to: string;
  text: string;
}

forEachDatabase((engine, openDb) => {
  describe('letters to governors and to the headteacher', function () {
    this.timeout(120_000);
    let school: ReportingSchool;
    let context: TestContext;
    let ask: AskRoutes;
    let server: SMTPServer;
    let inbox: Letter[] = [];
    let head = '';
    let governor = '';
    let seq = 0;
    const ids: string[] = [];

    before(async () => {
      inbox = [];
      server = new SMTPServer({
        ...{ authOptional: true, disabledCommands: ['STARTTLS'], logger: false },
        onData(stream, session, done) {
          const parts: Buffer[] = [];
          stream.on('data', part => parts.push(part));
          stream.on('end', () => {
            const text = Buffer.concat(parts).toString();
            for (const { address } of session.envelope.rcptTo) inbox.push({ to: address, text });
            done();
          });
        },
      });
      await new Promise<void>(done => server.listen(0, '127.0.0.1', () => done()));
      const { port } = server.server.address() as AddressInfo;
      school = await aReportingSchool(await openDb());
      const mail = { url: new URL(`smtp://127.0.0.1:${port}`), from: 'caretaker@school.example' };
      context = { ...school.context, config: { ...school.context.config, mail } };
      ask = askRoutes(context, () => [...routes(context), ...calendarRoutes(context)]);
      const account = async (name: string, email: string, role: 'headteacher' | 'governor') =>
        (await createAccount(context, context.by, { name, email, role })).id;
      head = await account('Hazel Head', 'hazel@school.example', 'headteacher');
      governor = await account('Gus Governor', 'gus@school.example', 'governor');
      ids.length = 0;
      for (let one = 0; one < 3; one++) ids.push(await school.aDevice(`Elm-${one}`));
      await ask('put', '/calendar', { body: { revision: 0, calendar } });
    });
    after(() => new Promise<void>(done => server.close(() => done())));

    async function aDay(day: string): Promise<void> {
      seq++;
      context.clock.at = at(day, 14);
      for (const id of ids)
        await school.report(
          id,
          seq,
          controls.map(({ key }) => school.finding(key, 'met')),
        );
      expect(await keepPass(context)).to.equal(1);
    }
    /** Both passes as the console makes them, twice and two at once, so that what is sent twice is seen. */
    async function pass(): Promise<Letter[]> {
      inbox = [];
      for (let times = 0; times < 2; times++) {
        await Promise.all([governorsPass(context), governorsPass(context)]);
        await alertPass(context, sendOne(context, attachReport(context)));
      }
      return inbox;
    }
    const letters = () => ask('get', '/governors-reports/letters') as Promise<GovernorLetters>;
    async function choose(wishes: Partial<GovernorLetters>): Promise<GovernorLetters> {
      const { revision, at: morning, people, addresses, weekAt, week } = await letters();
      const body = { revision, at: morning, people, addresses, weekAt, week, ...wishes };
      return (await ask('put', '/governors-reports/letters', { body })) as GovernorLetters;
    }
    const keep = (day: string, comment = '') =>
      ask('post', '/governors-reports', {
        body: { day, comment, recommendation: 'Buy a spare.' },
        as: { ...context.by, role: 'headteacher' },
      });
    const pdfIn = (text: string) => {
      const [, body = ''] = /filename=[^\r\n]*\.pdf[\s\S]*?\r\n\r\n([\s\S]*?)\r\n--/.exec(text) ?? [];
      return Buffer.from(body, 'base64');
    };

    it('go to nobody until the school has chosen somebody, and only to those who may read it anyway', async () => {
      await aDay('2026-11-23');
      await keep('2026-11-23', 'Tpyos.');
      context.clock.at = at('2026-11-24', 9);
      expect(await pass()).to.deep.equal([]);
      const shown = await letters();
      expect(shown.accounts.map(one => one.name)).to.deep.equal(['Gus Governor', 'Hazel Head']);
      expect(shown.weekAccounts.map(one => one.name)).to.deep.equal(['Hazel Head']);
      const refused = await ask.refused(choose({ week: [governor] }), 400);
      expect(refused.code).to.equal('request.invalid');
      const stale = { revision: 7, at: '08:00', people: [], addresses: [], weekAt: '15:30', week: [] };
      const conflict = ask.refused(ask('put', '/governors-reports/letters', { body: stale }), 409);
      expect((await conflict).code).to.equal('governors.letters_changed');
    });

    it('bring the report on the school morning after it was kept, once, and of two of one day the later', async () => {
      context.clock.at = at('2026-11-24', 7);
      await choose({ people: [governor], addresses: ['clerk@council.example', 'GUS@school.example'] });
      expect(await pass()).to.deep.equal([]);
      context.clock.at = at('2026-11-23', 20);
      await keep('2026-11-23', 'A steady term.');
      context.clock.at = at('2026-11-24', 8) + 60_000;
      const sent = await pass();
      expect(sent.map(one => one.to).sort()).to.deep.equal(['clerk@council.example', 'gus@school.example']);
      for (const { text } of sent) {
        expect(text).to.include('Report to the governors, 23 Nov 2026').and.not.include('Tpyos');
        expect(text).to.include('/reports/2');
      }
      if (engine === 'SQLite')
        expect((await PDFDocument.load(pdfIn(sent[0]?.text ?? ''))).getPageCount()).to.be.within(1, 6);
      const { items } = (await ask('get', '/governors-reports')) as { items: { sentTo: number }[] };
      expect(items.map(one => one.sentTo)).to.deep.equal([2, 0]);
      context.clock.at += dayMs;
      expect(await pass()).to.deep.equal([]);
    });

    it('wait for term when it is kept in the holidays', async () => {
      await aDay('2026-12-19');
      await keep('2026-12-19');
      for (const day of ['2026-12-21', '2026-12-28', '2027-01-03']) {
        context.clock.at = at(day, 10);
        expect(await pass(), day).to.deep.equal([]);
      }
      context.clock.at = at('2027-01-04', 8);
      const record = () => Promise.reject(new Error('it stops in the middle'));
      expect(await governorsPass({ ...context, audit: { ...context.audit, record } })).to.equal(0);
      expect((await pass()).length).to.equal(2);
    });

    it('tell the week in five lines on its last school day, once, to who wants it, and not in the holidays', async () => {
      context.clock.at = at('2027-01-04', 12);
      const { nextWeekAt } = await choose({ week: [head], people: [], addresses: [] });
      expect(nextWeekAt).to.equal(at('2027-01-08', 15.5));
      const told: string[] = [];
      for (let day = 0; day < 14; day++) {
        context.clock.at = at('2027-01-04', 16) + day * dayMs;
        const sent = await pass();
        if (sent.length > 0) told.push(new Date(context.clock.at).toISOString().slice(0, 10));
        for (const one of sent) expect(one.to).to.equal('hazel@school.example');
      }
      expect(told).to.deep.equal(['2027-01-08', '2027-01-15']);
      context.clock.at = at('2027-01-22', 15);
      expect(await pass()).to.deep.equal([]);
      context.clock.at = at('2027-01-22', 16);
      const [{ text } = { text: '' }] = await pass();
      for (const about of ['Our promises: ', 'No longer holds: ', 'Holds again: ', 'Computers: ', 'decide: '])
        expect(text).to.include(about);
      // Easter: the term ends on a Friday, and two weeks of holidays follow.
      for (const [day, letters] of [
        ['2027-03-26', 1],
        ['2027-04-02', 0],
        ['2027-04-09', 0],
      ] as const) {
        context.clock.at = at(day, 16);
        expect(await pass(), day).to.have.length(letters);
      }
    });
  });
});
