import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { withoutTraces } from '../files/index.ts';
import { addFile, giveFile, listFiles } from './keep.ts';
import { routes } from './routes.ts';

const hex = (text: string) => Buffer.from(text, 'hex');
const head = hex('ffe000104a46494600010100000100010000');
const frame = hex('ffc0000b080002000201011100');
const picture = hex('ffda000812345678ffd9');
const exif = Buffer.concat([hex('ffe1001f'), Buffer.from('Exif\0\0GPS 51.5007 -0.1246 me!')]);
const photo = Buffer.concat([hex('ffd8'), head, exif, frame, picture]);
const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

describe('a photo', () => {
  it('loses where and by whom it was taken, and not one byte of the picture', () => {
    const kept = withoutTraces(photo, 'jpeg');
    expect(kept.includes('GPS')).to.equal(false);
    expect(kept.equals(Buffer.concat([hex('ffd8'), head, frame, picture]))).to.equal(true);
  });

  it('loses the texts of a PNG, too', () => {
    const chunk = (kind: string, text: string) => {
      const size = Buffer.alloc(4);
      size.writeUInt32BE(text.length);
      return Buffer.concat([size, Buffer.from(kind + text), Buffer.alloc(4)]);
    };
    const start = hex('89504e470d0a1a0a');
    const [data, end] = [chunk('IDAT', 'picture'), chunk('IEND', '')];
    const whole = Buffer.concat([start, chunk('tEXt', 'Author Bob'), chunk('eXIf', 'GPS'), data, end]);
    expect(withoutTraces(whole, 'png').equals(Buffer.concat([start, data, end]))).to.equal(true);
  });
});

forEachDatabase((_engine, open) => {
  describe('files of an asset', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let asset: Asset;
    let data: string;

    beforeEach(async () => {
      const made = await aContext(await open());
      data = mkdtempSync(join(tmpdir(), 'caretaker-asset-files-'));
      context = { ...made, config: { ...made.config, data } };
      ask = askRoutes(context, () => [...assetRoutes(context), ...routes(context)]);
      asset = (await ask('post', '/assets', { body: { tag: 'GP-1', kind: 'camera' } })) as Asset;
    });
    afterEach(() => rmSync(data, { recursive: true }));
    const add = (bytes: Buffer, what: 'photo' | 'invoice', name: string) =>
      addFile(
        context,
        context.by,
        asset.id,
        { what, name, caption: '' },
        {
          stream: Readable.from([bytes]),
          length: bytes.length,
        },
      );
    const files = async () => (await listFiles(context.db, asset.id)).items;
    const onDisk = () => (existsSync(join(data, 'files')) ? readdirSync(join(data, 'files')) : []);

    it('are kept under a name of the console’s own, and handed back as what they are', async () => {
      await add(photo, 'photo', 'IMG 1.php');
      const [one] = await files();
      expect(one).to.include({ what: 'photo', name: 'IMG 1.jpg', type: 'image/jpeg', removed: null });
      expect(onDisk()[0]).to.match(/^[0-9a-f-]{36}$/);
      const given = await giveFile(context, context.schoolId, one?.id ?? '');
      expect((given.bytes as Buffer).includes('GPS')).to.equal(false);
    });

    it('are refused when they are no picture, a program, a web page or two things at once, and nothing stays', async () => {
      await ask.refused(add(pdf, 'photo', 'a.jpg'), 400);
      await ask.refused(add(Buffer.from('<svg onload=alert(1)>'), 'invoice', 'a.pdf'), 400);
      await ask.refused(add(Buffer.concat([photo, Buffer.from('PK\u0005\u0006')]), 'photo', 'a.jpg'), 400);
      await ask.refused(add(pdf, 'invoice', '../../caretaker.json'), 400);
      expect(onDisk()).to.deep.equal([]);
      expect(await files()).to.deep.equal([]);
    });

    it('are removed from the disk for good; that one was there and who removed it stays', async () => {
      await add(pdf, 'invoice', 'invoice.pdf');
      const [one] = await files();
      const params = { id: one?.id ?? '' };
      await ask('delete', '/asset-files/{id}', { params });
      expect(onDisk()).to.deep.equal([]);
      expect((await files())[0]?.removed?.by).to.equal(context.by.name);
      expect((await files())[0]?.type).to.equal(null);
      await ask.refused(ask('get', '/asset-files/{id}', { params }), 404);
      await ask.refused(ask('delete', '/asset-files/{id}', { params }), 404);
    });

    it('stay while it is evidence, and for good once it is no longer the school’s', async () => {
      await add(pdf, 'invoice', 'invoice.pdf');
      const params = { id: (await files())[0]?.id ?? '' };
      const remove = () => ask('delete', '/asset-files/{id}', { params });
      const move = async (to: string) => {
        const of = { params: { id: asset.id } };
        const { revision } = (await ask('get', '/assets/{id}', of)) as Asset;
        await ask('post', '/assets/{id}/state', { ...of, body: { revision, to, note: 'a reason' } });
      };
      await move('quarantined');
      expect((await ask.refused(remove(), 409)).code).to.equal('asset_file.evidence');
      await add(photo, 'photo', 'seal.jpg');
      await move('in_stock');
      await context.db.updateTable('asset').set({ owner: 'The council' }).execute();
      await move('returned_to_owner');
      expect((await ask.refused(remove(), 409)).code).to.equal('asset.closed');
      expect((await ask.refused(add(photo, 'photo', 'late.jpg'), 409)).code).to.equal('asset.closed');
      expect(onDisk()).to.have.length(2);
    });

    it('of another school’s asset, or of none, are not found', async () => {
      const by = { ...context.by, schoolId: 'another' };
      await add(pdf, 'invoice', 'invoice.pdf');
      const params = { id: (await files())[0]?.id ?? '' };
      await ask.refused(ask('get', '/asset-files/{id}', { params, as: by }), 404);
      await ask.refused(ask('get', '/assets/{id}/files', { params: { id: asset.id }, as: by }), 404);
    });
  });
});
