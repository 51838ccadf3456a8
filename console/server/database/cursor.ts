/** Cursors of paged lists: where the last page ended, opaque to callers and checked when they come back. */
import type * as z from 'zod';
import { invalid } from '../errors.ts';

/** `place` is whatever the list sorts by, ending in an id. */
export function writeCursor(place: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Undefined for the first page. Throws `cursor.invalid` (400) for anything that `schema` does not accept. */
export function readCursor<T>(cursor: string | undefined, schema: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw invalid(
      'The cursor is not valid for this list. Ask for its first page, without a cursor.',
      { cursor: 'not a cursor of this list' },
      'cursor.invalid',
    );
  }
}

/** Ask for `limit + 1` rows; the extra one tells whether there is a next page. */
export function pageOf<R, T>(
  rows: R[],
  limit: number,
  present: (row: R) => T,
  place: (row: R) => readonly (string | number | null)[],
): { items: T[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(present),
    next: rows.length > limit && last !== undefined ? writeCursor(place(last)) : null,
  };
}

/**
 * How many there are in all. A first page that holds them all is not counted again: a search that finds little has read
 * everything once already.
 */
export async function totalOf(
  found: readonly unknown[],
  { cursor, limit }: { cursor?: string | undefined; limit: number },
  count: () => Promise<number>,
): Promise<number> {
  return cursor === undefined && found.length <= limit ? found.length : count();
}
