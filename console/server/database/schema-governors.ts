/** The table of the governors room; schema.ts says what all tables share. */

export interface GovernorTables {
  /** Reports to the governors as they were kept. Append-only; the hash stands in the audit log too. */
  governor_report: {
    school_id: string;
    number: number;
    /** YYYY-MM-DD: the kept day that it is made from. */
    day: string;
    kept_at: number;
    kept_by: string;
    /** GovernorsReport (shared/protocol/api/governors.ts) as canonical JSON. */
    body: string;
    /** SHA-256 of the body, in hex. */
    hash: string;
  };
}
