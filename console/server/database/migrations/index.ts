/** Every migration, in order. Expand first, contract a version later. */
import type { Migration } from 'kysely';
import * as first from './001-first.ts';

export const migrations: Record<string, Migration> = { '001-first': { up: first.up } };
