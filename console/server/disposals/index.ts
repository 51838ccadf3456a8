/** Disposals: from the wish to write something off to the last certificate. */
import { leftOutKind } from './left-out.ts';
import { noStorageKind } from './no-storage.ts';
import { rulesKind } from './rules.ts';
import { writeOffKind } from './write-offs.ts';

export { readBatch } from './batches.ts';
export { type DisposalMatters, disposalMatters } from './matters.ts';
export { routes } from './routes.ts';
export { seekBatches } from './seek.ts';
export { heardAfterDisposal } from './sightings.ts';

/** What a second person is asked about disposals. */
export const disposalKinds = [writeOffKind, noStorageKind, leftOutKind, rulesKind];
