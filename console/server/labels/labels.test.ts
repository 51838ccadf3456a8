import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { LabelChoices } from '../../../shared/protocol/api/labels.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { routes } from './index.ts';

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
      const pdf = Buffer.from(sheet.base64, 'base64');
      expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
      expect((await choices()).without).to.equal(0);
      expect((await ask.refused(print({ kind: 'without' }), 409)).code).to.equal('labels.none');
      expect((await print({ kind: 'place', place: 'Hall' })).labels).to.equal(3);
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
      await print({ ...wanted, first: 3 });
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
