/** What the approval queue can be narrowed and ordered by. */
import { queueQuery } from '../../../../shared/protocol/api/enrolment.ts';
import type { Filters } from '../../filters.ts';

const { search, group, sort } = queueQuery.shape;
export const queueFilters = { search, group, sort };
export type QueueFilters = Filters<keyof typeof queueFilters>;
