/** The register: what the school owns, where it is, and every change of it. */

export { tagKey } from './columns.ts';
export { readHoldings } from './holdings.ts';
export { readAssetRows, sayWhat } from './list.ts';
export type { LetGo } from './mistakes.ts';
export { moveAsset } from './move.ts';
export { assetsOf } from './of-devices.ts';
export { findAsset, markLabelled, refuseClosed } from './record.ts';
export { routes } from './routes.ts';
export { seekAssets } from './seek.ts';
