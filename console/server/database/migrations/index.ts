/** Every migration, in order. Expand first, contract a version later. */
import type { Migration } from 'kysely';
import * as first from './001-first.ts';
import * as orders from './002-orders.ts';
import * as policies from './003-policies.ts';
import * as assets from './004-assets.ts';

export const migrations: Record<string, Migration> = {
  '001-first': { up: first.up },
  '002-orders': { up: orders.up },
  '003-policies': { up: policies.up },
  '004-assets': { up: assets.up },
};
