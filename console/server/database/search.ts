import { type RawBuilder, sql } from 'kysely';

/** What somebody typed into a search box, as patterns for `like … escape '!'`: every word must be found. */
export function searchPatterns(text: string | undefined): string[] {
  const words = (text ?? '').toLowerCase().split(/\s+/);
  return words.filter(word => word !== '').map(word => `%${likeText(word)}%`);
}

/** `!` is not special to either engine, unlike the backslash. */
export const likeText = (text: string) => text.replace(/[!%_]/g, '!$&');

/** That each word is in one of these texts, which are in lower case already. */
export function saysAll(text: string | undefined, ...places: RawBuilder<unknown>[]): RawBuilder<boolean> {
  const words = searchPatterns(text).map(
    like =>
      sql`(${sql.join(
        places.map(place => sql`${place} like ${like} escape '!'`),
        sql` or `,
      )})`,
  );
  return words.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(words, sql` and `)}`;
}

/** Orders what begins with the text before what only holds its words. */
export const beginsFirst = (text: string, place: RawBuilder<unknown>) =>
  sql`case when ${place} like ${`${likeText(text.trim().toLowerCase())}%`} escape '!' then 0 else 1 end`;
