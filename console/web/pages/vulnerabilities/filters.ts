/** What the list of vulnerabilities can be narrowed by. */
import { vulnerabilityQuery } from '../../../../shared/protocol/api/vulnerabilities.ts';
import type { Filters as Named } from '../../filters.ts';

const { search, show, severity } = vulnerabilityQuery.shape;
export const vulnerabilityFilters = { search, show, severity };
export type Filters = Named<keyof typeof vulnerabilityFilters>;
