import { PDFDocument, PDFName } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { Agreement, Loan } from '../../../shared/protocol/api/loans.ts';
import type { Person } from '../../../shared/protocol/api/persons.ts';
import type { StockTake } from '../../../shared/protocol/api/stock-takes.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assets } from '../assets/index.ts';
import { routes as loans } from '../loans/index.ts';
import { routes as people } from '../people/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { routes as stockTakes } from '../stock-takes/index.ts';
import { readPdfPage } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('a paper of the school', function () {
    this.timeout(60_000);
    let context: TestContext;
    let ask: AskRoutes;
    let head: Caller;

    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', {
        body: { tag, kind: 'camera', location: 'Hall', state: 'in_service', ...more },
      }) as Promise<Asset>;
    const said = async (path: string, params: object = {}) => {
      const { bytes, type, name } = (await ask('get', path, { params })) as FileAnswer;
      expect(type).to.equal('application/pdf');
      const page = (await readPdfPage(bytes as Buffer)) ?? [];
      return {
        name,
        words: page
          .map(one => one.text)
          .join(' ')
          .replace(/ +/g, ' '),
      };
    };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [
        ...assets(context),
        ...loans(context),
        ...people(context),
        ...stockTakes(context),
      ]);
      head = { ...context.by, id: 'person:head', name: 'Hattie Head', role: 'headteacher' };
    });

    it('lists for the insurer what is there, and says beside a sum what it does not know', async () => {
      await enter('C1', { make: 'Canon', cost: 50_000, purchaseDate: '2026-11-22', serial: 'S1' });
      await enter('C2');
      await enter('P1', { kind: 'projector', cost: 100_000, purchaseDate: '2016-01-01', floor: 2_500 });
      await enter('GONE', { state: 'lost', note: 'in June' });
      const { words, name } = await said('/assets/insurance');
      expect(name).to.equal('insurance-list-2026-11-22.pdf');
      expect(words).to.include('3 things').and.include('£1,500.00, 1 not known');
      expect(words).to.include('£525.00, 1 not known').and.include('Canon').and.include('S1');
      expect(words).to.not.include('GONE');
    });

    it('holds the whole register on numbered pages, with what has left at its end', async () => {
      await enter('C1', {
        ...{ make: 'Canon', cost: 50_000, warrantyEnd: '2027-11-22', serial: 'S1', owner: 'the PTA' },
        ...{ supplier: 'Insight', orderNumber: '7714', funding: 'Capital', plannedReplacement: '2029-08-31' },
      });
      for (let at = 0; at < 60; at += 1) await enter(`P${at}`, { kind: 'other' });
      await enter('GONE', { state: 'lost', note: 'in June' });
      const { words, name } = await said('/assets/register');
      expect(name).to.equal('asset-register-2026-11-22.pdf');
      expect(words)
        .to.include('61 things here, 1 that left')
        .and.include('22 Nov 2027')
        .and.include('£500.00');
      for (const said of [
        'belongs to the PTA',
        'Insight',
        'order 7714',
        'from Capital',
        'replace 31 Aug 2029',
      ])
        expect(words).to.include(said);
      expect(words).to.match(/Asset register, .+: page 1 of [2-9]/);
      const { bytes } = (await ask('get', '/assets/register')) as FileAnswer;
      const document = await PDFDocument.load(bytes as Buffer);
      expect(document.getPages().every(page => page.getWidth() > page.getHeight())).to.equal(true);
      expect(document.catalog.lookup(PDFName.of('MarkInfo'))?.toString()).to.include('/Marked true');
      expect(document.catalog.lookup(PDFName.of('Lang'))?.toString()).to.include('en-GB');
    });

    it('holds of a loan the words that were signed, by whom, and what came back', async () => {
      const things = [await enter('C1', { state: 'in_stock' }), await enter('C2', { state: 'in_stock' })];
      const ann = (await ask('post', '/persons', { body: { name: 'Ann Ash', kind: 'staff' } })) as Person;
      const wording = ((await ask('get', '/loans/agreements')) as { items: Agreement[] }).items[0];
      const loan = (await ask('post', '/loans', {
        body: {
          holderId: ann.id,
          purpose: 'School trip',
          offSite: false,
          dueOn: '2026-11-27',
          items: things.map(one => ({ assetId: one.id, accessories: ['Charger'] })),
          signature: {
            agreementId: wording?.id,
            signedName: 'Ann Ash',
            strokes: [[20, 100, 80, 30, 140, 150, 220, 60, 400, 120]],
          },
        },
      })) as Loan;
      const { words } = await said('/loans/{id}/paper', { id: loan.id });
      expect(words).to.include('Loan agreement 1').and.include('School trip').and.include('27 Nov 2026');
      expect(words).to.include('stay the property of the school').and.include('Charger');
      expect(words)
        .to.include('not yet')
        .and.include(loan.signature?.hash.slice(0, 20) ?? 'no hash');
    });

    it('tells of a stock-take who counted and signed, and what nobody has seen', async () => {
      await enter('A1');
      await enter('A2');
      const take = (await ask('post', '/stock-takes', {
        body: { name: 'Autumn', places: ['Hall'] },
      })) as StockTake;
      const step = (verb: string, body: object, as?: Caller) =>
        ask('post', `/stock-takes/{id}/${verb}`, { params: { id: take.id }, body, ...(as && { as }) });
      await step('scan', { code: 'A1', place: 'Hall' });
      await step('scan', { code: 'ODD-9', place: 'Hall' });
      await step('finish', { note: 'The cupboard was locked' });
      await step('sign', {}, head);
      const { words, name } = await said('/stock-takes/{id}/report', { id: take.id });
      expect(name).to.equal('stock-take-Autumn.pdf');
      expect(words).to.include('1 of 2 things were found; 1 missing.').and.include('Hattie Head');
      expect(words).to.include('Missing (1)').and.include('Seen by nobody').and.include('ODD-9');
      expect(words).to.include('The cupboard was locked');
    });
  });
});
