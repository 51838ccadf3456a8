import { expect } from 'chai';
import * as fc from 'fast-check';
import type { Batch, Disposals } from '../../../shared/protocol/api/disposals.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import {
  aDestruction,
  aDisk,
  aDisposalWorld,
  aNote,
  aPdf,
  aWipe,
  aWipeLog,
  type DisposalWorld,
} from '../../../test/support/disposal-world.ts';
import { AppError } from '../errors.ts';
import { heardAfterDisposal } from './index.ts';

const steps = [
  'approve',
  'refuse',
  'wipe',
  'failed wipe',
  'unverified wipe',
  'destroy',
  'log',
  'left to the contractor',
  'leave out',
  'no storage',
  'agree that there is none',
  'serial',
  'keep',
  'collect',
  'hand over',
  'paper',
  'odd paper',
  'accept the paper',
  'freed',
  'certificate',
  'wrong certificate',
  'early certificate',
  'withdraw',
  'close',
  'cancel',
  'plan a sale',
  'test',
  'paid',
  'runs again',
  'settle',
  'back in stock',
  'quarantine',
] as const;
type Step = (typeof steps)[number];

/** Any of these in any order: most are refused, and only that is allowed to go wrong. */
class Walk {
  readonly #world: DisposalWorld;
  #batch: Batch | undefined;
  #itemId = '';
  #approvalId = '';
  #assetId = '';
  #contractors = 0;
  readonly #number: number;
  readonly #serial: string;

  constructor(world: DisposalWorld, number: number) {
    this.#world = world;
    this.#number = number;
    this.#serial = `SN-${number}`;
  }

  get itemId(): string {
    return this.#itemId;
  }

  async begin(known: boolean): Promise<void> {
    const asset = await this.#world.laptop(`GP-${this.#number}`, [aDisk(known ? this.#serial : null)]);
    const asked = await this.#world.request([asset], { way: this.#number % 5 === 0 ? 'collected' : 'sold' });
    this.#assetId = asset.id;
    this.#itemId = asked.items[0]?.id ?? '';
    this.#approvalId = asked.approvalId ?? '';
  }

  async take(step: Step): Promise<void> {
    try {
      await this.#do(step);
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500) throw error;
    }
  }

  async #do(step: Step): Promise<unknown> {
    const { ask, head, technician } = this.#world;
    const storage = (await this.#world.item(this.#itemId)).storage[0]?.id ?? 'none';
    const record = (body: object) => ask('post', `/disposals/storage/${storage}/records`, body);
    const batch = `/disposals/batches/${this.#batch?.id ?? 'none'}`;
    if (step === 'approve') return ask('post', `/approvals/${this.#approvalId}/approve`, {}, head);
    if (step === 'refuse')
      return ask('post', `/approvals/${this.#approvalId}/refuse`, { reason: 'No, thank you' }, head);
    if (step === 'wipe') return record(aWipe());
    if (step === 'failed wipe') return record(aWipe({ result: 'failed', trouble: 'bad sectors' }));
    if (step === 'unverified wipe') return record(aWipe({ verification: 'none' }));
    if (step === 'destroy') return record(aDestruction());
    if (step === 'log') return this.#world.log(aWipeLog(this.#serial, ' Erased ', this.#contractors % 2));
    if (step === 'left to the contractor')
      return ask('patch', `/disposals/storage/${storage}`, { byContractor: true });
    if (step === 'leave out')
      return ask('post', `/disposals/storage/${storage}/leave-out`, { reason: 'Was a stick' });
    if (step === 'no storage')
      return ask('post', `/disposals/items/${this.#itemId}/no-storage`, { reason: 'Opened, empty' });
    if (step === 'agree that there is none') return this.#agreeNone();
    if (step === 'serial') return ask('patch', `/disposals/storage/${storage}`, { serial: this.#serial });
    if (step === 'keep')
      return ask('post', `/disposals/items/${this.#itemId}/keep`, { reason: 'Needed again' });
    if (step === 'collect') return this.#collect();
    if (step === 'hand over')
      return this.#batch && this.#world.handOver(await this.#world.batch(this.#batch.id));
    if (step === 'paper') return ask('post', `${batch}/papers`, aNote());
    if (step === 'odd paper') return ask('post', `${batch}/papers`, aNote({ codes: '20 01 01' }));
    if (step === 'accept the paper') return this.#acceptPaper();
    if (step === 'freed') return ask('post', `${batch}/freed`, { licences: true, accounts: true });
    if (step === 'certificate') return this.#certify(batch, this.#serial);
    if (step === 'wrong certificate') return this.#certify(batch, 'OTHER-2');
    if (step === 'early certificate') return this.#certify(batch, this.#serial, '2026-11-21');
    if (step === 'withdraw') return this.#withdraw();
    if (step === 'plan a sale') return this.#sell();
    if (step === 'test') return this.#world.tested(`GP-${this.#number}`);
    if (step === 'paid') return ask('post', `${batch}/paid`, { note: 'Cash, receipt 12' });
    if (step === 'runs again') return this.#runAgain();
    if (step === 'settle') return this.#settle();
    if (step === 'close') return ask('post', `${batch}/close`);
    if (step === 'cancel') return ask('post', `${batch}/cancel`, { reason: 'Van broke down' });
    const { revision } = await this.#world.asset(this.#assetId);
    const to = step === 'quarantine' ? 'quarantined' : 'in_stock';
    return ask(
      'post',
      `/assets/${this.#assetId}/state`,
      { revision, to, note: 'As the walk goes' },
      technician,
    );
  }

  async #agreeNone(): Promise<unknown> {
    const { ask, db, head } = this.#world;
    const asked = await db
      .selectFrom('approval')
      .select('id')
      .where('subject', '=', this.#itemId)
      .where('kind', '=', 'no-storage')
      .orderBy('id', 'desc')
      .executeTakeFirst();
    return ask('post', `/approvals/${asked?.id ?? 'none'}/approve`, {}, head);
  }

  async #collect(): Promise<void> {
    this.#contractors += 1;
    this.#batch = await this.#world.collection([this.#itemId], {
      name: `Company ${this.#number}.${this.#contractors}`,
    });
  }

  async #sell(): Promise<void> {
    this.#batch = await this.#world.reuse([this.#itemId]);
  }

  async #runAgain(): Promise<void> {
    const { db, context } = this.#world;
    const { device_id: id } = await db
      .selectFrom('asset')
      .select('device_id')
      .where('id', '=', this.#assetId)
      .executeTakeFirstOrThrow();
    if (id !== null) await heardAfterDisposal(context, { id, schoolId: context.schoolId });
  }

  async #settle(): Promise<void> {
    const { sightings } = (await this.#world.ask('get', '/disposals')) as Disposals;
    const own = sightings.find(one => one.itemId === this.#itemId);
    if (own !== undefined)
      await this.#world.ask('post', `/disposals/sightings/${own.id}/settle`, { reason: 'Wiped there' });
  }

  async #acceptPaper(): Promise<unknown> {
    const { papers } = await this.#world.batch(this.#batch?.id ?? 'none');
    const odd = papers.find(one => one.codes === '20 01 01')?.id ?? 'none';
    return this.#world.ask('post', `/disposals/papers/${odd}/accept`, { reason: 'As the walk goes' });
  }

  async #withdraw(): Promise<unknown> {
    const { certificates } = await this.#world.batch(this.#batch?.id ?? 'none');
    const path = `/disposals/certificates/${certificates.at(-1)?.id ?? 'none'}/withdraw`;
    return this.#world.ask('post', path, { reason: 'Of another school' });
  }

  async #certify(batch: string, serials: string, dated = '2026-11-22'): Promise<unknown> {
    const { id: fileId } = await this.#world.file(aPdf());
    const body = {
      fileId,
      issuer: 'Green Bytes',
      number: 'C-1',
      dated,
      method: 'shred',
      serials,
    };
    return this.#world.ask('post', `${batch}/certificates`, body);
  }
}

/** Straight from the tables, by another way than the code that refuses. */
async function standing({ db }: DisposalWorld, itemId: string) {
  const item = await db
    .selectFrom('disposal_item')
    .selectAll()
    .where('id', '=', itemId)
    .executeTakeFirstOrThrow();
  const storage = await db
    .selectFrom('disposal_storage')
    .selectAll()
    .where('item_id', '=', itemId)
    .executeTakeFirstOrThrow();
  const records = await db
    .selectFrom('sanitisation')
    .selectAll()
    .where('storage_id', '=', storage.id)
    .execute();
  const certified = await db
    .selectFrom('disposal_evidence')
    .innerJoin('disposal_certificate', 'disposal_certificate.id', 'certificate_id')
    .select('disposal_evidence.id')
    .where('storage_id', '=', storage.id)
    .where('withdrawn_at', 'is', null)
    // The day of the van: the walk's clock stands still.
    .where('dated', '>=', '2026-11-22')
    .execute();
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
  return { item, storage, records, certified, batch, papers, asset, writeOff, alarms, tests };
}

type Standing = Awaited<ReturnType<typeof standing>>;

function expectEvidence(
  { item, storage, records, certified, batch, papers, asset, writeOff, alarms, tests }: Standing,
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
    expect(certified).to.deep.equal([]);
  }
  // One person alone lets no disk go unseen.
  if (storage.left_out !== null) return void expect(item.no_storage_agreed_by).to.be.a('string');
  const good = records.some(
    one => one.result === 'passed' && (one.witness !== null || one.verification !== 'none'),
  );
  expect(good || certified.length > 0).to.equal(true);
}

const rank: Record<string, number> = { requested: 0, approved: 1, collected: 2, closed: 3, out: 3 };

forEachDatabase((engine, open) => {
  describe('whatever is tried with a disposal, in any order', function () {
    this.timeout(120_000);
    const runs = engine === 'SQLite' ? 40 : 15;
    /** The usual way, with anything in between, so that walks reach the end. */
    const usual: Step[] = ['approve', 'wipe', 'collect', 'hand over', 'paper', 'freed', 'close'];
    const empty: Step[] = [
      'approve',
      'leave out',
      'no storage',
      'agree that there is none',
      'collect',
      'hand over',
      'paper',
      'freed',
      'close',
    ];
    const sale: Step[] = ['approve', 'wipe', 'test', 'plan a sale', 'hand over', 'freed', 'paid', 'close'];
    const walk = fc
      .tuple(
        fc.constantFrom(usual, usual, sale, empty),
        fc.array(fc.tuple(fc.nat(usual.length), fc.constantFrom(...steps)), { maxLength: 10 }),
        fc.boolean(),
        fc.subarray([0, 1, 2, 3, 4, 5, 6, 7, 8], { minLength: 7 }),
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
