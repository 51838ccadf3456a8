import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type * as z from 'zod';
import { hashOf, isSignedBy } from '../../../agent/service/identity.ts';
import type * as api from '../../../shared/protocol/api/notices.ts';
import { noticesDocument, settledLetters } from '../../../shared/protocol/notice.ts';
import { noticesText, settledText } from '../../../shared/protocol/transcript.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import type { FileAnswer } from '../route.ts';
import { routes } from './index.ts';

type Detail = z.infer<typeof api.noticeDetail>;
const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('what people at computers are told', () => {
    let db: Db;
    let school: LinkedSchool;
    let ask: AskRoutes;
    let live: Awaited<ReturnType<LinkedSchool['aLiveDevice']>>;
    let seq = 0;

    before(async () => {
      db = await open();
      school = await aLinkedSchool(db);
      live = await school.aLiveDevice();
      const ours = routes(school.context);
      ask = askRoutes(school.context, () => ours);
    });
    after(() => school.close());

    const until = () => Date.now() + 30 * dayMs;
    const message = (over: object = {}) => ({
      ...{ kind: 'message', title: 'Fire drill', adult: 'At ten we all go out.', plain: null, symbols: null },
      ...{ answer: 'read', until: until(), ...over },
    });
    const send = (body: object) => ask('post', '/notices', { body }) as Promise<Detail>;
    const read = (id: string) => ask('get', '/notices/{id}', { params: { id } }) as Promise<Detail>;
    const people = async (id: string, query: object = {}) =>
      (
        (await ask('get', '/notices/{id}/people', { params: { id }, query })) as z.infer<
          typeof api.noticePeople
        >
      ).items;
    const strangers = async (id: string) =>
      (
        (await ask('get', '/notices/{id}/strangers', { params: { id } })) as z.infer<
          typeof api.noticeStrangers
        >
      ).items;
    const name = (id: string, answerId: string | undefined, personId: string) =>
      ask('post', '/notices/{id}/strangers/{answerId}/person', {
        params: { id, answerId },
        body: { personId },
      });
    const keyOf = (id: string, user: string) => hashOf(settledText(id, user)).slice(0, settledLetters);
    async function document(of: RawDevice = live.device) {
      const { payload, signature } = await of.take('notices');
      expect(isSignedBy(school.context.identity.publicKey, noticesText(payload), signature)).to.equal(true);
      return noticesDocument.parse(JSON.parse(payload));
    }
    async function tell(name: string, facts: object, id = randomUUIDv7()) {
      seq += 1;
      live.device.send('records', { records: [{ id, seq, at: Date.now(), type: 'event', name, facts }] });
      await live.device.take('ack');
      return id;
    }
    const answers = (noticeId: string, over: object = {}) => ({
      ...{ noticeId, answer: 'read', person: '', user: 'maria', rendering: 'adult', hash: null },
      ...over,
    });
    async function aPerson(name: string, over: object = {}) {
      const id = randomUUIDv7();
      const row = { id, school_id: school.context.schoolId, kind: 'staff', name, email: null, created_at: 1 };
      await db
        .insertInto('person')
        .values({ ...row, ...over })
        .execute();
      return id;
    }
    async function aRound(over: object = {}) {
      const name = `Rules ${randomUUIDv7()}`;
      const list = (await ask('post', '/wordings', {
        body: { name, adult: 'Long rules.', plain: 'Be kind.', symbols: '' },
      })) as z.infer<typeof api.wordingList>;
      const wordingId = list.items[0]?.id ?? '';
      return send({ kind: 'agreement', wordingId, people: ['staff'], until: until(), ...over });
    }
    const end = async (id: string) => {
      await ask('post', '/notices/{id}/end', { params: { id } });
      return document();
    };

    it('reach a connected device at once, signed for it, and one that was away at its next welcome', async () => {
      const drill = await send(message());
      expect(drill.counts.devices).to.deep.equal({ all: 1, reached: 0, answered: 0 });
      const first = await document();
      expect(first).to.include({ deviceId: live.deviceId, schoolId: school.context.schoolId });
      expect(first.notices.map(({ id, answer, settled }) => [id, answer, settled])).to.deep.equal([
        [drill.id, 'read', []],
      ]);
      const again = await school.again(live.device.key, live.deviceId, live.chain);
      live = { ...live, device: again.device, chain: again.chain };
      const second = await document();
      expect(second.number).to.equal(first.number);
      const ended = await end(drill.id);
      expect(ended.notices).to.deep.equal([]);
      expect(ended.number).to.be.greaterThan(first.number);
    });

    it('are shown to the groups that were named, and five at most to each', async () => {
      const groups = await db.selectFrom('device_group').select('id').execute();
      const other = { id: randomUUIDv7(), school_id: school.context.schoolId, name: 'Office', created_at: 1 };
      await db.insertInto('device_group').values(other).execute();
      const elsewhere = await send(message({ groupIds: [other.id] }));
      expect((await document()).notices).to.deep.equal([]);
      expect(elsewhere.counts.devices.all).to.equal(0);
      const ids = [elsewhere.id];
      for (let count = 0; count < 5; count++) {
        ids.push((await send(message({ groupIds: [groups[0]?.id] }))).id);
        await document();
      }
      expect((await ask.refused(send(message({ groupIds: [groups[0]?.id] })), 409)).code).to.equal(
        'notice.too_many',
      );
      expect((await ask.refused(send(message()), 409)).code).to.equal('notice.too_many');
      await ask.refused(send(message({ groupIds: ['nowhere'] })), 404);
      for (const id of ids) await end(id);
    });

    it('say who has seen them and who has not, each answer once, however often it comes', async () => {
      const drill = await send(message());
      await document();
      const devices = async () =>
        (await ask('get', '/notices/{id}/devices', { params: { id: drill.id } })) as z.infer<
          typeof api.noticeDevices
        >;
      expect((await devices()).items[0]).to.include({ state: 'away' });
      await tell('notices.kept', { notices: drill.id });
      expect((await devices()).items[0]).to.include({ state: 'reached', answers: 0 });
      const id = await tell('notice.answered', answers(drill.id));
      await tell('notice.answered', answers(drill.id), id);
      await tell('notice.answered', answers(drill.id, { answer: 'agreed', person: 'Nobody' }));
      await tell('notice.answered', answers(randomUUIDv7()));
      await tell('notice.answered', { noticeId: drill.id, answer: 'eaten' });
      expect((await devices()).items[0]).to.deep.include({ state: 'answered', answers: 1 });
      expect((await devices()).items[0]?.last?.who).to.equal('maria');
      expect((await read(drill.id)).counts.devices).to.deep.equal({ all: 1, reached: 1, answered: 1 });
      const kept = await db
        .selectFrom('device_record')
        .select('body')
        .where('body', 'like', '%notice.answered%')
        .execute();
      expect(kept.length).to.be.greaterThan(1);
      expect(kept.filter(({ body }) => body.includes('maria'))).to.deep.equal([]);
      expect((await end(drill.id)).notices).to.deep.equal([]);
    });

    it('have rules signed by name: one list says who has, who said no and who has not yet', async () => {
      const maria = await aPerson('Maria Green', { email: 'maria@school.example' });
      const tom = await aPerson('Tom Ash');
      const paper = await aPerson('Zoe Elm');
      await aPerson('A Pupil', { kind: 'pupil' });
      await aPerson('Left Long Ago', { left_at: 5 });
      const round = await aRound({ gate: true, dueAt: Date.now() + 20 * dayMs });
      const sent = (await document()).notices[0];
      expect(sent).to.include({ kind: 'agreement', answer: 'agree', gate: true, hash: round.hash });
      expect(sent?.reminders).to.have.length(2);
      const hash = round.hash;
      await tell('notice.answered', answers(round.id, { answer: 'declined', hash }));
      expect((await people(round.id, { state: 'declined' })).map(({ id }) => id)).to.deep.equal([maria]);
      await tell(
        'notice.answered',
        answers(round.id, { answer: 'agreed', person: 'M. Green', user: 'SCHOOL\\Maria', hash }),
      );
      await tell(
        'notice.answered',
        answers(round.id, { answer: 'agreed', person: 'tom ash', user: 'ta', hash }),
      );
      const signed = { personId: paper, how: 'paper', signedAt: Date.now() - dayMs };
      await ask('post', '/notices/{id}/signatures', { params: { id: round.id }, body: signed });
      await ask.refused(
        ask('post', '/notices/{id}/signatures', { params: { id: round.id }, body: signed }),
        409,
      );
      const told = (await document()).notices[0];
      expect(told?.settled).to.deep.equal([keyOf(round.id, 'maria')]);
      // Anybody can write a name: that it was Tom waits for a person.
      expect((await people(round.id, { state: 'waiting' })).map(({ name }) => name)).to.deep.equal([
        'Tom Ash',
      ]);
      const [answer] = await strangers(round.id);
      expect(answer).to.include({ name: 'tom ash', user: 'ta', namesake: tom });
      await name(round.id, answer?.id, tom);
      await ask('post', '/notices/{id}/reminders', { params: { id: round.id } });
      expect((await document()).notices[0]?.settled).to.have.members([
        keyOf(round.id, 'maria'),
        keyOf(round.id, 'ta'),
      ]);
      const all = await people(round.id);
      expect(all.map(({ name, state, how }) => [name, state, how])).to.deep.equal([
        ['Maria Green', 'agreed', 'device'],
        ['Tom Ash', 'agreed', 'device'],
        ['Zoe Elm', 'agreed', 'paper'],
      ]);
      expect(all[0]?.where).to.equal('Laptop 7');
      expect((await read(round.id)).counts.people).to.deep.equal({
        all: 3,
        agreed: 3,
        declined: 0,
        waiting: 0,
      });
      await end(round.id);
    });

    it('settle no sign-in name that several people share, nor one that is nobody’s', async () => {
      const ana = await aPerson('Ana Reed', { kind: 'pupil', email: 'ana@school.example' });
      const bo = await aPerson('Bo Reed', { kind: 'pupil' });
      const round = await aRound({ people: ['pupil'], gate: true });
      await document();
      const settled = async () => {
        await db.updateTable('notice').set({ reminders: '[]' }).where('id', '=', round.id).execute();
        await ask('post', '/notices/{id}/reminders', { params: { id: round.id } });
        return (await document()).notices[0]?.settled;
      };
      const signs = (person: string) =>
        tell('notice.answered', answers(round.id, { answer: 'agreed', person, user: 'pupil' }));
      const first = await signs('Ana Reed');
      expect(await settled(), 'one child’s yes stood for the class').to.deep.equal([]);
      const second = await signs('Bo');
      await name(round.id, first, ana);
      expect(await settled()).to.deep.equal([keyOf(round.id, 'ana')]);
      await name(round.id, second, bo);
      expect(await settled()).to.deep.equal([keyOf(round.id, 'ana')]);
      const states = await people(round.id, { search: 'reed' });
      expect(states.map(({ state, byHand }) => [state, byHand])).to.deep.equal([
        ['agreed', first],
        ['agreed', second],
      ]);
      const takeBack = (answerId: string) =>
        ask('delete', '/notices/{id}/answers/{answerId}', { params: { id: round.id, answerId } });
      await takeBack(first);
      expect((await document()).notices[0]?.settled, 'what was taken back is settled').to.deep.equal([]);
      expect((await strangers(round.id)).map(({ id }) => id)).to.deep.equal([first]);
      await ask.refused(takeBack(first), 409);
      const signed = { personId: ana, how: 'paper', signedAt: Date.now() };
      const paper = await ask('post', '/notices/{id}/signatures', { params: { id: round.id }, body: signed });
      expect((await document()).notices[0]?.settled).to.deep.equal([keyOf(round.id, 'ana')]);
      await takeBack((paper as { id: string }).id);
      expect((await document()).notices[0]?.settled).to.deep.equal([]);
      expect((await people(round.id, { state: 'waiting' })).map(({ id }) => id)).to.include(ana);
      await ask.refused(takeBack((paper as { id: string }).id), 404);
      await end(round.id);
    });

    it('tell a pupil whose parent or carer signed only so, and leave those who are not on the list to a person', async () => {
      const pupil = await aPerson('Ben Oak', { kind: 'pupil', email: 'ben@school.example' });
      const round = await aRound({ people: ['pupil'] });
      await document();
      const signed = { personId: pupil, how: 'parent', signedAt: Date.now() };
      await ask('post', '/notices/{id}/signatures', { params: { id: round.id }, body: signed });
      const told = (await document()).notices[0];
      expect([told?.informed.length, told?.settled.length]).to.deep.equal([1, 0]);
      await tell(
        'notice.answered',
        answers(round.id, { answer: 'agreed', person: 'A Visitor', user: 'guest1' }),
      );
      expect((await read(round.id)).counts.strangers).to.equal(1);
      const [stranger] = await strangers(round.id);
      expect(stranger).to.include({ name: 'A Visitor', user: 'guest1', answer: 'agreed', namesake: null });
      await name(round.id, stranger?.id, await aPerson('Ann Visitor', { kind: 'visitor' }));
      expect((await read(round.id)).counts.strangers).to.equal(0);
      await end(round.id);
    });

    it('are brought up again once in an hour at most, and not once they have ended', async () => {
      const drill = await send(message());
      await document();
      const remind = () => ask('post', '/notices/{id}/reminders', { params: { id: drill.id } });
      await remind();
      expect((await document()).notices[0]?.reminders).to.have.length(1);
      expect((await ask.refused(remind(), 409)).code).to.equal('notice.reminded');
      await end(drill.id);
      expect((await ask.refused(remind(), 409)).code).to.equal('notice.ended');
      await ask.refused(send(message({ until: school.context.clock.at - 1 })), 400);
    });

    it('are brought up twelve times in all: one more is refused, and those to come stay', async () => {
      const drill = await send(message());
      await document();
      const at = school.context.clock.at;
      const ten = Array.from({ length: 10 }, (_, index) => at - (12 - index) * dayMs);
      const write = (reminders: number[]) =>
        db
          .updateTable('notice')
          .set({ reminders: JSON.stringify(reminders) })
          .where('id', '=', drill.id)
          .execute();
      const remind = () => ask('post', '/notices/{id}/reminders', { params: { id: drill.id } });
      const twelve = [...ten, at + dayMs, at + 2 * dayMs];
      await write(twelve);
      expect((await ask.refused(remind(), 409)).code).to.equal('notice.reminded_enough');
      expect((await read(drill.id)).reminders).to.deep.equal(twelve);
      await write([...ten, at + dayMs]);
      await remind();
      expect((await document()).notices[0]?.reminders).to.deep.equal([...ten, at, at + dayMs]);
      await end(drill.id);
    });

    it('keep what was signed under its own wording, and give the chase list as a file', async () => {
      const name = 'Rules of the year';
      const write = (adult: string) =>
        ask('post', '/wordings', { body: { name, adult, plain: '', symbols: '' } });
      await write('One.');
      await ask.refused(write('One.'), 409);
      const { items } = (await write('Two.')) as z.infer<typeof api.wordingList>;
      const mine = items.filter(one => one.name === name);
      expect(mine.map(({ number, adult }) => [number, adult])).to.deep.equal([
        [2, 'Two.'],
        [1, 'One.'],
      ]);
      expect(mine[0]?.hash).not.to.equal(mine[1]?.hash);
      const round = await aRound();
      await document();
      const { bytes } = (await ask('get', '/notices/{id}/people/export', {
        params: { id: round.id },
        query: { state: 'waiting' },
      })) as FileAnswer;
      let text = '';
      for await (const part of bytes as AsyncIterable<string>) text += part;
      expect(text).to.match(/Maria Green,Staff,.*Not yet/);
      await end(round.id);
    });

    it('stand in the audit log in words', async () => {
      const actions = (await school.audited()).map(({ action }) => action);
      expect(actions).to.include.members([
        ...['notice.message_sent', 'notice.agreement_sent', 'notice.reminded', 'notice.ended'],
        ...['wording.written', 'notice.signature_written', 'notice.answer_named'],
        ...['notice.signature_taken_back', 'notice.answer_unnamed'],
      ]);
    });
  });
});
