import { neighbourQuery } from '../../../../shared/protocol/api/neighbours.ts';

const { search, show } = neighbourQuery.shape;
export const neighbourFilters = { search, show };
