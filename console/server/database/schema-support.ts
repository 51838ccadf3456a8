/** The register of remote support; schema.ts says what all tables share. */

export interface SupportTables {
  /** support: each time that somebody asked to look at a screen. */
  support_session: {
    id: string;
    school_id: string;
    device_id: string;
    /** Its name then. */
    device_name: string;
    asked_by: string;
    asked_by_name: string;
    /** Somebody from outside the school: who, for whom, and who agreed. Empty for the school's own. */
    outside: string;
    purpose: string;
    tool: string;
    /** 1: somebody there must say yes. 0: they are told. */
    consent: number;
    state: string;
    order_id: string;
    created_at: number;
    answer_by: number;
    until: number;
    /** When the computer had taken the question, and when somebody's tray showed it. */
    told_at: number | null;
    shown_at: number | null;
    answered_at: number | null;
    /** Sign-in name at the computer. */
    answered_by: string | null;
    /** When a yes was taken back there. */
    stopped_at: number | null;
    begun_at: number | null;
    ended_at: number | null;
    ended_by: string | null;
    /** What was done, as whoever ended it wrote. */
    note: string;
  };
}
