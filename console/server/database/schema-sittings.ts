/** The table of the sittings; schema.ts says what all tables share. */

export interface SittingTables {
  /** sittings: one sign-in, lock, unlock or sign-out. */
  sitting_moment: {
    /** Of the device's event, so that one that comes twice is one. */
    id: string;
    school_id: string;
    device_id: string;
    /** The same from one sign-in to its sign-out. */
    sitting: string;
    what: string;
    at: number;
    /** 0: not seen to happen, only found. */
    exact: number;
    kind: string;
    account: string;
    /** A short hash by the school's key; null where there is none. */
    person: string | null;
  };
}
