import { auditQuery } from '../../../../shared/protocol/api/audit.ts';
import type { Filters } from '../../filters.ts';

const { search, kind, actor, from, to } = auditQuery.shape;
export const auditFilters = { search, kind, actor, from, to };
export type AuditFilters = Filters<keyof typeof auditFilters>;
