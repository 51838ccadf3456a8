/** What computers collected about themselves by order; schema.ts says what all tables share. */

export interface DiagnosticsTables {
  /** diagnostics: pieces of one text, forgotten 14 days after they came. */
  diagnostics_part: {
    order_id: string;
    /** From 1. */
    part: number;
    of: number;
    school_id: string;
    device_id: string;
    received_at: number;
    text: string;
  };
}
