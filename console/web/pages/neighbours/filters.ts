import { neighbourQuery } from '../../../../shared/protocol/api/neighbours.ts';
import type { Filters } from '../../filters.ts';

const { search, show } = neighbourQuery.shape;
export const neighbourFilters = { search, show };
export type NeighbourFilters = Filters<keyof typeof neighbourFilters>;
