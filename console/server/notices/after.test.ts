/** What follows when somebody does not sign, says no, or left long ago. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type * as z from 'zod';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import type * as api from '../../../shared/protocol/api/notices.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { changeCalendar } from '../calendar/change.ts';
import type { Db } from '../database/index.ts';
import { forgetPass } from '../retention/index.ts';
import { forgetting } from './forget.ts';
import { refusedRounds, refusersAmong, routes } from './index.ts';
import { lettersPass } from './letters.ts';

type Detail = z.infer<typeof api.noticeDetail>;
const dayMs = 24 * 3600_000;
const yearMs = 365 * dayMs;

forEachDatabase((_engine, open) => {
  describe('rules that are not signed', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;
    let round: Detail;

    beforeEach(async () => {
      db = await open();
      const made = await aContext(db);
      const mail = { url: new URL('smtp://localhost:25'), from: 'caretaker@hill.example' };
      context = { ...made, config: { ...made.config, mail } };
      ask = askRoutes(context, () => routes(context));
      round = await aRound();
    });

    async function aRound(over: object = {}): Promise<Detail> {
      const words = { name: `Rules ${randomUUIDv7()}`, adult: 'Be careful.', plain: '', symbols: '' };
      const { items } = (await ask('post', '/wordings', { body: words })) as z.infer<typeof api.wordingList>;
      const body = { kind: 'agreement', wordingId: items[0]?.id, people: ['staff', 'pupil'], ...over };
      return ask('post', '/notices', {
        body: { until: context.now() + 60 * dayMs, ...body },
      }) as Promise<Detail>;
    }
    async function aPerson(name: string, over: object = {}): Promise<string> {
      const id = randomUUIDv7();
      const email = `${name.toLowerCase()}@hill.example`;
      const row = { id, school_id: context.schoolId, kind: 'staff', name, email, created_at: 1 };
      await db
        .insertInto('person')
        .values({ ...row, ...over })
        .execute();
      return id;
    }
    async function answer(personId: string | null, over: object = {}, noticeId = round.id): Promise<void> {
      await db
        .insertInto('notice_answer')
        .values({
          ...{ id: randomUUIDv7(), school_id: context.schoolId, notice_id: noticeId, device_id: null },
          ...{ user_name: '', person_name: '', person_id: personId, answer: 'agreed', how: 'device' },
          ...{ rendering: 'adult', text_hash: null, at: context.now(), entered_by: null, ...over },
        })
        .execute();
    }
    const read = (id = round.id) => ask('get', '/notices/{id}', { params: { id } }) as Promise<Detail>;
    const write = (id = round.id) => ask('post', '/notices/{id}/letters', { params: { id } });
    const letters = () =>
      db.selectFrom('delivery').select(['target', 'what', 'body']).orderBy('target').execute();
    const pass = () => lettersPass(context, context.schoolId);

    it('are counted by the best answer of each person, whatever somebody unknown has answered', async () => {
      const [ann, bob] = [await aPerson('Ann'), await aPerson('Bob')];
      await aPerson('Cid');
      await answer(ann, { answer: 'declined' });
      await answer(ann);
      await answer(bob, { answer: 'declined' });
      await answer(bob, { answer: 'read' });
      await answer(null);
      const { counts } = (await ask('get', '/notices/{id}', { params: { id: round.id } })) as Detail;
      expect(counts.people).to.deep.equal({ all: 3, agreed: 1, declined: 1, waiting: 1 });
      expect(counts.strangers).to.equal(1);
    });

    it('bring a letter to each grown-up with an address who has not answered, on the next school morning, once', async () => {
      await aPerson('Ana');
      await aPerson('Ben', { email: null });
      await aPerson('Cleo', { kind: 'pupil' });
      await aPerson('Dan', { left_at: 1 });
      const eve = await aPerson('Eve');
      await answer(await aPerson('Finn'));
      await answer(await aPerson('Gil'), { answer: 'declined' });
      // Noon of a Sunday: Monday morning at half past seven.
      expect((await read()).letters).to.deep.equal({
        ...{ reachable: 2, unreachable: 1, goAt: Date.UTC(2026, 10, 23, 7, 30) },
        ...{ waiting: null, last: null, why: null },
      });
      await write();
      expect((await ask.refused(write(), 409)).code).to.equal('notice.letters_waiting');
      expect(await pass()).to.equal(0);
      context.clock.at = Date.UTC(2026, 10, 23, 7, 31);
      await answer(eve);
      expect([await pass(), await pass()]).to.deep.equal([1, 0]);
      const [letter, ...others] = await letters();
      expect(others).to.deep.equal([]);
      expect(letter).to.include({ target: 'ana@hill.example', what: `Please read and sign: ${round.title}` });
      expect(letter?.body).to.include(round.title).and.to.include('Sign in at any school computer');
      expect((await read()).letters).to.deep.include({
        waiting: null,
        last: { at: context.now(), people: 1 },
      });
      context.clock.at += dayMs;
      expect((await ask.refused(write(), 409)).code).to.equal('notice.letters_recent');
      context.clock.at += 3 * dayMs;
      await write();
      expect([await pass(), (await letters()).length]).to.deep.equal([1, 2]);
    });

    it('wait for the end of the holidays, and go at once in school hours', async () => {
      await aPerson('Ana');
      const calendar = { ...emptyCalendar(), ...usualYear(2026) };
      await changeCalendar(context, context.by, { revision: 0, calendar });
      await write();
      context.clock.at = Date.UTC(2026, 11, 29, 10);
      expect(await pass()).to.equal(0);
      context.clock.at = Date.UTC(2027, 0, 12, 17, 59);
      const { letters: said } = await read();
      expect(said?.goAt).to.equal(context.now());
      expect(await pass()).to.equal(1);
    });

    it('remind on the last school day before a holiday', async () => {
      const calendar = { ...emptyCalendar(), ...usualYear(2026) };
      await changeCalendar(context, context.by, { revision: 0, calendar });
      const now = Date.UTC(2026, 9, 1, 12);
      context.clock.at = now;
      await aRound({ until: now + 60 * dayMs, dueAt: Date.UTC(2026, 10, 2, 12) });
      const { reminders } = await db
        .selectFrom('notice')
        .select('reminders')
        .where('due_at', 'is not', null)
        .executeTakeFirstOrThrow();
      expect(JSON.parse(reminders)).to.deep.equal([Date.UTC(2026, 9, 23, 12)]);
    });

    it('bring none without a mail server, after the end, for a message, and where nobody has an address', async () => {
      expect((await ask.refused(write(), 409)).code).to.equal('notice.nobody_to_write_to');
      await aPerson('Ana');
      const bare = askRoutes(context, () =>
        routes({ ...context, config: { ...context.config, mail: undefined } }),
      );
      const params = { id: round.id };
      expect((await bare.refused(bare('post', '/notices/{id}/letters', { params }), 409)).code).to.equal(
        'notice.no_mail',
      );
      const message = {
        kind: 'message',
        title: 'Fire drill',
        adult: 'Out at ten.',
        plain: null,
        symbols: null,
      };
      const drill = (await ask('post', '/notices', {
        body: { ...message, answer: 'read', until: context.now() + dayMs },
      })) as Detail;
      expect(drill.letters).to.equal(null);
      expect((await ask.refused(write(drill.id), 409)).code).to.equal('notice.message');
      await ask('post', '/notices/{id}/end', { params });
      expect((await ask.refused(write(), 409)).code).to.equal('notice.ended');
    });

    it('name whoever said no, until they sign or it ends', async () => {
      const gil = await aPerson('Gil');
      await answer(gil, { answer: 'declined', user_name: 'gil' });
      await answer(null, { answer: 'declined', user_name: 'guest1', person_name: 'A Visitor' });
      const now = () => context.now();
      const rounds = () => refusedRounds(db, context.schoolId, now());
      expect(await rounds()).to.deep.equal([{ id: round.id, title: round.title, people: 2 }]);
      const said = await refusersAmong(db, context.schoolId, now(), ['GIL', 'A visitor', 'Ana', '']);
      expect(['GIL', 'A visitor', 'Ana', ''].map(said)).to.deep.equal([
        ...[round.title, round.title, undefined, undefined],
      ]);
      await answer(gil);
      expect((await rounds())[0]?.people).to.equal(1);
      await ask('post', '/notices/{id}/end', { params: { id: round.id } });
      expect(await rounds()).to.deep.equal([]);
    });

    it('are forgotten a year after whoever answered left, and without a name a year after the end', async () => {
      const [stays, left] = [await aPerson('Ana'), await aPerson('Dan', { left_at: context.now() })];
      for (const person of [stays, left, null]) await answer(person);
      const kept = async () =>
        (await db.selectFrom('notice_answer').select('person_id').execute()).map(one => one.person_id);
      const at = context.now();
      for (const [after, expected] of [
        [yearMs - dayMs, [stays, left, null]],
        [yearMs + dayMs, [stays, null]],
        [yearMs + 61 * dayMs, [stays]],
      ] as const) {
        context.clock.at = at + after;
        await forgetPass(context, [forgetting]);
        expect(await kept(), String(after / dayMs)).to.have.members(expected);
      }
    });
  });
});
