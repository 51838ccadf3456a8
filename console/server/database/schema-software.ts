/** The tables of the software and vulnerabilities rooms; schema.ts says what all tables share. */
import type { ColumnType, Generated } from 'kysely';

type Late<T> = ColumnType<T | null, T | null | undefined, T | null>;
type Count = Generated<number>;

/** What a technician writes of a title; null where nobody has. */
interface TitleRecord {
  revision: Count;
  owner: Late<string>;
  supplier: Late<string>;
  update_source: Late<string>;
  review_on: Late<string>;
  assessed_on: Late<string>;
  assessed_by: Late<string>;
  assessment: Late<string>;
  /** not_said, yes or no. */
  personal_data: Generated<string>;
  dpia: Late<string>;
  school_only: Count;
  seats: Late<number>;
  contract_ends_on: Late<string>;
  notes: Late<string>;
  /** A day, which counts instead of the table's. */
  support_by_hand: Late<string>;
}

export interface SoftwareTables {
  /** software: one row a title, counted by difference in the transaction of the report. */
  catalogue_title: TitleRecord & {
    software_id: string;
    school_id: string;
    source: string;
    name: string;
    name_order: string;
    publisher: string | null;
    search_text: string;
    devices: number;
    first_seen_at: number;
    /** Open vulnerabilities; of them grave and exploited; and questions. Written by what matches them. */
    open: Count;
    grave: Count;
    exploited: Count;
    to_check: Count;
    /** What the list is ordered by. */
    matter: Count;
    support_ends_on: Late<string>;
    support_source: Late<string>;
    /** Whether anybody has written of this title. */
    kept: Count;
  };
  /** software: which versions are where. `release` is what advisories call the system: `Debian:12`. */
  software_version: {
    school_id: string;
    software_id: string;
    version: string;
    release: string;
    origin_name: string | null;
    origin_version: string | null;
    /** What advisories call it, and the version to compare; null where none speaks of it. */
    package: string | null;
    compared: string | null;
    devices: number;
    first_seen_at: number;
    /** 1 until it has been matched as it is now. */
    due: number;
  };
  /** software: the devices whose lists are counted, and under which release. */
  software_counted: { device_id: string; school_id: string; release: string };
  /** software: programs that ran on a device and that no rule approves, as it last reported. */
  unapproved_program: {
    school_id: string;
    device_id: string;
    /** The same program has the same on every device. */
    program_id: string;
    name: string;
    search_text: string;
    publisher: string | null;
    product: string | null;
    package: string | null;
    hash: string | null;
    place: string;
    /** The rule that refuses it; null for what nobody decided about. */
    rule: string | null;
    /** 1 where the system stops it. */
    stopped: number;
    first_seen_at: number;
  };
  /** software: on how many devices each of these runs, apart for those that a rule refuses there; also of removed devices. */
  unapproved_count: Omit<SoftwareTables['unapproved_program'], 'device_id'> & {
    /** 1 for those devices on which a rule refuses it. */
    refused: number;
    devices: number;
  };

  /** vulnerabilities */
  advisory: {
    school_id: string;
    id: string;
    /** CVE numbers with blanks between. */
    cves: string;
    summary: string;
    severity: string;
    /** Ten times the CVSS base score. */
    score: number | null;
    published_at: number;
    modified_at: number;
  };
  advisory_package: { school_id: string; release: string; name: string; advisory_id: string; spans: string };
  exploited: {
    school_id: string;
    cve: string;
    vendor: string;
    product: string;
    name: string;
    added_on: string;
    due_on: string;
    ransomware: number;
  };
  advisory_import: {
    id: string;
    school_id: string;
    name: string;
    /** file or fetched */
    origin: string;
    /** osv or exploited, once it is known. */
    kind: string | null;
    /** running, done or failed */
    status: string;
    started_at: number;
    ended_at: number | null;
    by_name: string;
    read_count: number;
    kept: number;
    refused: number;
    newest_at: number | null;
    detail: string | null;
  };
  /** One weakness of one package: every title built from it, on every device. */
  vulnerability: {
    id: string;
    school_id: string;
    package: string;
    key: string;
    title: string;
    search_text: string;
    /** Ids, as a JSON list. */
    advisories: string;
    summary: string;
    severity: string;
    score: number | null;
    matter: number;
    /** undecided, planned, accepted, not_affected, to_check or fixed. */
    standing: string;
    /** Which versions are affected and what they were compared with, as JSON. */
    affected: string;
    devices: number;
    published_at: number;
    fix_published_at: number | null;
    due_at: number | null;
    exploited_due_on: string | null;
    ransomware: number;
    safe_version: string | null;
    first_seen_at: number;
    fixed_at: number | null;
    decision: string | null;
    decision_until: string | null;
    decision_reason: string | null;
    decided_at: number | null;
    decided_by: string | null;
    revision: number;
  };
}
