/** The tables of the register of school media; schema.ts says what all tables share. */

export interface MediaTables {
  /** A stick or disk that is the school's. */
  school_medium: {
    id: string;
    school_id: string;
    revision: number;
    label: string;
    /** The label in lower case with its numbers padded. */
    label_order: string;
    vendor_id: string;
    product_id: string;
    serial: string;
    /** Keyed by the school, as devices report it. */
    serial_hash: string;
    access: string;
    encryption: string;
    holder: string | null;
    holder_id: string | null;
    state: string;
    state_at: number;
    note: string;
    search_text: string;
    seen_at: number | null;
    seen_device_id: string | null;
    seen_encrypted: string | null;
    created_at: number;
    created_by: string;
    updated_at: number;
  };
  school_medium_event: {
    id: string;
    school_id: string;
    medium_id: string;
    at: number;
    by_name: string;
    sentence: string;
    note: string;
  };
}
