/** The tables of the clauses and promises rooms; schema.ts says what all tables share. */

export interface ClauseTables {
  /** clauses: one row a school; `body` is Clause[] (shared/clauses) as JSON. */
  school_clauses: {
    school_id: string;
    /** Raised by every saving: who holds an older one is refused. */
    revision: number;
    body: string;
    updated_at: number;
    updated_by: string;
  };
  /** promises: the headteacher's page as it stood on one day. Append-only; each row's hash covers the one before it. */
  promise_day: {
    school_id: string;
    /** YYYY-MM-DD in the school's time zone. */
    day: string;
    kept_at: number;
    /** Promises (shared/protocol/api/overview.ts) as JSON. */
    body: string;
    previous_hash: string;
    hash: string;
  };
  /** promises: what each check had said of each computer by when a day was kept (looks.ts); the day's body holds their hash. */
  promise_look: {
    school_id: string;
    day: string;
    part: number;
    body: string;
  };
}
