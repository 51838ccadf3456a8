/** The table of remembered columns; schema.ts says what all tables share. */

export interface ImportTables {
  /** assets: what a heading of the school's own spreadsheets means, where that is not what it would be taken for. */
  import_column: {
    school_id: string;
    /** In lower case, as headings are compared. */
    heading: string;
    /** A field of the register; null where the column is left out. */
    target: string | null;
    chosen_at: number;
  };
}
