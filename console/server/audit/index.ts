/** The append-only, hash-chained log of what people and programs did. */
export { verifyAudit } from './chain.ts';
export { listLooks } from './read.ts';
export { createAudit } from './record.ts';
export { routes } from './routes.ts';
