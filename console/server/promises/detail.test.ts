import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, control, own, type PolicySchool } from '../../../test/support/policy-school.ts';
import { changeClauses } from '../clauses/change.ts';
import type { Db } from '../database/index.ts';
import type { AppError } from '../errors.ts';
import { renewPolicies } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import { dayIn, keepDay } from './days.ts';
import { readPastPromise, readPromise } from './detail.ts';
import { readPage } from './service.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('the page of one promise', () => {
    let db: Db;
    let school: PolicySchool;
    let head: Caller;
    const read = (by = head, key: string = control) => readPromise(school.context, by, key);

    before(async () => {
      db = await open();
      school = await aPolicySchool(db);
      head = await school.aPerson('Hazel Head', 'headteacher');
      await renewPolicies(school.context);
    });

    it('tells of each change of its own rule who made it and where, and of no other', async () => {
      const { context, group, put } = school;
      expect((await read()).events).to.deep.equal([]);
      await put('school', own({ minLength: 14 }));
      context.clock.at += dayMs;
      await put('school', { controls: { ...own({ minLength: 14 }).controls, firewall: { mode: 'off' } } });
      await put(group, own({ minLength: 9 }));
      const { events } = await read();
      expect(events.map(one => one.sentence)).to.deep.equal([
        'Tara Tech changed the rule for “All devices”.',
        'Tara Tech changed the rule for the whole school.',
      ]);
      expect(events.map(one => one.changes)).to.deep.equal([
        ['Characters at least: 14 becomes 9.'],
        ['Characters at least: 12 becomes 14.'],
      ]);
      expect(events[0]?.at).to.equal(context.now());
      expect(events[1]?.at).to.equal(context.now() - dayMs);
      expect((await read(head, 'firewall')).events.map(one => one.changes)).to.deep.equal([
        ['Before this, Caretaker looked and told. Now nothing is asked any more.'],
      ]);
      context.clock.at += dayMs;
      await put('school', { controls: { ...own({ minLength: 9 }).controls, firewall: { mode: 'off' } } });
      await put(group, own({}));
      expect((await read()).events.slice(0, 2).map(one => one.changes)).to.deep.equal([
        ['What is asked stays the same.'],
        ['Characters at least: 14 becomes 9.'],
      ]);
      context.clock.at += 400 * dayMs;
      expect((await read()).events).to.deep.equal([]);
    });

    it('says who is let off, until when, why and by whose yes, while they count and while it lasts', async () => {
      const { context, schoolId, aDevice } = { ...school, schoolId: school.context.schoolId };
      const ids = [await aDevice('EYFS-1', 14), await aDevice('EYFS-2', 14)];
      const given = {
        school_id: schoolId,
        control,
        settings: '{}',
        status: 'active',
        created_by: 'T',
        author: 'T',
      };
      const at = context.now();
      for (const [id, reason, days, devices] of [
        ['late', 'Small children learn to read', 30, ids],
        ['soon', 'It is mended.', 10, ids.slice(1)],
        ['other', 'It is old', 5, ids],
      ] as const) {
        const who = { asked_by: 'Ann Ash', approved_by: 'Hazel Head', reason };
        const when = {
          created_at: at,
          approved_at: at,
          ends_at: at + days * dayMs,
          ended_at: null,
          ended_by: null,
        };
        const row = { ...given, id, ...who, ...when, control: id === 'other' ? 'firewall' : control };
        await db.insertInto('policy_exception').values(row).execute();
        const rows = devices.map(device_id => ({ exception_id: id, device_id, school_id: schoolId }));
        await db.insertInto('policy_exception_device').values(rows).execute();
      }
      const { letOff } = await read();
      expect(letOff).to.have.length(2);
      expect(letOff[0]).to.match(
        /^1 computer is let off until .+: “It is mended\.” Ann Ash asked\. Hazel Head agreed\.$/,
      );
      // Who is let off twice is told of once, by the exception that was made last.
      expect(letOff[1]).to.match(/^1 computer is let off until .+: “Small children learn to read\.”/);
      await db
        .updateTable('device')
        .set({ status: 'removed' })
        .where('id', '=', ids[1] ?? '')
        .execute();
      expect((await read()).letOff).to.have.length(1);
      const page = await readPage(context, schoolId);
      await keepDay(context, schoolId, { ...page, at: at - dayMs });
      await keepDay(context, schoolId, page);
      const past = (ago: number) =>
        readPastPromise(context, head, { day: dayIn(at - ago, page.timeZone), key: control });
      context.clock.at += 31 * dayMs;
      const ended = await read();
      expect(ended.letOff).to.deep.equal([]);
      const told = ended.events.map(one => [Math.round((one.at - at) / dayMs), one.sentence.slice(0, 34)]);
      expect(told.filter(one => /let off/.test(String(one[1])))).to.deep.equal([
        [30, '2 computers are let off no more: “'],
        [10, '1 computer is let off no more: “It'],
        [0, told.at(-2)?.[1]],
        [0, told.at(-1)?.[1]],
      ]);
      expect(JSON.stringify(ended.events)).to.not.contain('It is old');
      // Also the one that was removed since.
      expect((await past(0)).letOff).to.have.length(2);
      expect((await past(dayMs)).letOff).to.deep.equal([]);
    });

    it('serves the standards of its line of the library, as the library says them', async () => {
      const { context } = school;
      const wall = {
        id: 'weak-spots',
        sentence: 'Weak spots are mended.',
        controls: ['firewall'],
        line: 'H-02',
      };
      await changeClauses(context, context.by, { revision: 0, clauses: [wall] });
      const { standards } = await read(head, 'weak-spots');
      await changeClauses(context, context.by, { revision: 1, clauses: [] });
      expect(standards.find(one => one.framework === 'CIS Controls')?.asks).to.deep.equal(['7.1', '7.2']);
    });

    it('of a past day tells how it stood and went, and who was let off, until then and not since', async () => {
      const { context } = school;
      const kept = async () => {
        const page = await readPage(context, context.schoolId);
        expect(await keepDay(context, context.schoolId, page)).to.equal(true);
        return dayIn(page.at, page.timeZone);
      };
      const first = await kept();
      context.clock.at += dayMs;
      await school.put('school', own({ minLength: 16 }));
      const second = await kept();
      const past = (day: string, key: string = control) => readPastPromise(context, head, { day, key });
      const then = await past(first);
      expect(then.promise.sentence).to.not.equal((await past(second)).promise.sentence);
      expect(then.history.at(-1)?.day).to.equal(first);
      expect((await past(second)).history.slice(-2).map(one => one.day)).to.deep.equal([first, second]);
      expect((await past(second)).events.length).to.equal(then.events.length + 1);
      expect([then.after, (await past(second)).before]).to.deep.equal([second, first]);
      const refused = (key: string, day = first) =>
        past(day, key).then(
          () => '',
          (error: AppError) => error.code,
        );
      expect(await refused('no-such')).to.equal('promises.unknown');
      expect(await refused(control, '2020-01-01')).to.equal('promises.day_not_kept');
      context.clock.at += 370 * dayMs;
      expect((await read()).history).to.deep.equal([]);
    });

    it('gives the headteacher the technicians’ addresses to ask at, and a technician none', async () => {
      expect((await read()).askAt).to.deep.equal(['tara.tech@school.example']);
      expect((await read(school.technician)).askAt).to.deep.equal([]);
      await db.updateTable('account').set({ disabled: 1 }).where('role', '=', 'technician').execute();
      expect((await read()).askAt).to.deep.equal([]);
    });

    it('says the school’s own rule and the national advice as two facts', async () => {
      const fresh = await aPolicySchool(await open());
      await renewPolicies(fresh.context);
      await fresh.put('school', own({ minLength: 9 }));
      const page = async () =>
        (await readPromise(fresh.context, fresh.context.by, control)).proof[0]?.national;
      expect(await page()).to.equal(null);
      for (const [name, length] of [
        ['Long', 14],
        ['Short', 9],
        ['New', null],
      ] as const)
        await fresh.aDevice(name, length);
      expect(await page()).to.equal('National advice (Cyber Essentials and NCSC): kept on 1 of 3 computers.');
    });
  });
});
