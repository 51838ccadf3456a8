/** The tables of alerts, webhooks and what is sent for them; schema.ts says what all tables share. */

export interface AlertTables {
  /** alerts: when, to whom and about what, as `alertInput` of the API, JSON. */
  alert_settings: {
    school_id: string;
    revision: number;
    body: string;
    updated_at: number;
    updated_by: string;
  };
  /** alerts: which of each subject's devices or incidents were told already, as JSON. */
  alert_told: { school_id: string; subject: string; told: string };
  /** alerts: `slot` is the school's day, or the moment of one that went out at once. One digest a slot. */
  alert_digest: { id: string; school_id: string; slot: string; at: number; lines: string };
  /** webhooks: `secret` is sealed; `told_number` is the last entry of the audit log that was gone through for it. */
  webhook: {
    id: string;
    school_id: string;
    label: string;
    url: string;
    secret: string;
    topics: string;
    enabled: number;
    told_number: number;
    created_at: number;
    created_by: string;
    last_ok_at: number | null;
    failing_since: number | null;
    error: string;
  };
  /** deliveries: what goes out, once by its key. */
  delivery: {
    id: string;
    school_id: string;
    way: string;
    /** An account or a webhook. */
    target: string;
    key: string;
    what: string;
    body: string;
    state: string;
    attempts: number;
    /** The next attempt; while it is being sent, when it counts as given up by whoever sent it. */
    next_at: number;
    created_at: number;
    ended_at: number | null;
    error: string;
  };
}
