/** The tables of the notices room; schema.ts says what all tables share. */
import type { Generated } from 'kysely';

export interface NoticeTables {
  /** notices: an agreement as it is signed. Never changed: a new wording is a new row. */
  wording: {
    id: string;
    school_id: string;
    name: string;
    number: number;
    adult: string;
    plain: string | null;
    symbols: string | null;
    hash: string;
    created_at: number;
    created_by: string;
  };
  notice: {
    id: string;
    school_id: string;
    kind: string;
    title: string;
    /** As `NoticeTexts` of shared/protocol/notice.ts, JSON. */
    texts: string;
    wording_id: string | null;
    hash: string | null;
    from_name: string;
    answer: string;
    /** JSON lists: of groups (empty: all), of kinds of people, of times. */
    group_ids: string;
    people: string;
    reminders: string;
    /** As `Letters` of notices/letters.ts, a JSON list. */
    letters: Generated<string>;
    gate: number;
    issued_at: number;
    until: number;
    due_at: number | null;
    ended_at: number | null;
    ended_by: string | null;
    created_by: string;
  };
  /** One person's answer, from a device or written down here. */
  notice_answer: {
    /** Of the device's event, so that one that comes twice is one. */
    id: string;
    school_id: string;
    notice_id: string;
    device_id: string | null;
    user_name: string;
    person_name: string;
    person_id: string | null;
    answer: string;
    how: string;
    rendering: string | null;
    text_hash: string | null;
    at: number;
    /** Who wrote it down; of a device's answer, who said whose it was. */
    entered_by: string | null;
  };
  /** Which device holds which notice, as it said itself. */
  notice_device: { notice_id: string; device_id: string; school_id: string; kept_at: number };
}
