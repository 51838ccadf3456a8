/** The tables of the neighbours; schema.ts says what all tables share. */

export interface NeighbourTables {
  /** neighbours: one device on the school's networks, by a hash of its address. */
  neighbour: {
    id: string;
    school_id: string;
    /** Of its network address, by the school's key. */
    hash: string;
    maker: string | null;
    /** These two only of a list that the school brought. */
    name: string | null;
    address: string | null;
    first_seen_at: number;
    last_seen_at: number;
    /** The managed device that it is. */
    device_id: string | null;
    asset_id: string | null;
    decision: string;
    note: string;
    decided_by: string | null;
    decided_at: number | null;
    search_text: string;
  };
  /** neighbours: which device saw it. */
  neighbour_sighting: { neighbour_id: string; device_id: string; first_at: number; last_at: number };
}
