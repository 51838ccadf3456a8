import { expect } from 'chai';
import * as z from 'zod';
import { begunByLinkOf } from '../../../test/support/begun-by-link.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool, refusal } from '../../../test/support/policy-school.ts';
import { hashPassword } from '../accounts/passwords.ts';
import { findSession, startSession } from '../accounts/sessions.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import { approve, expireApprovals, refuse, withdraw } from './decide.ts';
import { type ApprovalKind, askApproval } from './index.ts';
import { approvalsWaiting, listApprovals, readApproval } from './present.ts';
import { kindsOf } from './store.ts';

const hourMs = 3600_000;
const wish = {
  subject: 'batch 7',
  title: 'Dispose of 12 laptops',
  lines: ['12 laptops leave the register.'],
  reason: 'They are too old',
  payload: { batch: 7 },
};

forEachDatabase((_engine, open) => {
  describe('a second person', () => {
    let school: PolicySchool;
    let head: Caller;
    let done: string[];
    let told: number;
    let stands: string | null;

    const kind: ApprovalKind<{ batch: number }> = {
      kind: 'disposal',
      permission: 'policies.approve',
      stepUp: false,
      waitsMs: 24 * hourMs,
      alone: 'do',
      read: payload => z.object({ batch: z.number() }).parse(payload),
      async approved(_context, _tx, asked, by) {
        if (stands !== null) throw conflict('batch.gone', stands);
        done.push(`${asked.payload.batch} by ${by.name}, asked by ${asked.askedBy.name}`);
        return {
          sentence: '12 laptops are gone.',
          after: () => {
            told += 1;
          },
        };
      },
      async ended(_context, _tx, asked, how) {
        done.push(`${asked.payload.batch} ${how}`);
      },
    };
    const grave: ApprovalKind<{ batch: number }> = { ...kind, kind: 'grave', stepUp: true, alone: 'refuse' };
    const kinds = kindsOf([kind, grave]);

    beforeEach(async () => {
      school = await aPolicySchool(await open());
      head = await school.aPerson('Hazel Head', 'headteacher');
      done = [];
      told = 0;
      stands = null;
    });

    const ask = (by = school.technician, more = {}, of = kind) =>
      school.context.db
        .transaction()
        .execute(tx => askApproval(school.context, tx, by, of, { ...wish, ...more }));
    const idOf = async (...given: Parameters<typeof ask>) => (await ask(...given)).id ?? '';
    const say = (by: Caller, id: string) => approve(school.context, kinds, by, id, undefined);
    const read = (by: Caller, id: string) => readApproval(school.context, kinds, by, id);

    const accountOf = ({ id }: Caller) =>
      school.context.db
        .selectFrom('account')
        .select(['id as accountId', 'school_id as schoolId'])
        .where('person_id', '=', id.replace('person:', ''))
        .executeTakeFirstOrThrow();
    async function signedIn(person: Caller): Promise<Caller> {
      const token = await startSession(school.context.db, await accountOf(person), school.context.now());
      const found = await findSession(school.context.db, token, school.context.now());
      return { ...person, sessionId: found?.sessionId ?? '' };
    }
    async function havePassword(person: Caller, password: string) {
      await school.context.db
        .updateTable('account')
        .set({ password_hash: await hashPassword(password) })
        .where('id', '=', (await accountOf(person)).accountId)
        .execute();
    }

    it('is asked by name, and told exactly what a yes does; until then nothing is done', async () => {
      const opened = await ask();
      expect(opened.sentence).to.equal('Hazel Head has to agree first.');
      const shown = await read(head, opened.id ?? '');
      expect(shown).to.deep.include({
        lines: wish.lines,
        youMayDecide: true,
        state: 'waiting',
        whyNot: null,
      });
      expect(shown.link).to.match(new RegExp(`/approvals/${opened.id}$`));
      expect(
        (await approvalsWaiting(school.context.db, head, school.context.now())).map(one => one.title),
      ).to.deep.equal([wish.title]);
      expect(done).to.deep.equal([]);
    });

    it('says yes once: it is done once, and others hear of it after it is kept', async () => {
      const id = await idOf();
      expect(await say(head, id)).to.equal('12 laptops are gone.');
      expect((await refusal(say(head, id))).code).to.equal('approval.over');
      expect(done).to.deep.equal(['7 by Hazel Head, asked by Tara Tech']);
      expect(told).to.equal(1);
      expect(await read(head, id)).to.include({ state: 'approved', decidedBy: 'Hazel Head' });
    });

    it('of two yeses at one moment, one counts', async () => {
      const id = await idOf();
      const both = await Promise.allSettled([say(head, id), say(head, id)]);
      expect(both.map(one => one.status).sort()).to.deep.equal(['fulfilled', 'rejected']);
      expect(done).to.have.length(1);
    });

    it('is never the one who asked, nor one who wrote in it, nor a token', async () => {
      const id = await idOf(school.technician, { writers: [head.id] }).catch(error => error.code);
      // With the headteacher among the writers nobody is left, and this kind goes on alone.
      expect(id).to.equal('');
      const waits = await idOf();
      expect((await refusal(say(school.technician, waits))).code).to.equal('approval.own_work');
      const token = { ...head, id: 'token:1' };
      expect((await refusal(say(token, waits))).detail).to.include('A person has to agree');
      expect((await read(school.technician, waits)).whyNot).to.include('somebody else');
    });

    it('is never the one who asked behind a link that they made, and is told so before they try', async () => {
      const id = await idOf();
      const through = await begunByLinkOf(school.context, head, school.technician.id);
      const shown = await read(through, id);
      expect(shown.youMayDecide).to.equal(false);
      expect(shown.whyNot).to.include('made the link by which you signed in');
      const waiting = await approvalsWaiting(school.context.db, through, school.context.now());
      expect(waiting.map(one => one.yours)).to.deep.equal([false]);
      expect((await refusal(say(through, id))).code).to.equal('approval.own_work');
      const no = refuse(school.context, kinds, through, id, 'Not this');
      expect((await refusal(no)).code).to.equal('approval.own_work');
      await say(await begunByLinkOf(school.context, head, 'person:another'), id);
    });

    it('is not who made the link behind which it was asked', async () => {
      const other = await school.aPerson('Theo Tech', 'technician');
      const id = await idOf(await begunByLinkOf(school.context, other, school.technician.id));
      expect((await refusal(say(school.technician, id))).code).to.equal('approval.own_work');
      await say(head, id);
    });

    it('may be the technician for the headteacher', async () => {
      await say(school.technician, await idOf(head));
      expect(done).to.deep.equal(['7 by Tara Tech, asked by Hazel Head']);
    });

    it('decides nothing while something stands against it', async () => {
      const id = await idOf();
      stands = 'The batch is gone.';
      expect((await refusal(say(head, id))).code).to.equal('batch.gone');
      stands = null;
      await say(head, id);
      expect(done).to.have.length(1);
    });

    it('says no with a reason, which the room hears of', async () => {
      const id = await idOf();
      await refuse(school.context, kinds, head, id, 'Three still work');
      expect(await read(school.technician, id)).to.include({ state: 'refused', outcome: 'Three still work' });
      expect(done).to.deep.equal(['7 refused']);
      expect((await refusal(say(head, id))).detail).to.equal('Hazel Head did not agree to this.');
    });

    it('is not needed any more once the asker takes it back; nobody else can', async () => {
      const id = await idOf();
      expect((await refusal(withdraw(school.context, kinds, head, id))).code).to.equal('approval.not_yours');
      await withdraw(school.context, kinds, school.technician, id);
      expect(done).to.deep.equal(['7 withdrawn']);
    });

    it('comes too late after its time: it ends by itself, and at once for whoever is late', async () => {
      const id = await idOf(school.technician, { expiresAt: school.context.now() + hourMs });
      school.context.clock.at += hourMs;
      expect((await refusal(say(head, id))).code).to.equal('approval.expired');
      await expireApprovals(school.context, kinds);
      await expireApprovals(school.context, kinds);
      expect(done).to.deep.equal(['7 expired']);
      expect((await listApprovals(school.context, kinds, head)).lately[0]).to.include({ state: 'expired' });
    });

    it('is asked once about one thing', async () => {
      await ask();
      expect((await refusal(ask())).code).to.equal('approval.waits_already');
      await ask(school.technician, { subject: 'batch 8' });
    });

    it('is found by what it is about, so that its page names the question that waits', async () => {
      await ask();
      const { id } = await ask(school.technician, { subject: 'batch 8' });
      const found = await listApprovals(school.context, kinds, school.technician, { subject: 'batch 8' });
      expect(found.waiting.map(one => one.id)).to.deep.equal([id]);
      await withdraw(school.context, kinds, school.technician, id ?? '');
      const after = await listApprovals(school.context, kinds, school.technician, { subject: 'batch 8' });
      expect([after.waiting, after.lately.map(one => one.id)]).to.deep.equal([[], [id]]);
    });

    it('of a grave kind gives the password again, and a wrong one counts like a wrong sign-in', async () => {
      const id = await idOf(school.technician, {}, grave);
      const sitting = await signedIn(head);
      const sayWith = (by: Caller, password?: string) => approve(school.context, kinds, by, id, password);
      expect((await refusal(sayWith(head))).code).to.equal('step_up.no_person');
      expect((await refusal(sayWith(sitting))).code).to.equal('step_up.no_password');
      await havePassword(head, 'wombat tulip engine');
      expect((await refusal(sayWith(sitting))).fields).to.deep.equal({ password: 'Type your password' });
      for (let wrong = 0; wrong < 5; wrong += 1)
        expect((await refusal(sayWith(sitting, 'another'))).code).to.equal('step_up.wrong');
      expect((await refusal(sayWith(sitting, 'wombat tulip engine'))).code).to.equal('step_up.wrong');
      expect(done).to.deep.equal([]);
      school.context.clock.at += hourMs;
      await sayWith(sitting, 'wombat tulip engine');
      expect(done).to.have.length(1);
    });

    it('that nobody can be: one kind goes on with a line in the log, a grave one is refused', async () => {
      await school.context.db.updateTable('account').set({ disabled: 1 }).execute();
      expect((await ask()).id).to.equal(null);
      expect((await refusal(ask(school.technician, {}, grave))).code).to.equal('approval.nobody');
      const logged = await school.context.db
        .selectFrom('audit')
        .select('action')
        .where('action', '=', 'approval.alone')
        .execute();
      expect(logged).to.have.length(1);
    });

    it('of another school sees nothing', async () => {
      const id = await idOf();
      const stranger = { ...head, schoolId: 'another' };
      expect((await refusal(read(stranger, id))).code).to.equal('approval.not_found');
      expect((await refusal(say(stranger, id))).code).to.equal('approval.not_found');
    });
  });
});
