/** What the list of titles can be narrowed and ordered by. */
import { titleQuery } from '../../../../shared/protocol/api/software.ts';
import { unapprovedQuery } from '../../../../shared/protocol/api/unapproved.ts';
import type { Filters as Named } from '../../filters.ts';

const { search, show, source, sort } = titleQuery.shape;
export const titleFilters = { search, show, source, sort };
export type Filters = Named<keyof typeof titleFilters>;

const { search: words, show: standing } = unapprovedQuery.shape;
/** What the list of what is not approved can be narrowed by. */
export const unapprovedFilters = { search: words, show: standing };
