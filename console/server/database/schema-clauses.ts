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
  /** clauses: that somebody looked at the whole policy. Never changed but by being taken back, once. */
  policy_review: {
    id: string;
    school_id: string;
    /** YYYY-MM-DD */
    looked_on: string;
    /** A name or a role, as it was typed. */
    looked_by: string;
    owner: string;
    /** YYYY-MM-DD */
    next_on: string;
    written_at: number;
    written_by: string;
    taken_back_at: number | null;
    taken_back_by: string | null;
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
  /** promises: who sees to it that a promise holds again. Never changed but by being taken back, or by the promise holding, once. */
  promise_undertaking: {
    id: string;
    school_id: string;
    /** The promise's key; of one that records show, its line. */
    promise: string;
    /** What it said then, for the change log. */
    sentence: string;
    /** A name or a role, as it was typed. */
    who: string;
    /** YYYY-MM-DD */
    by_day: string;
    /** What will be done, or nothing. */
    what: string;
    written_at: number;
    written_by: string;
    taken_back_at: number | null;
    taken_back_by: string | null;
    /** YYYY-MM-DD: the first kept day after it on which the promise held. */
    held_on: string | null;
  };
  /** promises: what somebody found who looked whether a promise holds that no figure shows. Never changed but by being taken back, once. */
  promise_record_look: {
    id: string;
    school_id: string;
    /** The line of the requirements; of a sentence that is none of them, its key. */
    promise: string;
    /** What it said then, for the change log. */
    sentence: string;
    /** YYYY-MM-DD */
    looked_on: string;
    /** A name or a role, as it was typed. */
    looked_by: string;
    /** 1 where it was found to be so. */
    so: number;
    saw: string;
    /** YYYY-MM-DD: from the day after, it shows nothing any more. */
    next_on: string;
    written_at: number;
    written_by: string;
    taken_back_at: number | null;
    taken_back_by: string | null;
  };
  /** promises: when a person last opened the page. Read only to tell that person what changed since. */
  promise_visit: {
    /** `person:ID` */
    owner: string;
    school_id: string;
    at: number;
    /** The last time on an earlier day. */
    before: number | null;
  };
}
