/** Devices that were lost or stolen; schema.ts says what all tables share. */

export interface LostTables {
  /** lost: each time that a device was reported lost and a second person agreed. */
  lost_device: {
    id: string;
    school_id: string;
    device_id: string;
    /** `lost` or `stolen`. */
    how: string;
    message: string;
    since: number;
    by_name: string;
    order_id: string;
    ended_at: number | null;
    ended_by: string | null;
  };
}
