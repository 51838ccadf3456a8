/** The table of the calendar room; schema.ts says what all tables share. */

export interface CalendarTables {
  /** One row a school; `body` is a SchoolCalendar (shared/calendar) as JSON, or null where it was taken away again. */
  school_calendar: {
    school_id: string;
    /** Raised by every saving: who holds an older one is refused. */
    revision: number;
    body: string | null;
    updated_at: number;
    updated_by: string;
  };
}
