import { expect } from 'chai';
import { labelLayouts, labelsOn } from '../../../shared/assets/labels.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { LabelChoices } from '../../../shared/protocol/api/labels.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { readPdfPage } from '../pdf/index.ts';
import { routes } from './index.ts';
import { labelPages } from './page.ts';

describe('a label', () => {
  for (const layout of labelLayouts)
    it(`bears its tag alone in the code for phones (${layout})`, () => {
      const tags = Array.from({ length: labelsOn(layout) + 1 }, (_, at) => `GP-${at}`);
      const { definition, pages } = labelPages(layout, 1, tags, 'Greenfield Primary');
      const codes = definition.content.flatMap(node => ('qr' in node ? [node.qr] : []));
      expect([codes, pages]).to.deep.equal([tags, 2]);
    });
});

forEachDatabase((_engine, open) => {
  describe('labels', function () {
    this.timeout(60_000);
    let context: TestContext;
    let ask: AskRoutes;
    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'camera', ...more } }) as Promise<Asset>;
    const print = (which: object, more: object = {}) =>
      ask('post', '/labels', { body: { layout: 'L7162', which, ...more } }) as Promise<{
        name: string;
        labels: number;
        pages: number;
        base64: string;
      }>;
    /** What stands on the first page. */
    const printed = async ({ base64 }: { base64: string }) =>
      ((await readPdfPage(Buffer.from(base64, 'base64'))) ?? []).map(({ text }) => text).join(' ');
    const choices = () => ask('get', '/labels') as Promise<LabelChoices>;
    const lookUp = (tag: string) => ask('get', '/labels/{tag}', { params: { tag } });

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [...routes(context), ...assetRoutes(context)]);
    });

    it('prints a PDF for what has no label, from where the sheet begins, and remembers it', async () => {
      for (const tag of ['GP-1', 'GP-2', 'GP-3']) await enter(tag, { location: 'Hall' });
      expect(await choices()).to.deep.include({
        without: 3,
        places: [{ place: 'Hall', things: 3, without: 3 }],
        fresh: { prefix: 'GP-', first: 4, digits: 1 },
      });
      const sheet = await print({ kind: 'without' }, { start: 15 });
      expect(sheet).to.deep.include({ labels: 3, pages: 2, name: 'labels-GP-1.pdf' });
      expect(await printed(sheet))
        .to.match(/GP-1.*GP-2/)
        .and.not.include('GP-3');
      expect((await choices()).without).to.equal(0);
      expect((await ask.refused(print({ kind: 'without' }), 409)).code).to.equal('labels.none');
      const tape = await print({ kind: 'place', place: 'Hall' }, { layout: 'tape24' });
      expect(tape).to.deep.include({ labels: 3, pages: 3 });
      expect(await printed(tape))
        .to.include('GP-1')
        .and.not.include('GP-2');
    });

    it('is missing again when the tag changes, and not of what takes one that was printed before', async () => {
      const made = await enter('GP-1');
      await print({ kind: 'without' });
      await print({ kind: 'new', prefix: 'GP-', first: 7, digits: 1, count: 2 });
      const call = async (tag: string) => {
        const { revision } = (await ask('get', '/assets/{id}', { params: { id: made.id } })) as Asset;
        return ask('patch', '/assets/{id}', {
          params: { id: made.id },
          body: { revision, tag },
        }) as Promise<Asset>;
      };
      expect((await call('gp-1')).labelPrintedAt, 'only spelled otherwise').to.not.equal(null);
      expect((await call('GP-2')).labelPrintedAt).to.equal(null);
      expect((await choices()).without).to.equal(1);
      expect((await call('GP-7')).labelPrintedAt).to.equal(context.now());
      expect((await enter('GP-8')).labelPrintedAt).to.equal(context.now());
      expect((await choices()).without).to.equal(0);
    });

    it('prints tags that nothing has yet, each once, and says what a code belongs to', async () => {
      await enter('GP-0002');
      const wanted = { kind: 'new', prefix: 'GP-', first: 2, digits: 4, count: 3 };
      expect((await ask.refused(print(wanted), 409)).detail).to.match(/GP-0002” is in the register/);
      const { base64 } = await print({ ...wanted, first: 3 }, { layout: 'L7163' });
      expect(await printed({ base64 })).to.match(/GP-0003.*GP-0004.*GP-0005/);
      expect((await ask.refused(print({ ...wanted, first: 5 }), 409)).detail).to.match(/was printed already/);
      expect((await choices()).fresh).to.deep.include({ first: 6 });
      expect(await lookUp('gp-0004')).to.deep.include({ tag: 'GP-0004', assetId: null });
      const made = await enter('GP-0004');
      expect(await lookUp('GP 0004')).to.deep.include({ assetId: null });
      expect(await lookUp(' gp-0004 ')).to.deep.include({ assetId: made.id });
      expect(await lookUp('never-printed')).to.deep.equal({
        tag: 'never-printed',
        assetId: null,
        printed: null,
      });
    });
  });
});
