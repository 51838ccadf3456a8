/** The table of devices that were removed too early; schema.ts says what all tables share. */

export interface DepartureTables {
  /** departures: there until a second person agreed that the device has left, or it came back; of one that never was let in, that another is it. */
  departure: {
    device_id: string;
    school_id: string;
    name: string;
    /** Of the controls that were not met or not known when it was removed; as in `device.states`. */
    states: string;
    removed_at: number;
    removed_by: string;
  };
}
