/** What the register can be narrowed and ordered by. */
import { assetQuery } from '../../../../shared/protocol/api/assets.ts';
import type { Filters as Named } from '../../filters.ts';

const { search, state, kind, location, holder, device, sort, direction } = assetQuery.shape;
export const assetFilters = { search, state, kind, location, holder, device, sort, direction };
export type FilterName = keyof typeof assetFilters;
export type Filters = Named<FilterName>;
