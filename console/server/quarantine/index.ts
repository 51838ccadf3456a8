/** Devices that are kept as evidence: a second person agrees, the device is ordered, a release ends it. */
export { heardNetwork } from './hear.ts';
export { quarantineKind, releaseKind } from './order.ts';
export { routes } from './routes.ts';
