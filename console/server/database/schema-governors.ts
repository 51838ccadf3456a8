/** The tables of the governors room; schema.ts says what all tables share. */

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
  /** What went out by e-mail, so that nothing does twice: `slot` is "report 3" or "week 2026-11-27". */
  governor_letter: {
    school_id: string;
    slot: string;
    at: number;
    /** To how many; 0 for a report in whose place a later one of the same day went out. */
    people: number;
  };
}
