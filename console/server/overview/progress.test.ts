import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, own } from '../../../test/support/policy-school.ts';
import { aFinding, aReport } from '../../../test/support/raw-device.ts';
import { openIncident } from '../incidents/index.ts';
import { placeOrder } from '../orders/index.ts';
import { inProgress } from './progress.ts';
import { routes } from './routes.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  it('what is in progress is said: roll-outs with their rings, orders, collections and stock-takes', async () => {
    const db = await open();
    const school = await aPolicySchool(db);
    const { context, technician } = school;
    const { schoolId } = context;
    const now = () => inProgress(context, schoolId);
    expect(await now()).to.deep.equal({ rollouts: [], lines: [] });

    const pilot = await school.anotherGroup('IT');
    const deviceId = await school.aDevice('LIB-03', 12, pilot);
    await school.put('school', own({ minLength: 11 }), [{ groupId: pilot, waitMinutes: 30 }]);
    const order = { order: { kind: 'check_now' as const }, reason: '' };
    await db.transaction().execute(tx => placeOrder(context, tx, technician, deviceId, order));
    const common = { school_id: schoolId, created_at: context.now(), created_by: 'a test' };
    await db
      .insertInto('disposal_contractor')
      .values({
        ...{ id: 'c', school_id: schoolId, name: 'Green', contact: '', carrier_number: 'C', permit: 'P' },
        ...{ carrier_until: '2027-01-01', certification: '', checked_on: '2026-01-01', checked_by: 'Ann' },
      } as never)
      .execute();
    const batch = { ...common, contractor_id: 'c', collect_on: '2026-11-30', way: 'collected' };
    const collected = { status: 'collected', signed_at: context.now() - 12.5 * dayMs };
    await db
      .insertInto('disposal_batch')
      .values([
        { ...batch, id: randomUUIDv7(), number: 2, status: 'gathering' },
        { ...batch, id: randomUUIDv7(), number: 1, ...collected },
        { ...batch, id: randomUUIDv7(), number: 3, status: 'cancelled' },
      ] as never)
      .execute();
    const take = { school_id: schoolId, places: '[]', started_at: 1, started_by: 'Ann', started_by_id: 'a' };
    await db
      .insertInto('stock_take')
      .values([
        { ...take, id: randomUUIDv7(), name: 'Autumn', status: 'open' },
        { ...take, id: randomUUIDv7(), name: 'Summer', status: 'signed' },
      ] as never)
      .execute();

    const { rollouts, lines } = await now();
    expect(rollouts.map(({ status, rings }) => [status, rings.length])).to.deep.equal([['running', 2]]);
    expect(lines.map(({ sentence }) => sentence)).to.deep.equal([
      'LIB-03 is to look at everything now, once it is connected.',
      'Collection 2 of what is disposed of is prepared for 30 Nov 2026.',
      'Collection 1 of what was disposed of is open, 12 days after it left.',
      'The stock-take “Autumn” is being counted.',
    ]);
    expect(lines[0]?.to).to.equal(`/devices/${deviceId}?tab=orders`);
  });

  it('what needs somebody is red first, whatever it is of', async () => {
    const db = await open();
    const school = await aPolicySchool(db);
    const { context, technician } = school;
    const id = await school.aDevice('LIB-04', null);
    const report = aReport(1, [aFinding('disk-encryption', 'not_met', { observedAt: context.now() })]);
    await school.ingest.submit(school.from(id), [report]);
    const given = { category: 'other' as const, title: 'It fell', detail: '', deviceId: id, source: 'hand' };
    const more = { noticedAt: context.now(), id: randomUUIDv7(), matter: 'fell' };
    await db
      .transaction()
      .execute(tx => openIncident(context, tx, technician, { ...given, ...more } as never));
    const ask = askRoutes(context, () => routes(context));
    const { needs } = (await ask('get', '/overview', { as: technician })) as {
      needs: { kind: string; serious: boolean }[];
    };
    expect(needs.slice(0, 2).map(one => [one.kind, one.serious])).to.deep.equal([
      ['not_met', true],
      ['incident', false],
    ]);
  });
});
