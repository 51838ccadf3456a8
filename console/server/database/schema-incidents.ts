/** The tables of the incidents room; schema.ts says what all tables share. */

export interface IncidentTables {
  incident: {
    /** Of the device's event where one began it, so that one that comes twice is one. */
    id: string;
    school_id: string;
    number: number;
    revision: number;
    category: string;
    title: string;
    detail: string;
    /** What makes two the same matter while one is open. */
    matter: string | null;
    device_id: string | null;
    /** As it was called then. */
    device_name: string | null;
    source: string;
    reporter: string;
    noticed_at: number;
    reported_at: number;
    answered_at: number | null;
    status: string;
    /** Of the clock, where the category has one. */
    due_at: number | null;
    done_at: number | null;
    closed_at: number | null;
    closed_by: string | null;
    outcome: string;
    search_text: string;
  };
  /** Append-only. */
  incident_about: { incident_id: string; person_id: string; school_id: string };
  incident_note: {
    id: string;
    school_id: string;
    incident_id: string;
    at: number;
    author_id: string;
    author: string;
    kind: string;
    text: string;
  };
}
