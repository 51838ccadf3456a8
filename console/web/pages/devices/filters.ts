/** What the device list can be narrowed and ordered by. */
import { deviceQuery } from '../../../../shared/protocol/api/devices.ts';
import type { Filters as Named } from '../../filters.ts';

const { search, group, control, state, platform, trouble, sort, direction } = deviceQuery.shape;
export const deviceFilters = { search, group, control, state, platform, trouble, sort, direction };
export type Filters = Named<keyof typeof deviceFilters>;
