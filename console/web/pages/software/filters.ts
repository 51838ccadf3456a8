/** What the list of titles can be narrowed and ordered by. */
import { titleQuery } from '../../../../shared/protocol/api/software.ts';
import type { Filters as Named } from '../../filters.ts';

const { search, show, source, sort } = titleQuery.shape;
export const titleFilters = { search, show, source, sort };
export type Filters = Named<keyof typeof titleFilters>;
