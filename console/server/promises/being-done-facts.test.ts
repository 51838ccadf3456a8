import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, control, own, type PolicySchool } from '../../../test/support/policy-school.ts';
import { aFinding } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { restand } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';
import { placeOrder } from '../orders/index.ts';
import { makeException } from '../policies/exceptions.ts';
import type { Deed } from './being-done.ts';
import { readBeingDone } from './being-done-facts.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

forEachDatabase((_engine, open) => {
  describe('what records say is being done', () => {
    let db: Db;
    let school: PolicySchool;
    let context: PolicySchool['context'];
    /** Of three computers the first two do not keep what is asked. */
    let ids: string[];

    beforeEach(async () => {
      db = await open();
      school = await aPolicySchool(db);
      ({ context } = school);
      ids = [];
      for (const [name, length] of [
        ['D1', 4],
        ['D2', 4],
        ['D3', 30],
      ] as const) {
        const id = await school.aDevice(name, length);
        ids.push(id);
        await finding(id, 'antivirus', length === 4 ? 'not_met' : 'met');
      }
    });

    let seq = 100;
    const finding = (id: string, key: string, state: 'met' | 'not_met') =>
      db.transaction().execute(tx =>
        restand(tx, context.now(), [
          {
            ...{ id, set: {} },
            findings: [
              {
                finding: aFinding(key, state, { observedAt: context.now() }),
                ...{ seq: ++seq, observedAt: context.now() },
              },
            ],
          },
        ]),
      );
    const about = async (key: string): Promise<Deed[]> =>
      (await readBeingDone(db, context.schoolId, context.now())).get(key) ?? [];
    const except = (id: string | undefined, days: number) =>
      makeException(context, school.technician, {
        ...{ control, deviceIds: [id ?? ''], settings: { minLength: 4 } },
        ...{ reason: 'A child who learns to read', askedBy: 'Reception teacher' },
        endsAt: context.now() + days * dayMs,
      });
    const scan = { kind: 'scan_for_viruses', control: 'antivirus', extent: 'quick' } as const;
    const lock = { kind: 'lock', control: 'idle-lock' } as const;
    const give = (id: string, order: typeof scan | typeof lock) =>
      db
        .transaction()
        .execute(tx =>
          placeOrder(context, tx, school.technician, id, { order, reason: '', expiresInMinutes: 60 }),
        );

    it('are nothing where nothing is recorded', async () => {
      expect(await readBeingDone(db, context.schoolId, context.now())).to.deep.equal(new Map());
    });

    it('know a change on its way, until when every computer has it, and only where one is to gain by it', async () => {
      const other = await school.anotherGroup('IT');
      const rings = [{ groupId: other, waitMinutes: 30 }];
      await school.put('school', own({ minLength: 11 }), rings);
      const [deed, ...more] = await about(control);
      expect(more).to.deep.equal([]);
      expect(deed).to.deep.equal({
        ...{ kind: 'change_on_its_way', by: 'Tara Tech', many: 2 },
        atLatest: context.now() + 30 * minuteMs,
      });
      expect(await about('antivirus'), 'what the change leaves as it was').to.deep.equal([]);
      await db.updateTable('policy_rollout').set({ status: 'halted' }).execute();
      expect((await about(control))[0]).to.include({ kind: 'change_stopped', atLatest: null });
      await db.updateTable('device_finding').set({ state: 'met' }).execute();
      expect(await about(control)).to.deep.equal([]);
    });

    it('know an exception that waits with its end, and count no computer that is let off already', async () => {
      await school.aPerson('Harriet Head', 'headteacher');
      await except(ids[0], 200);
      const endsAt = context.now() + 200 * dayMs;
      expect(await about(control)).to.deep.equal([
        { kind: 'let_off_waits', by: 'Reception teacher', many: 1, atLatest: endsAt },
      ]);
      await except(ids[0], 10);
      expect(await about(control)).to.deep.equal([]);
    });

    it('know an order that mends it, of those computers alone that need it', async () => {
      for (const id of ids) await give(id, scan);
      await give(ids[0] ?? '', lock);
      expect(await about('antivirus')).to.deep.equal([
        { kind: 'scan_for_viruses', by: 'Tara Tech', many: 2, atLatest: context.now() + 60 * minuteMs },
      ]);
      expect(await about(control)).to.deep.equal([]);
      context.clock.at += 2 * 60 * minuteMs;
      expect(await about('antivirus'), 'its time is over').to.deep.equal([]);
    });

    it('know a computer that is being repaired', async () => {
      for (const id of ids)
        await db
          .insertInto('asset')
          .values({
            ...{ id, school_id: context.schoolId, revision: 1, tag: id, tag_key: id, tag_order: id },
            ...{ kind: 'laptop', secure_location: 0, state: 'in_repair', state_at: 1, search_text: '' },
            ...{ created_at: 1, created_by: 'Tara Tech', updated_at: 1, staff_only: 0, device_id: id },
          })
          .execute();
      expect(await about(control)).to.deep.equal([{ kind: 'repair', by: null, many: 2, atLatest: null }]);
    });

    it('know what went wrong there, and say nothing to all of what is about a person', async () => {
      const told = await db.transaction().execute(tx =>
        openIncident(context, tx, context.by, {
          ...{ category: 'malware', title: 'Something was stopped', deviceId: ids[0] ?? '' },
          ...{ noticedAt: context.now(), source: 'device' },
        }),
      );
      expect(await about('antivirus')).to.deep.equal([
        { kind: 'incident', by: null, many: 1, atLatest: null },
      ]);
      const { person_id } = await db.selectFrom('account').select('person_id').executeTakeFirstOrThrow();
      await db
        .insertInto('incident_about')
        .values({ incident_id: told.id, person_id, school_id: context.schoolId })
        .execute();
      expect(await about('antivirus')).to.deep.equal([]);
    });

    it('know a yes that waits, and weak spots that somebody said will be mended by a day', async () => {
      const until = context.now() + dayMs;
      await db
        .insertInto('approval')
        .values({
          ...{ id: 'a', school_id: context.schoolId, kind: 'suspend-enforcement', subject: ids[1] ?? '' },
          ...{ permission: 'policies.approve', title: 'A pause', lines: '[]', reason: '', payload: '{}' },
          ...{ writers: '[]', status: 'waiting', asked_by: 'x', asked_by_name: 'Tara Tech' },
          ...{ asked_at: context.now(), expires_at: until, decided_at: null, decided_by: null, outcome: '' },
        })
        .execute();
      expect(await about(control)).to.deep.equal([
        { kind: 'yes_waits', by: 'Tara Tech', many: 1, atLatest: until },
      ]);
      for (const [id, name] of [
        ['one', 'openssl'],
        ['two', 'product:vlc'],
      ] as const)
        await db
          .insertInto('vulnerability')
          .values({
            ...{ id, school_id: context.schoolId, package: name, key: id, title: id, search_text: '' },
            ...{ advisories: '[]', summary: '', severity: 'high', score: 75, matter: 1, standing: 'planned' },
            ...{ affected: '{}', devices: 3, published_at: 1, fix_published_at: 1, due_at: 1, revision: 1 },
            ...{
              exploited_due_on: null,
              ransomware: 0,
              safe_version: null,
              first_seen_at: 1,
              fixed_at: null,
            },
            ...{ decision: 'fix', decision_until: '2026-12-12', decision_reason: null, decided_at: 1 },
            decided_by: 'Tara Tech',
          })
          .execute();
      expect(await about('os-updates')).to.deep.equal([
        { kind: 'weak_spots', by: 'Tara Tech', many: 1, atLatest: Date.UTC(2026, 11, 12, 21, 30) },
      ]);
    });
  });
});
