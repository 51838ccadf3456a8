/** Disposals: from the wish to write something off to the last certificate. */
export { type DisposalMatters, disposalMatters } from './matters.ts';
export { routes } from './routes.ts';
export { heardAfterDisposal } from './sightings.ts';
export { writeOffKind } from './write-offs.ts';
