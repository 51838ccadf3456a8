/** Devices that are kept as evidence; schema.ts says what all tables share. */

export interface QuarantineTables {
  /** quarantine: each time that a device was kept, after a second person agreed. */
  quarantine: {
    id: string;
    school_id: string;
    device_id: string;
    device_name: string;
    message: string;
    reason: string;
    /** Until when its network was to be cut; null: left as it is. */
    cut_until: number | null;
    since: number;
    by_name: string;
    order_id: string;
    /** What the device said last of its network: 1 cut, 0 not; null when it has said nothing. */
    network_cut: number | null;
    network_detail: string;
    network_at: number | null;
    ended_at: number | null;
    ended_by: string | null;
    /** Whose advice, and what it was. */
    ended_because: string | null;
  };
}
