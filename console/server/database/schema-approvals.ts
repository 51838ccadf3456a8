/** The table of the approvals room; schema.ts says what all tables share. */

export interface ApprovalTables {
  /** Something that a second person is asked to agree to. */
  approval: {
    id: string;
    school_id: string;
    kind: string;
    /** The row of access.ts that a second person needs. */
    permission: string;
    /** What it is about, in the room that asked: a device's id, a batch's id. */
    subject: string;
    title: string;
    /** What a yes does, as a JSON list of sentences. */
    lines: string;
    reason: string;
    /** What the kind needs to do it, as JSON; never shown. */
    payload: string;
    /** Ids of callers, as a JSON list: whoever asked or wrote in it is not its second person. */
    writers: string;
    status: string;
    asked_by: string;
    asked_by_name: string;
    asked_at: number;
    expires_at: number;
    decided_at: number | null;
    decided_by: string | null;
    outcome: string;
  };
}
