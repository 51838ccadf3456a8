import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { Agreement, AssetSet, Loan, LoanCheck, LoanRow } from '../../../shared/protocol/api/loans.ts';
import type { Person } from '../../../shared/protocol/api/persons.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { begunByLinkOf } from '../../../test/support/begun-by-link.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { silentAfter, silentIn } from '../../../test/support/silence.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import type { Db } from '../database/index.ts';
import { insertDevice } from '../devices/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { routes as peopleRoutes } from '../people/index.ts';
import type { Caller } from '../route.ts';
import { loanMatters, routes } from './index.ts';

const dayMs = 86_400_000;

forEachDatabase((_engine, open) => {
  describe('loans', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;
    let ann: Person;
    let boss: Person;
    let pupil: Person;

    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'camera', ...more } }) as Promise<Asset>;
    const asset = (id: string) => ask('get', '/assets/{id}', { params: { id } }) as Promise<Asset>;
    const person = (name: string, kind = 'staff') =>
      ask('post', '/persons', { body: { name, kind } }) as Promise<Person>;
    const agreement = async () =>
      ((await ask('get', '/loans/agreements')) as { items: Agreement[] }).items[0] as Agreement;
    const sign = async (more: object = {}) => ({
      agreementId: (await agreement()).id,
      signedName: 'Ann Ash',
      ...more,
    });
    const lend = async (assets: Asset[], more: object = {}) =>
      (await ask('post', '/loans', {
        body: {
          holderId: ann.id,
          purpose: 'School trip',
          offSite: false,
          dueOn: '2026-11-27',
          items: assets.map(one => ({ assetId: one.id, accessories: ['Charger'] })),
          signature: await sign(),
          ...more,
        },
      })) as Loan;
    const step = (loan: Pick<Loan, 'id'>, verb: string, body: object) =>
      ask('post', `/loans/{id}/${verb}`, { params: { id: loan.id }, body }) as Promise<Loan>;
    const rows = async (view: string) =>
      ((await ask('get', '/loans', { query: { view } })) as { items: LoanRow[] }).items;
    const good = { outcome: 'returned', condition: 'good' };

    async function aLaptop(tag: string, encryption: 'met' | 'not_met' | 'unknown' | null) {
      const id = randomUUIDv7();
      await insertDevice(db, context.now(), {
        id,
        schoolId: context.schoolId,
        groupId: (await ensureGroup(db, context.schoolId, context.now())).id,
        codeId: null,
        previousDeviceId: null,
        name: `${tag}-device`,
        system: 'Debian 12',
        publicKey: id,
        approvedBy: 'a test',
      });
      if (encryption !== null) await stands(id, encryption);
      return { deviceId: id, asset: await enter(tag, { kind: 'laptop', deviceId: id }) };
    }
    async function stands(deviceId: string, state: string) {
      await db.deleteFrom('device_finding').where('device_id', '=', deviceId).execute();
      await db
        .insertInto('device_finding')
        .values({
          device_id: deviceId,
          school_id: context.schoolId,
          control: 'disk-encryption',
          finding: JSON.stringify({ state, reason: 'x' }),
          state,
          reason: 'x',
          seq: 1,
          observed_at: context.now(),
        })
        .execute();
    }

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      ask = askRoutes(context, () => [...routes(context), ...assetRoutes(context), ...peopleRoutes(context)]);
      ann = await person('Ann Ash');
      boss = await person('Bea Birch');
      pupil = await person('Cleo Cedar', 'pupil');
    });

    it('hands many things over with one signature, and the register knows who has them', async () => {
      const things = [await enter('C1'), await enter('C2')];
      const loan = await lend(things);
      expect(loan).to.deep.include({ number: 1, status: 'out', count: 2, out: 2, dueOn: '2026-11-27' });
      expect(loan.signature?.name).to.equal('Ann Ash');
      expect(loan.agreement?.body).to.include('property of the school');
      const [first] = await Promise.all(things.map(one => asset(one.id)));
      expect(first).to.deep.include({ state: 'on_loan', holder: 'Ann Ash', holderId: ann.id });
      expect(first?.heldDataAt).to.equal(context.clock.at);
      expect(await rows('now')).to.have.length(1);
    });

    it('lists what was lent in the order of its tags', async () => {
      const tags = ['C10', 'C2', 'C9', 'C1', 'C5', 'C3'];
      const things = [];
      for (const tag of tags) things.push(await enter(tag));
      const { items } = await lend(things);
      expect(items.map(item => item.tag)).to.deep.equal(['C1', 'C2', 'C3', 'C5', 'C9', 'C10']);
    });

    it('keeps the wording that was signed when the school writes another', async () => {
      const loan = await lend([await enter('C1')]);
      const before = await agreement();
      const stale = await sign();
      const body =
        'A new agreement that says in many more words what the school asks of those who take its things home with them.';
      await ask('post', '/loans/agreements', { body: { body, statement: 'I use it for my duties only.' } });
      expect((await agreement()).number).to.equal(2);
      const kept = (await ask('get', '/loans/{id}', { params: { id: loan.id } })) as Loan;
      expect(kept.agreement?.body).to.equal(before.body);
      const late = await ask.refused(lend([await enter('C2')], { signature: stale }), 409);
      expect(late.code).to.equal('loan.agreement_changed');
    });

    for (const [state, words] of [
      ['not_met', /is not encrypted/],
      ['unknown', /not known whether/],
      [null, /not known whether/],
    ] as const)
      it(`lets no laptop leave the school whose encryption is ${state ?? 'never reported'}, and says what to do`, async () => {
        const { asset: laptop, deviceId } = await aLaptop('L1', state);
        await silentAfter(context, { silentAfterSchoolDays: 2, silentOffSiteAfterSchoolDays: 30 });
        const approval = { how: 'in_writing', approverId: boss.id, words: 'E-mail of 20 Nov' };
        const out = { offSite: true, approval, signature: await sign({ personalUse: { use: 'none' } }) };
        const refusal = await ask.refused(lend([laptop], out), 409);
        expect(refusal.detail)
          .to.match(words)
          .and.match(/in school only/);
        expect((await lend([laptop])).items[0]?.encryption).to.match(/not/);
        await step({ id: (await rows('now'))[0]?.id ?? '' }, 'return', {
          items: [{ itemId: await itemOf('L1'), ...good }],
        });
        await stands(deviceId, 'met');
        const loan = await lend([await asset(laptop.id)], out);
        expect(loan.items[0]).to.deep.include({ encryption: 'Disk encrypted', encryptedNow: 'met' });
        expect(await silentIn(context, deviceId), 'at home it may be off for longer').to.be.above(40);
        await step(loan, 'return', { items: [{ itemId: await itemOf('L1'), ...good }] });
        expect(await silentIn(context, deviceId)).to.be.below(7);
      });
    const itemOf = async (tag: string) =>
      (
        await db
          .selectFrom('loan_item')
          .select('id')
          .where('tag', '=', tag)
          .where('back_at', 'is', null)
          .executeTakeFirstOrThrow()
      ).id;

    it('does not take the word of a laptop that no agent knows', async () => {
      const laptop = await enter('L9', { kind: 'laptop' });
      const { items } = (await ask('post', '/loans/check', {
        body: { assetIds: [laptop.id], offSite: true },
      })) as LoanCheck;
      expect(items[0]?.problem).to.match(/not linked to a device/);
    });

    it('lets nothing leave without the line manager, whom only their own sign-in speaks for', async () => {
      const camera = await enter('C1');
      const draft = { offSite: true, signature: null };
      expect((await ask.refused(lend([camera], draft), 409)).code).to.equal('loan.no_approval');
      const own = { how: 'in_writing', approverId: ann.id, words: 'my own e-mail' };
      await ask.refused(lend([camera], { ...draft, approval: own }), 400);
      const asked = { how: 'ask', approverId: boss.id };
      expect((await ask.refused(lend([camera], { ...draft, approval: asked }), 400)).detail).to.match(
        /cannot sign in/,
      );
      await db
        .insertInto('account')
        .values({
          id: 'boss',
          school_id: context.schoolId,
          person_id: boss.id,
          role: 'headteacher',
          password_hash: null,
          locked_until: null,
          last_sign_in_at: null,
          created_at: 1,
        })
        .execute();
      const loan = await lend([camera], { ...draft, approval: asked });
      expect(loan).to.deep.include({ status: 'waiting' });
      await ask.refused(step(loan, 'approval', { approve: true }), 403);
      const asBoss = { ...context.by, id: `person:${boss.id}`, name: boss.name, role: 'headteacher' };
      const yours = async (as?: typeof asBoss) =>
        ((await ask('get', '/loans', { ...(as && { as }) })) as { yours: { number: number }[] }).yours;
      expect(await yours()).to.deep.equal([]);
      expect((await yours(asBoss)).map(one => one.number)).to.deep.equal([loan.number]);
      const approve = (as: Caller) =>
        ask('post', '/loans/{id}/approval', {
          ...{ params: { id: loan.id }, as },
          body: { approve: true, words: 'For the trip' },
        });
      const through = await begunByLinkOf(context, asBoss, context.by.id);
      expect((await ask.refused(approve(through), 403)).code).to.equal('loan.own_work');
      const behind = await begunByLinkOf(context, asBoss, 'person:maker');
      const theirs = (await ask('post', '/loans', {
        ...{ as: behind },
        body: {
          ...{ holderId: ann.id, purpose: 'Trip', dueOn: '2026-11-27', ...draft, approval: asked },
          items: [{ assetId: (await enter('C2')).id, accessories: [] }],
        },
      })) as Loan;
      const maker = await begunByLinkOf(context, asBoss, 'person:maker');
      const yes = { params: { id: theirs.id }, as: maker, body: { approve: true, words: 'For the trip' } };
      expect((await ask.refused(ask('post', '/loans/{id}/approval', yes), 403)).code).to.equal(
        'loan.own_work',
      );
      await approve(asBoss);
      await ask.refused(step(loan, 'hand-over', await sign()), 400);
      const signed = await step(loan, 'hand-over', await sign({ personalUse: { use: 'none' } }));
      expect(signed).to.deep.include({ status: 'out' });
      expect(signed.approval).to.deep.include({ how: 'signed_in', words: 'For the trip' });
      expect(signed.statement).to.equal('holds');
    });

    it('takes some things back with what is missing and damaged, and ends when the last is back or lost', async () => {
      const loan = await lend([await enter('C1'), await enter('C2')]);
      const [first, second] = loan.items;
      const damaged = { itemId: first?.id, outcome: 'returned', condition: 'damaged', to: 'in_repair' };
      await ask.refused(step(loan, 'return', { items: [damaged] }), 400);
      const partly = await step(loan, 'return', {
        items: [{ ...damaged, damage: 'Lens cracked', missing: ['Charger'] }],
      });
      expect(partly).to.deep.include({ status: 'out', out: 1 });
      expect(partly.items[0]?.returned).to.deep.include({ condition: 'damaged', missing: ['Charger'] });
      expect(await asset(first?.assetId ?? '')).to.deep.include({
        state: 'in_repair',
        holder: null,
        holderId: null,
      });
      await ask.refused(step(loan, 'return', { items: [{ itemId: second?.id, outcome: 'lost' }] }), 400);
      const over = await step(loan, 'return', {
        items: [{ itemId: second?.id, outcome: 'stolen', damage: 'From the coach, ref 42' }],
      });
      expect(over).to.deep.include({ status: 'ended' });
      const gone = await asset(second?.assetId ?? '');
      expect(gone).to.deep.include({ state: 'stolen', holder: 'Ann Ash' });
      expect(gone.heldDataAt, 'sticks for ever').to.not.equal(null);
    });

    it('lets nobody lend one thing twice, or move it behind the loan’s back', async () => {
      const camera = await enter('C1');
      const loan = await lend([camera]);
      const second = await ask.refused(lend([camera], { holderId: boss.id }), 409);
      expect(second.detail).to.match(/Ann Ash has it \(loan 1\)/);
      const now = await asset(camera.id);
      const behind = ask('post', '/assets/{id}/state', {
        params: { id: camera.id },
        body: { revision: now.revision, to: 'in_stock' },
      });
      expect((await ask.refused(behind, 409)).code).to.equal('asset.lent');
      expect(now.nextStates).to.not.include('on_loan');
      await step(loan, 'return', { items: [{ itemId: loan.items[0]?.id, ...good }] });
      await ask.refused(step(loan, 'return', { items: [{ itemId: loan.items[0]?.id, ...good }] }), 409);
    });

    it('keeps what is only for staff from pupils', async () => {
      const phone = await enter('P1', { kind: 'phone', staffOnly: true });
      const refusal = await ask.refused(lend([phone], { holderId: pupil.id }), 409);
      expect(refusal.detail).to.match(/only for staff, and Cleo Cedar is not/);
    });

    it('says what is overdue, what must be stated again and what is open off site', async () => {
      const { asset: laptop, deviceId } = await aLaptop('L1', 'met');
      const approval = { how: 'in_writing', approverId: boss.id, words: 'E-mail of 20 Nov' };
      const off = { offSite: true, approval, signature: await sign({ personalUse: { use: 'none' } }) };
      const loan = await lend([laptop], off);
      expect(await loanMatters(context, context.schoolId)).to.deep.include({ overdue: 0, statements: 0 });
      await stands(deviceId, 'not_met');
      context.clock.at += 366 * dayMs;
      expect(await loanMatters(context, context.schoolId)).to.deep.equal({
        overdue: 1,
        longest: 361,
        ready: 0,
        refused: 0,
        open: ['L1'],
        unsure: [],
        statements: 1,
        declared: [],
      });
      await stands(deviceId, 'unknown');
      expect(await loanMatters(context, context.schoolId)).to.deep.include({ open: [], unsure: ['L1'] });
      expect((await rows('overdue'))[0]).to.deep.include({ overdueDays: 361 });
      await ask.refused(step(loan, 'statement', { use: 'significant', saidBy: 'Ann Ash' }), 400);
      const said = await step(loan, 'statement', {
        use: 'significant',
        words: 'Weekend films',
        saidBy: 'Ann Ash',
      });
      expect(said).to.deep.include({ statement: 'holds' });
      await ask.refused(step(loan, 'extend', { dueOn: '2028-01-10' }), 400);
      await stands(deviceId, 'met');
      const longer = await step(loan, 'extend', { dueOn: '2028-01-10', words: 'E-mail by Bea Birch' });
      expect(longer.overdueDays).to.equal(0);
      const was = said.dueOn;
      expect(longer).to.deep.include({ signedDueOn: was, signature: said.signature });
      expect(longer.extensions[0]).to.deep.include({
        ...{ before: was, dueOn: '2028-01-10', words: 'E-mail by Bea Birch', at: context.now() },
      });
      await stands(deviceId, 'not_met');
      const open = step(longer, 'extend', { dueOn: '2028-02-10', words: 'E-mail by Bea Birch' });
      expect((await ask.refused(open, 409)).detail).to.match(/is not encrypted/);
      expect((await step(longer, 'extend', { dueOn: '2028-01-09' })).extensions).to.have.length(2);
      const of = (await ask('get', '/devices/{id}/loan', { params: { id: deviceId } })) as {
        loan: { holder: { name: string }; offSite: boolean };
      };
      expect(of.loan).to.deep.include({ offSite: true, dueOn: '2028-01-09' });
    });

    it('keeps trolleys together, and who holds something does not leave', async () => {
      const things = [await enter('T1'), await enter('T2')];
      const body = { name: 'Trolley 3', assetIds: things.map(one => one.id) };
      const { items } = (await ask('post', '/asset-sets', { body })) as { items: AssetSet[] };
      expect(items[0]?.members.map(one => one.tag)).to.deep.equal(['T1', 'T2']);
      await ask.refused(ask('post', '/asset-sets', { body: { ...body, name: 'trolley 3' } }), 409);
      await lend(things);
      const leaving = ask('patch', '/persons/{id}', { params: { id: ann.id }, body: { left: true } });
      expect((await ask.refused(leaving, 409)).detail).to.match(/still has T1, T2/);
      await ask('delete', '/asset-sets/{id}', { params: { id: items[0]?.id ?? '' } });
    });
  });
});
