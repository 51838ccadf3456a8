import { expect } from 'chai';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLargeSchool } from '../../../test/support/large-school.ts';
import { routes as audit } from '../audit/index.ts';
import { routes as devices } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { routes as loans } from '../loans/index.ts';
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

    it('takes the filters of its list and no place within it', async () => {
      const refused = await answer('/devices', { cursor: 'x' }).catch((error: unknown) => error);
      expect(refused).to.be.an('error').and.not.instanceOf(AppError);
    });
  });
});
