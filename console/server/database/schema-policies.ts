/** The tables of the policies room beside the signed documents themselves; schema.ts says what all tables share. */

export interface PolicyTables {
  /** locks: screens that locked, by group ('' for none) and day (UTC, in days since 1970). Names no computer and nobody. */
  lock_tally: {
    school_id: string;
    group_id: string;
    day: number;
    by_people: number;
    by_itself: number;
  };
  /** How the school's policies may change; made once with the school's key for hashes of serials. */
  policy_rule: {
    school_id: string;
    serial_key: string;
    second_person: string;
    /** The usual way out, as JSON. */
    rings: string;
    halt_percent: number;
  };
  /** What one place (the school, a group, a device) sets for itself, in every version. Settings never change once asked for. */
  policy_version: {
    id: string;
    school_id: string;
    scope: string;
    scope_id: string;
    number: number;
    status: string;
    settings: string;
    based_on: string | null;
    /** Raised by every saving of a draft: who holds an older one is refused. */
    revision: number;
    reason: string;
    rings: string | null;
    /** Ids of everybody who wrote in it, as a JSON list: none of them is its second person. */
    editors: string;
    created_at: number;
    created_by: string;
    updated_at: number;
    updated_by: string;
    asked_at: number | null;
    asked_by: string | null;
    decided_at: number | null;
    decided_by: string | null;
    in_force_at: number | null;
    ended_at: number | null;
    end_note: string | null;
  };
  policy_rollout: {
    id: string;
    school_id: string;
    version_id: string;
    status: string;
    rings: string;
    /** The last ring that has the version, from 0. */
    ring: number;
    ring_started_at: number;
    next_at: number;
    /** Which devices were not well when their ring began, and which were expected to fail; `Standing` of the policies room as JSON. */
    bad_before: string;
    expected: string;
    halt_percent: number;
    started_at: number;
    ended_at: number | null;
    note: string | null;
  };
  policy_exception: {
    id: string;
    school_id: string;
    control: string;
    settings: string;
    reason: string;
    asked_by: string;
    status: string;
    created_at: number;
    created_by: string;
    /** The id of the caller who wrote it. */
    author: string;
    approved_at: number | null;
    approved_by: string | null;
    ends_at: number;
    ended_at: number | null;
    ended_by: string | null;
    end_note: string | null;
  };
  policy_exception_device: { exception_id: string; device_id: string; school_id: string };
}
