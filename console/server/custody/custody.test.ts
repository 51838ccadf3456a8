import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { CustodyEntry } from '../../../shared/protocol/api/custody.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { routes as assets } from '../assets/index.ts';
import { readPdfPage } from '../pdf/index.ts';
import type { FileAnswer } from '../route.ts';
import { routes as custody } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the chain of custody', function () {
    this.timeout(60_000);
    let context: TestContext;
    let ask: AskRoutes;
    let phone: Asset;

    const state = (to: string, note: string) =>
      ask('post', '/assets/{id}/state', {
        params: { id: phone.id },
        body: { revision: phone.revision, to, note },
      }) as Promise<Asset>;
    const hold = async (more: object = {}) =>
      (await ask('post', '/assets/{id}/custody', {
        params: { id: phone.id },
        body: {
          happenedAt: context.now(),
          heldBy: 'Hattie Head',
          place: 'Office safe',
          seal: 'A-1',
          ...more,
        },
      })) as { items: CustodyEntry[] };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [...assets(context), ...custody(context)]);
      const body = { tag: 'PH-1', kind: 'phone', location: 'Hall', state: 'in_service' };
      phone = (await ask('post', '/assets', { body })) as Asset;
    });

    it('begins with the quarantine and ends when it is let go, with everybody who had it in between', async () => {
      expect((await refusal(hold())).code).to.equal('custody.not_quarantined');
      phone = await state('quarantined', 'Found with pictures on it');
      context.clock.at += 60_000;
      await hold();
      context.clock.at += 60_000;
      await hold({ heldBy: 'PC Cole 4471', place: 'Police station', seal: 'B-9', note: 'Bag of the police' });
      context.clock.at += 60_000;
      phone = await state('in_stock', 'Given back, nothing found');
      const { items } = (await ask('get', '/assets/{id}/custody', { params: { id: phone.id } })) as {
        items: CustodyEntry[];
      };
      expect(items.map(one => `${one.what} ${one.heldBy ?? ''} ${one.seal ?? ''}`.trim())).to.deep.equal([
        'begun',
        'held Hattie Head A-1',
        'held PC Cole 4471 B-9',
        'ended',
      ]);
      expect(items[0]?.note).to.equal('Found with pictures on it');
      expect((await refusal(hold())).code).to.equal('custody.not_quarantined');
    });

    it('has no gap: in order, not ahead of time, and no other seal without a word', async () => {
      phone = await state('quarantined', 'Found with pictures on it');
      await hold();
      expect((await refusal(hold({ happenedAt: context.now() - 60_000 }))).code).to.equal('custody.order');
      expect((await refusal(hold({ happenedAt: context.now() + 600_000 }))).fields).to.have.property(
        'happenedAt',
      );
      for (const seal of ['B-9', ''])
        expect((await refusal(hold({ seal }))).fields, seal).to.deep.equal({
          note: 'Say why the seal is another one',
        });
      expect((await hold({ seal: 'B-9', note: 'Opened by the expert' })).items).to.have.length(3);
    });

    it('is printed for whoever has to judge it', async () => {
      phone = await state('quarantined', 'Found with pictures on it');
      await hold({ note: 'Taken at the gate' });
      const { bytes, name } = (await ask('get', '/assets/{id}/custody/paper', {
        params: { id: phone.id },
      })) as FileAnswer;
      expect(name).to.equal('custody-PH-1.pdf');
      const words = ((await readPdfPage(bytes as Buffer)) ?? [])
        .map(one => one.text)
        .join(' ')
        .replace(/ +/g, ' ');
      expect(words)
        .to.include('Chain of custody, PH-1')
        .and.include('seal A-1')
        .and.include('Taken at the gate');
    });
  });
});
