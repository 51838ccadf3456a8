/** The table of the requests room; schema.ts says what all tables share. */

export interface RequestTables {
  /** What somebody asked for: a stick to be let in, a program to be approved. */
  request: {
    id: string;
    school_id: string;
    kind: string;
    device_id: string | null;
    person: string;
    reason: string;
    /** As `Request` of shared/protocol/request.ts, JSON. */
    body: string;
    /** What makes two requests about one thing: a stick's identity, a title in lower case. */
    about: string;
    status: string;
    made_at: number;
    /** Null when the device sent it. */
    made_by: string | null;
    decided_at: number | null;
    decided_by: string | null;
    answer: string;
    /** The order or the draft that came of a yes. */
    order_id: string | null;
    version_id: string | null;
  };
}
