/** The register, what was taken out of it, and what came in by spreadsheet. */
export interface AssetTables {
  /** assets: the register. `*_key` is what is compared, `tag_order` what is sorted by. Money is pence, days are text. */
  asset: {
    id: string;
    school_id: string;
    revision: number;
    tag: string;
    tag_key: string;
    tag_order: string;
    kind: string;
    name: string | null;
    make: string | null;
    model: string | null;
    serial: string | null;
    serial_key: string | null;
    owner: string | null;
    location: string | null;
    secure_location: number;
    secure_checked_on: string | null;
    installed_on: string | null;
    holder: string | null;
    holder_id: string | null;
    purchase_date: string | null;
    supplier: string | null;
    order_number: string | null;
    cost: number | null;
    funding: string | null;
    warranty_end: string | null;
    planned_replacement: string | null;
    life_years: number | null;
    floor: number | null;
    notes: string | null;
    state: string;
    state_at: number;
    device_id: string | null;
    search_text: string;
    created_at: number;
    created_by: string;
    updated_at: number;
    staff_only: number;
    /** When it first went out with somebody who may have kept protected data on it; never cleared. */
    held_data_at: number | null;
    label_printed_at: number | null;
  };
  /** Each change of each field; `field` is `created`, `state`, `device` or a name of shared/assets/fields. */
  asset_history: {
    id: string;
    school_id: string;
    asset_id: string;
    at: number;
    by_name: string;
    origin: string;
    field: string;
    before: string | null;
    after: string | null;
    note: string | null;
  };
  asset_import: {
    id: string;
    school_id: string;
    file: string;
    imported_at: number;
    imported_by: string;
    entered: number;
    changed: number;
    undone_at: number | null;
    undone_by: string | null;
  };
  /** What an import did to an asset, for as long as it can be undone. */
  asset_import_row: {
    import_id: string;
    school_id: string;
    asset_id: string;
    /** That it had after the import: with another one, something was done since. */
    revision: number;
    /** JSON of what it was before; null where the import entered it. */
    before: string | null;
  };
  asset_mistake: {
    /** That of the asset. */
    id: string;
    school_id: string;
    tag: string;
    /** JSON: the row of `asset`, without the holder's number. */
    record: string;
    /** JSON: the rows of `asset_history`, oldest first. */
    history: string;
    because: string;
    taken_out_at: number;
    taken_out_by: string;
  };
}
