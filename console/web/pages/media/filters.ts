import { mediumQuery } from '../../../../shared/protocol/api/media.ts';
import type { Filters } from '../../filters.ts';

const { search, state, encrypted } = mediumQuery.shape;
export const mediaFilters = { search, state, encrypted };
export type MediaFilters = Filters<keyof typeof mediaFilters>;
