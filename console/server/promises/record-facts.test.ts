import { expect } from 'chai';
import { requirementOf } from '../../../shared/clauses/requirements.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { writeSetting } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { readThings } from './record-things.ts';
import { readPage } from './service.ts';

const dayMs = 24 * 3600_000;
const ids = ['F-09', 'H-04', 'J-04', 'K-01', 'N-05', 'O-08'];

/** Each line shown by what other rooms keep: something that is as it should be, then something that is not. */
forEachDatabase((_engine, open) => {
  describe('what other rooms keep, as promises stand on it', () => {
    it('is counted, and each thing that is open is named', async () => {
      const { context } = await aReportingSchool(await open());
      const { db, schoolId } = context;
      context.clock.at = Date.UTC(2026, 10, 23, 15);
      const clauses = ids.map(id => ({
        id: `clause-${id.toLowerCase()}`,
        line: id,
        controls: [],
        sentence: requirementOf(id)?.sentence,
      }));
      await db
        .insertInto('school_clauses')
        .values({
          ...{ school_id: schoolId, revision: 1, body: JSON.stringify(clauses) },
          ...{ updated_at: 0, updated_by: 'a test' },
        })
        .execute();
      const told = async () =>
        Object.fromEntries(
          ((await readPage(context, schoolId)).recorded ?? []).map(one => [
            one.line,
            `${one.verdict}: ${one.answer}`,
          ]),
        );
      const technician = { ...context.by, role: 'technician' } as Caller;
      const named = async (line: string) =>
        (await readThings(context, technician, line))?.filter(one => one.open).map(one => one.what);

      const review = (id: string, kind: string, in_order: number) =>
        db
          .insertInto('review')
          .values({
            ...{ id, school_id: schoolId, kind, what: id, owner: 'Tim', version: '', asked: 'It' },
            ...{ every_months: 12, ended_on: null, revision: 1, changed_at: 1, changed_by: 'Tim' },
          })
          .execute()
          .then(() =>
            db
              .insertInto('review_entry')
              .values({
                ...{ id: `${id}-look`, school_id: schoolId, review_id: id, done_on: '2026-11-01' },
                ...{ in_order, done_by: 'Tim', note: null, noted_at: 1, noted_by: 'Tim' },
              })
              .execute(),
          );
      const title = async (name: string, dpia: string | null, devices = 1) => {
        const of = { school_id: schoolId, source: 'windows', name, publisher: null };
        await db
          .insertInto('software')
          .values({ id: name, ...of })
          .execute();
        await db
          .insertInto('catalogue_title')
          .values({
            ...{ ...of, software_id: name, name_order: name, search_text: name, devices, first_seen_at: 1 },
            ...{ personal_data: 'yes', dpia },
          })
          .execute();
      };
      const server = (id: string, secure_checked_on: string | null, state = 'in_use') =>
        db
          .insertInto('asset')
          .values({
            ...{ id, school_id: schoolId, revision: 1, tag: id, tag_key: id, tag_order: id, kind: 'server' },
            ...{ secure_location: 1, secure_checked_on, state, state_at: 1, search_text: '' },
            ...{ created_at: 1, created_by: 'Tim', updated_at: 1, staff_only: 0 },
          })
          .execute();
      const neighbour = (id: string, decision: string) =>
        db
          .insertInto('neighbour')
          .values({
            ...{ id, school_id: schoolId, hash: id, maker: null, name: id, address: null, note: '' },
            ...{ first_seen_at: 1, last_seen_at: 1, device_id: null, asset_id: null, decision },
            ...{ decided_by: null, decided_at: null, search_text: '' },
          })
          .execute();
      const backedUp = async (days: number) => {
        await writeSetting(db, 'own-backup.made', String(context.now() - days * dayMs));
        await writeSetting(db, 'own-backup.tried', String(context.now() - 300 * dayMs));
      };

      await review('Rights', 'systems', 1);
      await review('Plan', 'document', 1);
      await title('Registers', 'DPIA 1');
      await title('Gone', null, 0);
      await server('S1', '2026-06-01');
      await server('S0', null, 'disposed');
      await neighbour('Printer', 'ours');
      await backedUp(3);
      expect(await told()).to.deep.equal({
        'F-09': 'holds: Each of 1 program with such data was thought through.',
        'H-04': 'holds: All 1 system that we look at was in order and in time.',
        'J-04': 'holds: All 1 paper that we look at was in order and in time.',
        'K-01': 'holds: Someone has decided about each of 1 thing that was seen.',
        'N-05':
          'holds: The last backup of these records is of 20 Nov 2026. Bringing it back was tried on 27 Jan 2026.',
        'O-08': 'holds: All 1 server stands in a locked room.',
      });
      for (const id of ids) expect(await named(id), id).to.deep.equal([]);

      await review('Leavers', 'systems', 0);
      await review('Response plan', 'document', 0);
      await title('Photos', null);
      await server('S2', '2025-11-01');
      await neighbour('Box', 'look');
      await backedUp(9);
      const broken = await told();
      for (const id of ids) expect(broken[id], id).to.match(/^does_not_hold: /);
      expect(broken['O-08']).to.equal(
        'does_not_hold: Of 2 servers, 1 has no locked room, or no one looked for a year.',
      );
      expect(await named('H-04')).to.deep.equal(['Leavers']);
      expect(await named('J-04')).to.deep.equal(['Response plan']);
      expect(await named('F-09')).to.deep.equal(['Photos']);
      expect(await named('N-05')).to.deep.equal(['The last backup of these records']);
      expect(await named('K-01')).to.deep.equal(['Things on our network']);
      expect(await named('O-08')).to.deep.equal(['S2']);
      expect(await readThings(context, { ...technician, role: 'headteacher' }, 'F-09')).to.equal(null);
    });
  });
});
