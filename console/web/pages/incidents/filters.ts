import { incidentQuery } from '../../../../shared/protocol/api/incidents.ts';
import type { Filters } from '../../filters.ts';

const { search, status, category, clock, device } = incidentQuery.shape;
export const incidentFilters = { search, status, category, clock, device };
export type IncidentFilters = Filters<keyof typeof incidentFilters>;
