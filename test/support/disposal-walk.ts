/** One thing and what may be tried with its disposal, step by step. */
import { heardAfterDisposal } from '../../console/server/disposals/index.ts';
import { AppError } from '../../console/server/errors.ts';
import type { Batch, Disposals } from '../../shared/protocol/api/disposals.ts';
import { aDestruction, aDisk, aNote, aPdf, aWipe, aWipeLog, type DisposalWorld } from './disposal-world.ts';

export const steps = [
  'approve',
  'refuse',
  'wipe',
  'failed wipe',
  'unverified wipe',
  'destroy',
  'log',
  'left to the contractor',
  'leave out',
  'agree that it is out',
  'another drive',
  'leave the other out',
  'agree that the other is out',
  'destroy the other',
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
  'lost',
] as const;
export type Step = (typeof steps)[number];

/** Any of these in any order: most are refused, and only that is allowed to go wrong. */
export class Walk {
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
    const [storage = 'none', other = 'none'] = (await this.#world.item(this.#itemId)).storage.map(
      one => one.id,
    );
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
    if (step === 'another drive')
      return ask('post', `/disposals/items/${this.#itemId}/storage`, {
        ...{ name: 'stick', model: '', serial: `STICK-${this.#number}`, media: 'flash' },
      });
    if (step === 'leave the other out')
      return ask('post', `/disposals/storage/${other}/leave-out`, { reason: 'Was a stick' });
    if (step === 'agree that the other is out') return this.#world.agree('storage-left-out', other);
    if (step === 'destroy the other')
      return ask('post', `/disposals/storage/${other}/records`, aDestruction());
    if (step === 'no storage')
      return ask('post', `/disposals/items/${this.#itemId}/no-storage`, { reason: 'Opened, empty' });
    if (step === 'agree that there is none') return this.#world.agree('no-storage', this.#itemId);
    if (step === 'agree that it is out') return this.#world.agree('storage-left-out', storage);
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
    const to = { quarantine: 'quarantined', lost: 'lost', 'back in stock': 'in_stock' }[step];
    return ask(
      'post',
      `/assets/${this.#assetId}/state`,
      { revision, to, note: 'As the walk goes' },
      technician,
    );
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
