import { expect } from 'chai';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLargeSchool } from '../../../test/support/large-school.ts';
import { routes as audit } from '../audit/index.ts';
import { routes as devices } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { routes as loans } from '../loans/index.ts';
import { allRoutes } from '../main-rooms.ts';
import { routes as people } from '../people/index.ts';
import type { FileAnswer } from '../route.ts';
import { readSheet, type Sheet } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the sheet of a list', () => {
    let context: TestContext;
    const routes = () => [...devices(context), ...people(context), ...loans(context), ...audit(context)];
    const answer = (path: string, query: object) =>
      askRoutes(context, routes)('get', `${path}/export`, { query }) as Promise<FileAnswer>;

    async function sheet(path: string, query: object = {}): Promise<Sheet> {
      const { bytes } = await answer(path, query);
      let text = '';
      for await (const part of bytes as AsyncIterable<string>) text += part;
      expect(text.startsWith('\ufeff')).to.equal(true);
      return readSheet(text);
    }
    const column = ({ headers, rows }: Sheet, name: string) =>
      rows.map(({ cells }) => cells[headers.indexOf(name)]);

    before(async () => {
      context = await aLargeSchool(await open(), 450);
    });

    it('has every row, over as many pages as it takes, each once and in the order of the list', async () => {
      const names = column(await sheet('/devices'), 'Name');
      expect(names).to.have.length(450);
      expect(new Set(names)).to.have.length(450);
      expect(names[1]).to.equal('Trolley Ash 8');
    });

    it('has what fits the same filters, and is called after its list and the day', async () => {
      expect(column(await sheet('/devices', { search: 'hazel 7 macbook' }), 'Name')).to.include(
        'Trolley Hazel 7',
      );
      expect(column(await sheet('/loans', { view: 'now' }), 'Status')).to.satisfy((all: string[]) =>
        all.every(status => status === 'On loan'),
      );
      expect((await answer('/devices', {})).name).to.equal('devices-2026-11-22.csv');
    });

    it('says moments by the clocks of the school', async () => {
      await context.db
        .updateTable('device')
        .set({ last_seen_at: Date.UTC(2026, 6, 1, 12) })
        .where('name', '=', 'Trolley Ash 8')
        .execute();
      const found = await sheet('/devices', { search: 'ash 8' });
      expect(column(found, 'Last seen')[0]).to.equal('2026-07-01 13:00');
    });

    it('holds nothing that a spreadsheet would run', async () => {
      const name = '=HYPERLINK("http://x")';
      await context.db.updateTable('person').set({ name }).where('name', '=', 'Ann Ash 0').execute();
      expect(column(await sheet('/persons', { search: 'hyperlink' }), 'Name')).to.deep.equal([`'${name}`]);
    });

    it('is written into the audit log with its filters', async () => {
      await sheet('/devices', { search: 'cedar' });
      const { items } = (await askRoutes(context, routes)('get', '/audit-log')) as {
        items: { sentence: string }[];
      };
      expect(items[0]?.sentence).to.match(/^Took the list of devices as a file \(search = cedar/);
    });

    it('is there also for what is asked, sent, ordered, removed, saved and disposed of', async () => {
      const { db, schoolId: school_id, by } = context;
      const all = allRoutes(context, '1');
      const as = { ...by, role: 'technician' } as const;
      const text = async (path: string, given: object = {}) => {
        const file = (await askRoutes(context, () => all)('get', path, { as, ...given })) as FileAnswer;
        let whole = '';
        for await (const part of file.bytes as AsyncIterable<string>) whole += part;
        return whole.slice(1);
      };
      const [device] = await db.selectFrom('device').select('id').limit(1).execute();
      const [asset] = await db.selectFrom('asset').select(['id', 'tag']).limit(1).execute();
      await askRoutes(context, () => all)('post', '/saved-views', {
        as,
        body: { name: '=1+1', query: 'x=y' },
      });
      expect(await text('/saved-views/export')).to.include(`\r\n'=1+1,/devices?x=y\r\n`);
      await db
        .insertInto('approval')
        .values({
          ...{
            id: 'a',
            school_id,
            kind: 'lost-mode',
            permission: 'policies.approve',
            subject: device?.id ?? '',
          },
          ...{ title: '+44', lines: '["It locks."]', reason: 'On the bus', writers: '[]', status: 'waiting' },
          ...{ payload: JSON.stringify({ how: 'lost', message: 'Ask', deviceId: device?.id }), outcome: '' },
          ...{ asked_by: by.id, asked_by_name: 'Tara Tech', asked_at: context.now() },
          ...{ expires_at: context.now() + 1000, decided_at: null, decided_by: null },
        })
        .execute();
      expect(await text('/approvals/export')).to.include(`\r\n'+44,It locks.,On the bus,Tara Tech,`);
      const blank = { personal_data: 'no', value: 0, unvalued: 0, governors: 0, asked_by: 'Tara Tech' };
      await db
        .insertInto('write_off')
        .values({ ...blank, id: 'w', school_id, number: 7, status: 'waiting', reason: '@old', asked_at: 1 })
        .execute();
      const item = { id: 'i', school_id, write_off_id: 'w', status: 'requested', condition: 'broken' };
      await db
        .insertInto('disposal_item')
        .values({ ...item, asset_id: asset?.id ?? '', value: 1250 } as never)
        .execute();
      const [head, line] = (await text('/disposals/export')).split('\r\n');
      expect(head).to.match(/^Asset tag,Make,Model,Serial number,State,/);
      expect(line).to.match(new RegExp(`^${asset?.tag},.*,broken,12.5,7,.*,'@old,Tara Tech,`));
      for (const path of ['/webhooks', '/deliveries', '/departures'])
        expect((await text(`${path}/export`)).split('\r\n'), path).to.have.length(2);
      const params = { id: device?.id };
      expect(await text('/devices/{id}/orders/export', { params })).to.match(/^Given,Given by,What to do,/);
    });

    it('takes the filters of its list and no place within it', async () => {
      const refused = await answer('/devices', { cursor: 'x' }).catch((error: unknown) => error);
      expect(refused).to.be.an('error').and.not.instanceOf(AppError);
    });
  });
});
