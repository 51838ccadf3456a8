/** Sets what controls plan, and puts it back. The rest of the service meets this room only here. */
export { askedOf, enforcedIn, enforcedParts } from './asked.ts';
export { bootIdOf } from './boots.ts';
export type { Asked, Hands } from './carry.ts';
export { type Brought, Enforcement } from './enforcement.ts';
export { Ledger } from './ledger.ts';
export { placesOf } from './places/index.ts';
export { openSafety, type Restraint, Safety } from './safety.ts';
export { longWatched } from './watch-first.ts';
export type { Residue } from './writing.ts';
