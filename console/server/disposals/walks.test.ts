import { expect } from 'chai';
import * as fc from 'fast-check';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { type Step, steps, Walk } from '../../../test/support/disposal-walk.ts';
import { aDisposalWorld, type DisposalWorld } from '../../../test/support/disposal-world.ts';

/** Straight from the tables, by another way than the code that refuses. */
async function standing({ db }: DisposalWorld, itemId: string) {
  const item = await db
    .selectFrom('disposal_item')
    .selectAll()
    .where('id', '=', itemId)
    .executeTakeFirstOrThrow();
  const drives = await db
    .selectFrom('disposal_storage')
    .selectAll()
    .where('item_id', '=', itemId)
    .orderBy('id')
    .execute();
  const storage = await Promise.all(
    drives.map(async row => {
      const records = await db
        .selectFrom('sanitisation')
        .selectAll()
        .where('storage_id', '=', row.id)
        .execute();
      const certified = await db
        .selectFrom('disposal_evidence')
        .innerJoin('disposal_certificate', 'disposal_certificate.id', 'certificate_id')
        .select('disposal_evidence.id')
        .where('storage_id', '=', row.id)
        .where('withdrawn_at', 'is', null)
        // The day of the van: the walk's clock stands still.
        .where('dated', '>=', '2026-11-22')
        .execute();
      return { row, records, certified };
    }),
  );
  const batchId = item.batch_id ?? '';
  const batch = await db
    .selectFrom('disposal_batch')
    .selectAll()
    .where('id', '=', batchId)
    .executeTakeFirst();
  const papers = await db
    .selectFrom('waste_paper')
    .select(['codes', 'accepted_why'])
    .where('batch_id', '=', batchId)
    .execute();
  const asset = await db
    .selectFrom('asset')
    .select('state')
    .where('id', '=', item.asset_id)
    .executeTakeFirstOrThrow();
  const writeOff = await db
    .selectFrom('write_off')
    .select('status')
    .where('id', '=', item.write_off_id)
    .executeTakeFirstOrThrow();
  const alarms = await db
    .selectFrom('disposal_sighting')
    .select('id')
    .where('item_id', '=', itemId)
    .where('settled_at', 'is', null)
    .execute();
  const tests = await db
    .selectFrom('asset_check')
    .select('id')
    .where('asset_id', '=', item.asset_id)
    .where('result', '=', 'passed')
    .execute();
  return { item, storage, batch, papers, asset, writeOff, alarms, tests };
}

type Standing = Awaited<ReturnType<typeof standing>>;

function expectEvidence(
  { item, storage, batch, papers, asset, writeOff, alarms, tests }: Standing,
  justClosed: boolean,
): void {
  expect(asset.state).to.equal('disposed');
  expect(writeOff.status).to.equal('approved');
  expect(batch?.status).to.equal('closed');
  expect(batch?.receipt_hash).to.match(/^[0-9a-f]{64}$/);
  expect(batch?.manifest_hash).to.match(/^[0-9a-f]{64}$/);
  expect(item.freed_by).to.be.a('string');
  // An alarm after the close is news, and takes nothing back.
  if (justClosed) expect(alarms).to.deep.equal([]);
  if (batch?.way === 'collected') {
    expect(papers.length).to.be.greaterThan(0);
    const odd = papers.filter(one => one.codes === '20 01 01' && one.accepted_why === null);
    expect(odd).to.deep.equal([]);
  } else {
    expect(batch?.paid_by).to.be.a('string');
    expect(tests.length).to.be.greaterThan(0);
    expect(storage.flatMap(one => one.certified)).to.deep.equal([]);
  }
  // One person alone lets no disk go unseen, also not one of several.
  for (const { row, records, certified } of storage) {
    if (row.left_out !== null) {
      expect(row.left_out_agreed_by).to.be.a('string');
      continue;
    }
    const good = records.some(
      one => one.result === 'passed' && (one.witness !== null || one.verification !== 'none'),
    );
    expect(good || certified.length > 0).to.equal(true);
  }
  if (storage.every(({ row }) => row.left_out !== null)) expect(item.no_storage_agreed_by).to.be.a('string');
}

const rank: Record<string, number> = { requested: 0, approved: 1, collected: 2, closed: 3, out: 3, gone: 3 };

forEachDatabase((engine, open) => {
  describe('whatever is tried with a disposal, in any order', function () {
    this.timeout(120_000);
    const runs = engine === 'SQLite' ? 40 : 15;
    /** The usual way, with anything in between, so that walks reach the end. */
    const usual: Step[] = ['approve', 'wipe', 'collect', 'hand over', 'paper', 'freed', 'close'];
    const empty: Step[] = [
      'approve',
      'leave out',
      'agree that it is out',
      'no storage',
      'agree that there is none',
      'collect',
      'hand over',
      'paper',
      'freed',
      'close',
    ];
    const two: Step[] = [
      'approve',
      'wipe',
      'another drive',
      'leave the other out',
      'agree that the other is out',
      'collect',
      'hand over',
      'paper',
      'freed',
      'close',
    ];
    const sale: Step[] = ['approve', 'wipe', 'test', 'plan a sale', 'hand over', 'freed', 'paid', 'close'];
    const walk = fc
      .tuple(
        fc.constantFrom(usual, usual, sale, empty, two),
        fc.array(fc.tuple(fc.nat(usual.length), fc.constantFrom(...steps)), { maxLength: 10 }),
        fc.boolean(),
        fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], { minLength: 8 }),
      )
      .map(([plain, put, known, kept]) => {
        const way: Step[] = kept.flatMap(at => plain[at] ?? []);
        for (const [at, step] of put) way.splice(at, 0, step);
        return { way: [...way, 'close' as Step], known };
      });

    it('no path closes without evidence, and no path leads back', async () => {
      let closed = 0;
      let number = 0;
      const world = await aDisposalWorld(await open());
      try {
        await fc.assert(
          fc.asyncProperty(walk, async ({ way, known }) => {
            number += 1;
            const walking = new Walk(world, number);
            await walking.begin(known);
            let last = 'requested';
            for (const step of way) {
              await walking.take(step);
              const now = await standing(world, walking.itemId);
              const { status } = now.item;
              if (last === 'closed' || last === 'out') expect(status, step).to.equal(last);
              expect(rank[status], step).to.be.at.least(rank[last] ?? 0);
              if (status === 'closed') expectEvidence(now, last !== 'closed');
              last = status;
            }
            if (last === 'closed') closed += 1;
          }),
          {
            numRuns: runs,
            examples: [
              [{ way: usual, known: true }],
              [{ way: sale, known: true }],
              [{ way: empty, known: true }],
              [{ way: two, known: true }],
            ],
            endOnFailure: true,
          },
        );
      } finally {
        world.remove();
      }
      expect(closed).to.be.greaterThan(0);
    });
  });
});
