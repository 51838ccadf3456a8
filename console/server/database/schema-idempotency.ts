/** The table of requests that are done once; schema.ts says what all tables share. */

export interface IdempotencyTables {
  /** idempotency: what was asked under a key of the caller's own, and what was answered. Kept for a day. */
  idempotency: {
    id: string;
    school_id: string;
    /** As the audit log calls them: `token:ID`. */
    caller: string;
    key: string;
    /** HMAC of method, address and body under a key of the console's own, base64url. */
    request_hash: string;
    /** JSON; null while it is being done, and for an answer that is shown once. */
    answer: string | null;
    created_at: number;
    done_at: number | null;
  };
}
