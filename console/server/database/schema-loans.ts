/** The tables of loans, sets, labels and stock-takes; schema.ts says what all tables share. Lists are JSON. */

export interface LoanTables {
  /** loans: whether borrowers get letters; no row means that they do. */
  loan_settings: { school_id: string; letters: number; changed_at: number; changed_by: string };
  /** loans: what holders sign, in every wording that was ever signed. */
  loan_agreement: {
    id: string;
    school_id: string;
    number: number;
    /** For what: general, staff_laptop, pupil_device, stick or camera. */
    kind: string;
    body: string;
    /** What the holder states about personal use. */
    statement: string;
    /** SHA-256 of both, hex. */
    hash: string;
    created_at: number;
    created_by: string;
  };
  /** loans: one handover of many assets to one person. */
  loan: {
    id: string;
    school_id: string;
    number: number;
    /** waiting (for the line manager), refused, ready, out, ended or withdrawn. */
    status: string;
    holder_id: string;
    holder_name: string;
    purpose: string;
    off_site: number;
    /** `2026-11-22`; null for as long as the job lasts. */
    due_on: string | null;
    approver_id: string | null;
    approver_name: string | null;
    /** signed_in or in_writing. */
    approval_how: string | null;
    approval_words: string | null;
    approved_at: number | null;
    agreement_id: string | null;
    signed_name: string | null;
    /** A drawn signature: lines of points. */
    strokes: string | null;
    signed_at: number | null;
    signed_hash: string | null;
    witness: string | null;
    /** When the holder was asked to sign with their own sign-in. */
    sign_asked_at: number | null;
    created_at: number;
    created_by: string;
    created_by_id: string;
    ended_at: number | null;
    end_note: string | null;
  };
  loan_item: {
    id: string;
    school_id: string;
    loan_id: string;
    asset_id: string;
    tag: string;
    condition_out: string;
    accessories: string;
    /** How the laptop's encryption stood when it went out, in words. */
    encryption: string | null;
    out_at: number | null;
    /** returned, lost or stolen. */
    outcome: string | null;
    condition_in: string | null;
    missing: string | null;
    damage: string | null;
    checklist: string | null;
    back_at: number | null;
    back_by: string | null;
  };
  /** What the holder said of personal use, at the handover and each year after. */
  loan_statement: {
    id: string;
    school_id: string;
    loan_id: string;
    said_at: number;
    /** none or significant. */
    personal_use: string;
    words: string | null;
    said_by: string;
    written_by: string;
  };
  /** loans: another day that was agreed on after the signature; `loan.due_on` is the last one. Nulls are “no end”. */
  loan_extension: {
    id: string;
    school_id: string;
    loan_id: string;
    due_before: string | null;
    due_on: string | null;
    /** Who agreed, and where that is written. */
    words: string | null;
    agreed_at: number;
    agreed_by: string;
  };
  /** loans: trolleys and class sets. */
  asset_set: { id: string; school_id: string; name: string; note: string | null; created_at: number };
  asset_set_member: { set_id: string; asset_id: string; school_id: string };

  /** labels: tags that were printed before anything had them. */
  label_tag: {
    id: string;
    school_id: string;
    tag: string;
    tag_key: string;
    printed_at: number;
    printed_by: string;
  };

  /** stock-takes */
  stock_take: {
    id: string;
    school_id: string;
    name: string;
    /** Names of places; empty for everything. */
    places: string;
    /** open, finished, signed or withdrawn. */
    status: string;
    started_at: number;
    started_by: string;
    started_by_id: string;
    note: string | null;
    finished_at: number | null;
    finished_by: string | null;
    finished_by_id: string | null;
    signed_at: number | null;
    signed_by: string | null;
  };
  stock_take_item: {
    id: string;
    school_id: string;
    stock_take_id: string;
    asset_id: string;
    tag: string;
    expected: number;
    /** pending, found, missing, moved or unexpected. */
    outcome: string;
    place_before: string | null;
    place_found: string | null;
    /** scan or tick. */
    how: string | null;
    seen_at: number | null;
    seen_by: string | null;
    seen_by_id: string | null;
    note: string | null;
  };
  /** Every code that was read, also those that nothing has. */
  stock_take_scan: {
    id: string;
    school_id: string;
    stock_take_id: string;
    code: string;
    place: string | null;
    outcome: string;
    scanned_at: number;
    scanned_by: string;
  };
}
