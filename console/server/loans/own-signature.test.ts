import { expect } from 'chai';
import type { Agreement, Loan, LoanRow } from '../../../shared/protocol/api/loans.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { OwnLoan } from '../../../shared/protocol/api/own.ts';
import type { Person } from '../../../shared/protocol/api/persons.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { may } from '../access.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { routes as ownRoutes } from '../own/index.ts';
import { routes as peopleRoutes } from '../people/index.ts';
import { routes as promiseRoutes } from '../promises/index.ts';
import { loanMatters, routes } from './index.ts';
import { remindersPass, stepOf } from './reminders.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('signing for a loan with one’s own sign-in, and reminders', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let ann: Person;
    let assetIds: string[];

    const as = (person: Person) => ({
      ...context.by,
      ...{ id: `person:${person.id}`, name: person.name, role: 'staff' },
    });
    const enter = async (tag: string, kind: string) =>
      ((await ask('post', '/assets', { body: { tag, kind, state: 'in_stock' } })) as { id: string }).id;
    const lend = (more: object = {}) =>
      ask('post', '/loans', {
        body: {
          ...{ holderId: ann.id, purpose: 'Trip', offSite: false, dueOn: '2026-11-27' },
          ...{ items: assetIds.map(assetId => ({ assetId })), askToSign: true, ...more },
        },
      }) as Promise<Loan>;
    const own = async () => ((await ask('get', '/own/loans', { as: as(ann) })) as { items: OwnLoan[] }).items;
    const signing = (loan: Loan, agreementId: string, who = ann) =>
      ask('post', '/own/loans/{id}/sign', {
        as: as(who),
        params: { id: loan.id },
        body: { agreementId, signedName: 'Ann Ash' },
      });
    const letters = async () => {
      const rows = await context.db
        .selectFrom('delivery')
        .select(['target', 'what', 'body'])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(row => ({ to: row.target, what: row.what, text: JSON.parse(row.body).text as string }));
    };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [
        ...routes(context),
        ...assetRoutes(context),
        ...ownRoutes(context),
        ...promiseRoutes(context),
        ...peopleRoutes(context),
      ]);
      const person = { name: 'Ann Ash', kind: 'staff', email: 'ann@school.example' };
      ann = (await ask('post', '/persons', { body: person })) as Person;
      assetIds = [await enter('CAM-1', 'camera')];
    });

    const invite = (who = ann, role = 'staff') =>
      context.db
        .insertInto('account')
        .values({
          ...{ id: `account-of-${who.id}`, school_id: context.schoolId, person_id: who.id, role },
          ...{ password_hash: null, locked_until: null, last_sign_in_at: null },
          ...{ disabled: 0, created_at: context.now() },
        })
        .execute();

    it('is asked for, told by letter, and done on one’s own page by nobody else', async () => {
      expect((await refusal(lend())).code).to.equal('loan.no_account');
      await invite();
      const loan = await lend();
      expect([loan.status, loan.signAskedAt]).to.deep.equal(['ready', context.now()]);
      expect((await letters())[0]).to.include({ to: 'ann@school.example' });
      expect((await letters())[0]?.text)
        .to.include('CAM-1')
        .and.include('/yours');
      const [{ toSign }] = (await own()) as [OwnLoan];
      const bob = (await ask('post', '/persons', { body: { name: 'Bob', kind: 'staff' } })) as Person;
      expect((await refusal(signing(loan, toSign?.agreementId ?? '', bob))).status).to.equal(404);
      await signing(loan, toSign?.agreementId ?? '');
      const signed = (await ask('get', '/loans/{id}', { params: { id: loan.id } })) as Loan;
      expect(signed).to.include({ status: 'out', signAskedAt: null });
      expect(signed.signature).to.include({
        name: 'Ann Ash',
        witness: 'nobody: signed with their own sign-in',
      });
      expect((await own())[0]?.toSign).to.equal(null);
      expect((await refusal(signing(loan, toSign?.agreementId ?? ''))).code).to.equal('loan.otherwise');
    });

    it('is approved by a line manager who is only staff, on their own page and by their own sign-in', async () => {
      const mail = { url: new URL('smtp://localhost'), from: 'caretaker@school.example' };
      context = { ...context, config: { ...context.config, mail } };
      const boss = (await ask('post', '/persons', { body: { name: 'Bea Birch', kind: 'staff' } })) as Person;
      const off = { offSite: true, approval: { how: 'ask', approverId: boss.id } };
      await invite(boss, 'governor');
      expect((await refusal(lend(off))).fields?.approval).to.equal('Choose somebody who works here');
      await context.db
        .updateTable('account')
        .set({ role: 'staff' })
        .where('person_id', '=', boss.id)
        .execute();
      await context.db
        .updateTable('person')
        .set({ email: 'bea@school.example' })
        .where('id', '=', boss.id)
        .execute();
      const loan = await lend(off);
      expect((await letters()).find(one => one.what.includes('home'))?.text).to.match(/\/yours\b/);

      const waiting = async (who: Person) =>
        ((await ask('get', '/own/approvals', { as: as(who) })) as { items: LoanRow[] }).items;
      expect((await waiting(boss)).map(one => [one.number, one.tags])).to.deep.equal([[1, ['CAM-1']]]);
      expect(await waiting(ann)).to.deep.equal([]);
      const asHead = { ...as(boss), role: 'headteacher' };
      const [asked] = ((await ask('get', '/promises', { as: asHead })) as Promises).decisions ?? [];
      expect(asked?.sentence).to.match(/^You are asked to say yes to loan 1:/);
      for (const path of ['/own/approvals', '/loans/{id}/approval']) {
        const { permission } =
          [...routes(context), ...ownRoutes(context)].find(one => one.path === path) ?? {};
        expect(may('staff', permission ?? 'people.manage'), path).to.equal(true);
      }
      expect(may('staff', 'loans.read'), 'no loans of others').to.equal(false);
      const decide = (who: Person) =>
        ask('post', '/loans/{id}/approval', {
          as: as(who),
          params: { id: loan.id },
          body: { approve: true },
        });
      expect((await refusal(decide(ann))).code).to.equal('loan.not_yours');
      expect(((await decide(boss)) as Loan).approval).to.include({ how: 'signed_in' });
      expect(await waiting(boss)).to.deep.equal([]);
    });

    it('is of nothing that came back from somebody else and was not looked at', async () => {
      const loan = await lend({ askToSign: false });
      const wording = ((await ask('get', '/loans/agreements')) as { items: Agreement[] }).items[0]?.id;
      const step = (verb: string, body: object, of = loan) =>
        ask('post', `/loans/{id}/${verb}`, { params: { id: of.id }, body }) as Promise<Loan>;
      await step('hand-over', { agreementId: wording, signedName: 'Ann Ash' });
      const [item] = loan.items;
      const checklist = { dataRemoved: true, reset: false, ready: false };
      expect((await refusal(step('checklist', { itemId: item?.id, checklist }))).code).to.equal(
        'loan.not_back',
      );
      await step('return', {
        items: [{ itemId: item?.id, outcome: 'returned', condition: 'good', checklist }],
      });
      const bob = (await ask('post', '/persons', { body: { name: 'Bob', kind: 'staff' } })) as Person;
      const again = { holderId: bob.id, askToSign: false };
      expect((await refusal(lend(again))).detail).to.match(
        /came back from Ann Ash \(loan 1\) and nobody has ticked: it was set up again or reset; it is ready/,
      );
      const same = await lend({ askToSign: false });
      await step('withdraw', {}, same);
      await step('checklist', {
        itemId: item?.id,
        checklist: { dataRemoved: false, reset: true, ready: true },
      });
      expect((await lend(again)).status).to.equal('ready');
    });

    it('shows the wording of the kind of thing that is lent, the general one for a mixed loan', async () => {
      await invite();
      const body = 'I take the camera only where the school has consent to take pictures. '.repeat(3);
      const write = { kind: 'camera', body, statement: 'I use it solely for my duties here.' };
      await ask('post', '/loans/agreements', { body: write });
      await lend();
      expect((await own())[0]?.toSign).to.include({ body: body.trim(), number: 2 });
      assetIds = [await enter('CAM-2', 'camera'), await enter('PRO-1', 'projector')];
      const mixed = await lend();
      const { items } = (await ask('get', '/loans/agreements')) as { items: Agreement[] };
      const [camera, general] = items;
      expect([camera?.kind, general?.kind]).to.deep.equal(['camera', 'general']);
      expect((await refusal(signing(mixed, camera?.id ?? ''))).code).to.equal('loan.agreement_changed');
      await signing(mixed, general?.id ?? '');
      expect((await own()).map(loan => loan.status)).to.have.members(['ready', 'out']);
    });

    it('reminds once before the day and once a week after it, in school hours, and stops', async () => {
      const mail = { url: new URL('smtp://localhost'), from: 'caretaker@school.example' };
      await invite();
      const loan = await lend();
      await signing(loan, (await own())[0]?.toSign?.agreementId ?? '');
      const asked = (await letters()).length;
      const passes = async (from: number, to: number) => {
        for (let at = from; at <= to; at += dayMs / 2) {
          context.clock.at = at;
          await remindersPass({ ...context, config: { ...context.config, mail } }, context.schoolId);
        }
      };
      const morning = Date.parse('2026-11-23T09:00:00Z');
      await passes(morning, morning + 60 * dayMs);
      const sent = (await letters()).slice(asked);
      expect(sent.map(one => one.what)).to.deep.equal([
        'Due back: CAM-1',
        ...Array.from({ length: 4 }, () => 'Overdue: CAM-1'),
      ]);
      expect(sent[0]?.text).to.match(/is due back on 27 Nov 2026: CAM-1/);
      expect(sent[1]?.text).to.match(/was due back on 27 Nov 2026/);
    });

    describe('personal use of what is off site', () => {
      const mail = { url: new URL('smtp://localhost'), from: 'caretaker@school.example' };
      const state = (loan: Loan, body: object, who = ann) =>
        ask('post', '/own/loans/{id}/statement', { as: as(who), params: { id: loan.id }, body }) as Promise<{
          items: OwnLoan[];
        }>;
      const passes = async (from: number, to: number) => {
        for (let at = from; at <= to; at += dayMs / 2) {
          context.clock.at = at;
          await remindersPass({ ...context, config: { ...context.config, mail } }, context.schoolId);
        }
      };

      /** Signed on 22 Nov 2026 by herself, with no end. */
      async function offSite(): Promise<Loan> {
        await invite();
        const boss = { body: { name: 'Bea Birch', kind: 'staff', email: 'bea@school.example' } };
        const { id: approverId } = (await ask('post', '/persons', boss)) as Person;
        const approval = { how: 'in_writing', approverId, words: 'Yes, in my letter of Monday' };
        const loan = await lend({ offSite: true, dueOn: null, approval });
        const body = {
          ...{ agreementId: (await own())[0]?.toSign?.agreementId ?? '', signedName: 'Ann Ash' },
          personalUse: { use: 'none' },
        };
        await ask('post', '/own/loans/{id}/sign', { as: as(ann), params: { id: loan.id }, body });
        return loan;
      }

      it('is stated by the holder alone, at any time, with words where there is any', async () => {
        const loan = await offSite();
        expect((await own())[0]?.use).to.deep.include({ due: false });
        const bob = (await ask('post', '/persons', { body: { name: 'Bob Bay', kind: 'staff' } })) as Person;
        const silent = { use: 'significant' };
        expect((await refusal(state(loan, { use: 'none' }, bob))).status).to.equal(404);
        expect((await refusal(state(loan, silent))).detail).to.match(/Say what it is used for/);
        context.clock.at += dayMs;
        const { items } = await state(loan, { ...silent, words: 'My book, in the evenings' });
        expect(items[0]?.use?.last).to.deep.equal({
          ...{ at: context.now(), use: 'significant', words: 'My book, in the evenings' },
        });
        const declared = async () => (await loanMatters(context, context.schoolId)).declared;
        expect(await declared()).to.deep.equal([loan.id]);
        context.clock.at += dayMs;
        await state(loan, { use: 'none' });
        expect(await declared(), 'taken back').to.deep.equal([]);
        const { statements } = (await ask('get', '/loans/{id}', { params: { id: loan.id } })) as Loan;
        expect(statements).to.have.length(3);
        expect(statements[0]).to.include({
          ...{ saidBy: 'Ann Ash', writtenBy: 'nobody: stated with their own sign-in' },
        });
      });

      it('is asked for by letter when it is a year old, once a week, until it is stated again', async () => {
        const loan = await offSite();
        const before = (await letters()).length;
        const signed = context.now();
        await passes(signed + 360 * dayMs, signed + 375 * dayMs);
        const sent = (await letters()).slice(before);
        expect(sent.map(one => one.what)).to.deep.equal([
          'Please state again how you use CAM-1',
          'Please state again how you use CAM-1',
        ]);
        expect(sent[0]?.text).to.match(/Dear Ann Ash,.*\/yours and sign in/s);
        expect((await own())[0]?.use?.due).to.equal(true);
        await state(loan, { use: 'none' });
        expect((await own())[0]?.use?.due).to.equal(false);
        await passes(context.now(), context.now() + 60 * dayMs);
        expect(await letters()).to.have.length(before + 2);
      });
    });

    it('reminds nobody where the school has switched letters off, and takes back what has not gone', async () => {
      const mail = { url: new URL('smtp://localhost'), from: 'caretaker@school.example' };
      await invite();
      const loan = await lend();
      await signing(loan, (await own())[0]?.toSign?.agreementId ?? '');
      const asked = (await letters()).length;
      const pass = () => remindersPass({ ...context, config: { ...context.config, mail } }, context.schoolId);
      context.clock.at = Date.parse('2026-11-25T09:00:00Z');
      await pass();
      expect(await letters()).to.have.length(asked + 1);
      expect(await ask('put', '/loans/letters', { body: { on: false } })).to.deep.include({ on: false });
      expect(await letters()).to.have.length(asked);
      expect(await pass()).to.equal(0);
      await ask('put', '/loans/letters', { body: { on: true } });
      expect(await pass()).to.equal(1);
    });

    it('asks the line manager by letter, and nobody else; what is taken back is asked no more', async () => {
      context.config = { ...context.config, mail: { url: new URL('smtp://localhost'), from: 'c@s.example' } };
      const other = async (name: string, email: string) => {
        const made = (await ask('post', '/persons', { body: { name, kind: 'staff', email } })) as Person;
        await invite(made, 'headteacher');
        return made;
      };
      const boss = await other('Bea Birch', 'bea@school.example');
      await other('Cleo Cedar', 'cleo@school.example');
      const approval = { how: 'ask', approverId: boss.id };
      const loan = await lend({ offSite: true, askToSign: false, approval });
      expect(loan.status).to.equal('waiting');
      const [letter, ...more] = await letters();
      expect(more).to.deep.equal([]);
      expect(letter).to.include({ to: `account-of-${boss.id}` });
      expect(letter?.text).to.include(`/loans/${loan.id}`).and.include('Ann Ash would take something');
      expect(letter?.text).to.include('you are the one who was asked');
      await ask('post', '/loans/{id}/withdraw', { params: { id: loan.id }, body: { note: 'Not needed' } });
      expect(await letters()).to.deep.equal([]);
    });
  });
});

describe('which reminder belongs to a day', () => {
  it('is none long before, one shortly before, one for each of four weeks after, then none', () => {
    expect([10, 4, 3, 0].map(stepOf)).to.deep.equal([null, null, 'before', 'before']);
    expect([-1, -7, -8, -28, -29].map(stepOf)).to.deep.equal([
      'overdue 1',
      'overdue 1',
      'overdue 2',
      'overdue 4',
      null,
    ]);
  });
});
