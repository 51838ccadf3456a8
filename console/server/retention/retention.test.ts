import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { PersonalData } from '../../../shared/protocol/api/personal-data.ts';
import { type Period, type PeriodKey, periodKeys } from '../../../shared/protocol/api/retention.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { forgettings } from '../main-rooms.ts';
import { routes as personalData } from '../personal-data/index.ts';
import { daysOf, forgetPass, periods, routes } from './index.ts';

const dayMs = 24 * 3600_000;

describe('periods of retention', () => {
  it('have a room that forgets by each, and bounds around what is usual', () => {
    expect(new Set(forgettings.map(one => one.key))).to.deep.equal(new Set(periodKeys));
    for (const [key, { usual, least, most }] of Object.entries(periods))
      expect(least <= usual && usual <= most, key).to.equal(true);
    expect(daysOf('months', 13)).to.equal(396);
  });
});

forEachDatabase((_engine, open) => {
  describe('how long records are kept', () => {
    let context: TestContext;
    const ask = () => askRoutes(context, () => [...routes(context), ...personalData(context)]);
    const put = (key: PeriodKey, amount: number) =>
      ask()('put', '/retention/{key}', { params: { key }, body: { amount } }) as Promise<Period>;
    const held = async (key: string) =>
      ((await ask()('get', '/personal-data')) as PersonalData).held.find(one => one.key === key);
    const request = (id: string, decided: number | null) => ({
      ...{ id, school_id: context.schoolId, kind: 'software', device_id: null, person: 'Ann', reason: '' },
      ...{
        body: '{}',
        about: id,
        status: decided === null ? 'waiting' : 'refused',
        made_at: 1,
        made_by: null,
      },
      ...{ decided_at: decided, decided_by: null, answer: '', order_id: null, version_id: null },
    });
    const left = async (table: 'request' | 'approval' | 'person' | 'school_medium') =>
      (await context.db.selectFrom(table).select('id').orderBy('id').execute()).map(one => one.id);

    beforeEach(async () => {
      context = await aContext(await open());
    });

    it('is changed within bounds: longer at once, shorter after a week in which it can be put back', async () => {
      const refusal = await ask().refused(put('loans', 3), 400);
      expect(refusal.fields?.amount).to.match(/^Choose from 4 years to 25 years\. .*HMRC/);
      await ask().refused(put('sittings', 91), 400);
      expect(await put('requests', 5)).to.include({ amount: 5, next: null });
      const from = context.now() + 7 * dayMs;
      expect(await put('requests', 1)).to.deep.include({ amount: 5, next: { amount: 1, from } });
      expect(await held('requests')).to.include({ kept: '5 years after it was decided', fixed: '' });
      await context.db
        .insertInto('request')
        .values(request('old', context.now() - 2 * 365 * dayMs))
        .execute();
      context.clock.at = from - 1;
      await forgetPass(context, forgettings);
      expect(await left('request')).to.deep.equal(['old']);
      expect(await put('requests', 5)).to.include({ amount: 5, next: null });
      context.clock.at = from;
      await forgetPass(context, forgettings);
      expect(await left('request')).to.deep.equal(['old']);
      await put('requests', 1);
      context.clock.at += 7 * dayMs;
      await forgetPass(context, forgettings);
      expect(await left('request')).to.deep.equal([]);
      const written = await context.db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .orderBy('number')
        .execute();
      expect(
        written.map(one => one.action.replace('retention.', '')).filter(one => /^\w+$/.test(one)),
      ).to.deep.equal([...['changed', 'changed', 'changed', 'changed', 'forgotten']]);
      expect(JSON.parse(written.at(-1)?.facts ?? '')).to.deep.equal({
        ...{ what: 'Decided requests', count: 1, kept: '1 year' },
      });
    });

    it('is over for what was decided, retired or left, and never for what waits, is out, lost or still named', async () => {
      const { db, schoolId } = context;
      const long = context.now() - 8 * 365 * dayMs;
      await db
        .insertInto('request')
        .values([request('decided', long), request('waits', null)])
        .execute();
      const approval = {
        ...{
          school_id: schoolId,
          kind: 'k',
          permission: 'p',
          subject: 's',
          title: 't',
          lines: '[]',
          reason: '',
        },
        ...{
          payload: '{}',
          writers: '[]',
          asked_by: 'a',
          asked_by_name: 'Ann',
          asked_at: long,
          expires_at: long,
        },
        ...{ decided_by: null, outcome: '' },
      };
      await db
        .insertInto('approval')
        .values([
          { ...approval, id: 'waits', status: 'waiting', decided_at: null },
          { ...approval, id: 'expired', status: 'expired', decided_at: null },
          { ...approval, id: 'decided', status: 'approved', decided_at: long },
          { ...approval, id: 'lately', status: 'approved', decided_at: context.now() },
        ])
        .execute();
      const person = { school_id: schoolId, kind: 'staff', email: null, created_at: long };
      await db
        .insertInto('person')
        .values([
          { ...person, id: 'stays', name: 'Ann' },
          { ...person, id: 'left', name: 'Bea', left_at: long },
          { ...person, id: 'holds', name: 'Cal', left_at: long },
          { ...person, id: 'borrowed', name: 'Dan', left_at: long },
        ])
        .execute();
      const medium = {
        ...{
          school_id: schoolId,
          revision: 1,
          label: 'A',
          label_order: 'a',
          vendor_id: '1',
          product_id: '2',
        },
        ...{ access: 'read', encryption: 'none', holder: null, state_at: long, note: '', search_text: '' },
        ...{ seen_at: null, seen_device_id: null, seen_encrypted: null, created_at: long, created_by: 'a' },
        ...{ updated_at: long },
      };
      await db
        .insertInto('school_medium')
        .values([
          { ...medium, id: 'lost', serial: '1', serial_hash: '1', state: 'lost', holder_id: 'holds' },
          { ...medium, id: 'retired', serial: '2', serial_hash: '2', state: 'retired', holder_id: null },
        ])
        .execute();
      await db
        .insertInto('loan')
        .values(['ended', 'out'].map((status, number) => loan(status, number, long)))
        .execute();
      await db
        .insertInto('loan_statement')
        .values({
          ...{ id: 'said', school_id: schoolId, loan_id: 'ended', said_at: long, personal_use: 'none' },
          ...{ words: null, said_by: 'Dan', written_by: 'Ann' },
        })
        .execute();
      await forgetPass(context, forgettings);
      expect(await left('request')).to.deep.equal(['waits']);
      expect(await left('approval')).to.deep.equal(['lately', 'waits']);
      expect(await left('school_medium')).to.deep.equal(['lost']);
      const loans = await db.selectFrom('loan').select('id').execute();
      expect(loans.map(one => one.id)).to.deep.equal(['out']);
      // Cal’s name is on a lost stick, Dan’s on a loan that is still out.
      expect(await left('person')).to.deep.equal(['borrowed', 'holds', 'stays']);
    });

    const loan = (status: string, number: number, at: number) => ({
      ...{
        id: status,
        school_id: context.schoolId,
        number,
        status,
        holder_id: 'borrowed',
        holder_name: 'Dan',
      },
      ...{
        purpose: '',
        off_site: 0,
        due_on: null,
        approver_id: null,
        approver_name: null,
        approval_how: null,
      },
      ...{ approval_words: null, approved_at: null, agreement_id: null, signed_name: null, strokes: null },
      ...{ signed_at: null, signed_hash: null, witness: null, sign_asked_at: null, created_at: at },
      ...{
        created_by: 'Ann',
        created_by_id: randomUUIDv7(),
        ended_at: status === 'out' ? null : at,
        end_note: null,
      },
    });

    it('is told of every kind of record: by a period, a rule of its own, or why nobody changes it', async () => {
      const { held: all } = (await ask()('get', '/personal-data')) as PersonalData;
      for (const { key, period, fixed, to } of all)
        expect(
          [period !== null, fixed !== '', period === null && to !== null && fixed === ''].filter(Boolean),
          key,
        ).to.have.length(1);
    });
  });
});
