/** Devices that leave: one that did not keep every promise counts as not known until somebody else agrees. */
export { cameBack, departureKind, noteReplaced } from './agree.ts';
export { routes } from './routes.ts';
export { type Departed, departed, statesCounted } from './store.ts';
