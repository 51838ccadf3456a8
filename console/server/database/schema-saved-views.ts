/** The table of the saved views; schema.ts says what all tables share. */
import type { ColumnType } from 'kysely';

export interface SavedViewTables {
  /** saved-views: a list as somebody likes to see it. */
  saved_view: {
    id: string;
    school_id: string;
    /** Whose it is, as the audit log calls them: `person:ID` or `token:ID`. */
    owner: string;
    name: string;
    /** Which list: `devices`. */
    list: ColumnType<string, string | undefined, string>;
    /** What stands in the address after the question mark. */
    query: string;
    created_at: number;
  };
}
