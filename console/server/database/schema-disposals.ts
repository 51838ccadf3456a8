/** The tables of disposals and of kept files; schema.ts says what all tables share. Days are text, lists are JSON. */

export interface DisposalTables {
  /** files: what people uploaded. The bytes lie under the data folder by this id, never by the name. */
  stored_file: {
    id: string;
    school_id: string;
    /** The room that keeps it: nobody else hands it out. */
    room: string;
    name: string;
    /** As sniffed from the bytes. */
    type: string;
    size: number;
    sha256: string;
    uploaded_at: number;
    uploaded_by: string;
  };

  /** disposals: the school's own rules. */
  disposal_rule: {
    school_id: string;
    /** Pence from which the governors have to agree; null for never. */
    governors_from: number | null;
    /** Years that papers are kept at least; 0 for no rule of its own. */
    own_years: number;
    /** clear, purge or destroy. */
    least: string;
    acceptance: string;
  };
  disposal_contractor: {
    id: string;
    school_id: string;
    name: string;
    contact: string;
    carrier_number: string;
    carrier_until: string;
    /** The treatment site's permit or its number as an approved authorised treatment facility. */
    permit: string;
    permit_until: string | null;
    agreement_on: string | null;
    agreement_until: string | null;
    /** Of data destruction, such as ADISA 8.0 or BS EN 15713. */
    certification: string;
    checked_on: string;
    checked_by: string;
    ended_at: number | null;
    /** company, or of somebody who got things to use again: staff, family, school, charity or other. */
    kind: string;
    /** The company's written guarantee that data is destroyed: its day, and the paper. */
    guarantee_on: string | null;
    guarantee_file_id: string | null;
  };
  /** disposals: a request to write off, decided in the approvals room. */
  write_off: {
    id: string;
    school_id: string;
    number: number;
    /** As in shared/disposals/steps. */
    status: string;
    reason: string;
    /** Whether personal data is likely on it: yes, no or unknown. */
    personal_data: string;
    /** How it is to leave, as in shared/disposals/ways; null for what was asked before this was. */
    way: string | null;
    /** Pence in the books when asked, of those whose value is known. */
    value: number;
    unvalued: number;
    governors: number;
    governors_why: string | null;
    governors_minute: string | null;
    governors_on: string | null;
    governors_by: string | null;
    approval_id: string | null;
    asked_at: number;
    asked_by: string;
    decided_at: number | null;
    decided_by: string | null;
  };
  disposal_batch: {
    id: string;
    school_id: string;
    number: number;
    status: string;
    contractor_id: string;
    collect_on: string;
    created_at: number;
    created_by: string;
    /** The receipt exactly as signed, and its SHA-256, hex. */
    receipt: string | null;
    receipt_hash: string | null;
    signed_at: number | null;
    /** collected, sold or given. */
    way: string;
    /** Pence, of what is sold. */
    price: number | null;
    paid_at: number | null;
    paid_by: string | null;
    paid_note: string | null;
    /** Of collections before licences were freed thing by thing: now on the item. */
    freed_at: number | null;
    freed_by: string | null;
    freed_note: string | null;
    closed_at: number | null;
    closed_by: string | null;
    /** What the pack is made from, as it was at the close, and its SHA-256. */
    manifest: string | null;
    manifest_hash: string | null;
  };
  /** disposals: one asset on its way out; at most one that is not `out` for each asset. */
  disposal_item: {
    id: string;
    school_id: string;
    write_off_id: string;
    asset_id: string;
    batch_id: string | null;
    status: string;
    condition: string;
    value: number | null;
    /** Pence that it is to be sold for at least. */
    price: number | null;
    /** Why there is no storage in it, by whom. */
    no_storage: string | null;
    no_storage_by: string | null;
    /** The second person, where one was needed. */
    no_storage_agreed_by: string | null;
    out_reason: string | null;
    ready_from: number | null;
    ended_at: number | null;
    /** Licences given back, accounts and device entries removed; the titles of the seats that were freed, JSON. */
    freed_at: number | null;
    freed_by: string | null;
    freed_note: string | null;
    freed_seats: string | null;
  };
  disposal_storage: {
    id: string;
    school_id: string;
    item_id: string;
    /** agent or hand. */
    origin: string;
    name: string;
    model: string | null;
    serial: string | null;
    serial_key: string | null;
    media: string;
    size_bytes: number | null;
    by_contractor: number;
    left_out: string | null;
    left_out_by: string | null;
    /** A second person; null in what was left out before one was asked. */
    left_out_agreed_by: string | null;
    /** When the agent saw it, or somebody wrote it down. */
    noted_at: number;
    noted_by: string;
  };
  /** disposals: one wipe or destruction of one piece of storage; never changed, the one done last counts. */
  sanitisation: {
    id: string;
    school_id: string;
    storage_id: string;
    method: string;
    category: string;
    standard: string;
    tool: string;
    tool_version: string;
    passes: number | null;
    hidden: string;
    result: string;
    trouble: string;
    verification: string;
    verified_by: string | null;
    operator: string;
    witness: string | null;
    place: string;
    done_on: string;
    /** By the clock of whoever did it, `2026-11-20 09:00`; null where it was not written down, or a log says it. */
    began: string | null;
    ended: string | null;
    /** Of what was read back in samples. */
    sample_percent: number | null;
    source_file_id: string | null;
    /** The line of that file that says so. */
    evidence_id: string | null;
    noted_at: number;
    noted_by: string;
  };
  /** Taken before the van leaves; frozen with the receipt. */
  disposal_photo: {
    id: string;
    school_id: string;
    batch_id: string;
    file_id: string;
    caption: string;
    added_at: number;
    added_by: string;
  };
  waste_paper: {
    id: string;
    school_id: string;
    batch_id: string;
    kind: string;
    number: string;
    dated: string;
    codes: string;
    hazardous: number;
    pops: number;
    quantity: string;
    destination: string;
    tracking: string | null;
    file_id: string | null;
    keep_until: string;
    noted_at: number;
    noted_by: string;
    /** Why it is accepted although it does not fit the collection. */
    accepted_at: number | null;
    accepted_by: string | null;
    accepted_why: string | null;
  };
  disposal_certificate: {
    id: string;
    school_id: string;
    batch_id: string;
    issuer: string;
    number: string;
    dated: string;
    method: string;
    standard: string;
    file_id: string;
    noted_at: number;
    noted_by: string;
    /** It was wrong: it proves nothing any more, and stays to be read. */
    withdrawn_at: number | null;
    withdrawn_by: string | null;
    withdrawn_why: string | null;
  };
  /** disposals: what an imported log or a certificate says of one serial, and which storage it is; null for none known. */
  disposal_evidence: {
    id: string;
    school_id: string;
    file_id: string;
    certificate_id: string | null;
    serial: string | null;
    serial_key: string | null;
    /** What else it says, as JSON. */
    facts: string;
    storage_id: string | null;
    /** serial or hand. */
    matched_how: string | null;
    matched_by: string | null;
    matched_at: number | null;
    /** Why somebody says that it is this storage. */
    matched_why: string | null;
    set_aside: string | null;
    set_aside_by: string | null;
    at: number;
  };
  /** disposals: a device that spoke to the console although it was handed over. */
  disposal_sighting: {
    id: string;
    school_id: string;
    item_id: string;
    device_id: string;
    first_at: number;
    last_at: number;
    times: number;
    settled_at: number | null;
    settled_by: string | null;
    settled_note: string | null;
  };
}
