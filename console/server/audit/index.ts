/** The append-only, hash-chained log of what people and programs did. */
export { type AuditTrouble, verifyAudit } from './chain.ts';
export { createAudit } from './record.ts';
export { routes } from './routes.ts';
