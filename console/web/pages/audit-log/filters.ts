import { auditExportInput } from '../../../../shared/protocol/api/audit.ts';
import type { Filters } from '../../filters.ts';

const { search, kind, actor, from, to } = auditExportInput.shape;
export const auditFilters = { search, kind, actor, from, to };
export type AuditFilters = Filters<keyof typeof auditFilters>;
