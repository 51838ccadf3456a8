/** The tables of tests, suppliers, licences and files of assets; schema.ts says what all tables share. */

/** A row that people change as they last saw it. */
interface Kept {
  id: string;
  school_id: string;
  revision: number;
  changed_at: number;
  changed_by: string;
  /** A day: since then it no longer counts. */
  ended_on: string | null;
}

export interface UpkeepTables {
  /** custody: who has what is quarantined as evidence, where and under which seal; never changed. */
  asset_custody: {
    id: string;
    school_id: string;
    asset_id: string;
    happened_at: number;
    held_by: string;
    place: string;
    seal: string | null;
    note: string | null;
    noted_at: number;
    noted_by: string;
  };
  /** checks: what was looked at on one asset, never changed; what was wrong is withdrawn with a reason. */
  asset_check: {
    id: string;
    school_id: string;
    asset_id: string;
    kind: string;
    done_on: string;
    result: string;
    done_by: string;
    note: string | null;
    next_on: string | null;
    /** 1 for the newest of its asset and kind that is not withdrawn. */
    is_last: number;
    noted_at: number;
    noted_by: string;
    withdrawn_at: number | null;
    withdrawn_by: string | null;
    withdrawn_why: string | null;
  };
  /** suppliers */
  supplier: Kept & {
    name: string;
    /** In lower case, as assets name their supplier. */
    name_key: string;
    contact: string | null;
    phone: string | null;
    email: string | null;
    website: string | null;
    account: string | null;
    /** yes, no or unknown: whether it handles personal data for the school. */
    processor: string;
    agreement_on: string | null;
    agreement_until: string | null;
    notes: string | null;
  };
  contract: Kept & {
    supplier_id: string;
    title: string;
    kind: string;
    reference: string | null;
    starts_on: string;
    /** Null while it runs on. */
    ends_on: string | null;
    notice_days: number | null;
    renews: number;
    /** Pence. */
    yearly_cost: number | null;
    notes: string | null;
  };
  /** licences */
  licence: Kept & {
    title: string;
    software_id: string | null;
    supplier_id: string | null;
    basis: string;
    /** Null for as many as the school likes. */
    seats: number | null;
    starts_on: string | null;
    ends_on: string | null;
    /** Pence. */
    cost: number | null;
    reference: string | null;
    notes: string | null;
    /** Sealed with a key that no database holds. */
    sealed_key: string | null;
    /** Its last characters, to tell two apart. */
    key_end: string | null;
  };
  /** licences: seats, taken or free again. Either a thing or a person sits on one. */
  licence_seat: {
    id: string;
    school_id: string;
    licence_id: string;
    asset_id: string | null;
    person_id: string | null;
    given_at: number;
    given_by: string;
    freed_at: number | null;
    freed_by: string | null;
    freed_why: string | null;
  };
  /** backups */
  backup: {
    id: string;
    school_id: string;
    what: string;
    owner: string;
    method: string;
    away: number;
    every_days: number;
    test_months: number;
    ended_on: string | null;
    revision: number;
    changed_at: number;
    changed_by: string;
  };
  /** backups: what was done and how it ended; never changed. */
  backup_entry: {
    id: string;
    school_id: string;
    backup_id: string;
    kind: string;
    done_on: string;
    good: number;
    done_by: string;
    note: string | null;
    noted_at: number;
    noted_by: string;
  };
  /** suppliers: what of it is kept as a file; `file_id` is null once it was removed. */
  supplier_file: {
    id: string;
    school_id: string;
    supplier_id: string;
    file_id: string | null;
    what: string;
    name: string;
    added_at: number;
    added_by: string;
    removed_at: number | null;
    removed_by: string | null;
  };
  /** asset-files */
  asset_file: {
    id: string;
    school_id: string;
    asset_id: string;
    /** Null once it was removed: its bytes are gone. */
    file_id: string | null;
    what: string;
    name: string;
    caption: string | null;
    added_at: number;
    added_by: string;
    removed_at: number | null;
    removed_by: string | null;
    /** The thing of a stock-take that it was taken of, there and then. */
    stock_take_item_id: string | null;
  };
}
