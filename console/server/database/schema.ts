/**
 * The tables, one idea each. Ids are UUIDv7 text, times UTC integer milliseconds, flags 0 or 1,
 * JSON is text, and `school_id` is in every table. A room alone writes its tables: the owner is named beside each.
 */
import type { ColumnType, Generated } from 'kysely';
import type { AlertTables } from './schema-alerts.ts';
import type { ApprovalTables } from './schema-approvals.ts';
import type { AssetTables } from './schema-assets.ts';
import type { CalendarTables } from './schema-calendar.ts';
import type { ClauseTables } from './schema-clauses.ts';
import type { DepartureTables } from './schema-departures.ts';
import type { DiagnosticsTables } from './schema-diagnostics.ts';
import type { DirectoryTables } from './schema-directories.ts';
import type { DisposalTables } from './schema-disposals.ts';
import type { GovernorTables } from './schema-governors.ts';
import type { IdempotencyTables } from './schema-idempotency.ts';
import type { ImportTables } from './schema-imports.ts';
import type { IncidentTables } from './schema-incidents.ts';
import type { LoanTables } from './schema-loans.ts';
import type { LostTables } from './schema-lost.ts';
import type { MediaTables } from './schema-media.ts';
import type { NeighbourTables } from './schema-neighbours.ts';
import type { NoticeTables } from './schema-notices.ts';
import type { PolicyTables } from './schema-policies.ts';
import type { QuarantineTables } from './schema-quarantine.ts';
import type { RecoveryKeyTables } from './schema-recovery-keys.ts';
import type { RequestTables } from './schema-requests.ts';
import type { ReviewTables } from './schema-reviews.ts';
import type { SavedViewTables } from './schema-saved-views.ts';
import type { SignInTables } from './schema-sign-in.ts';
import type { SittingTables } from './schema-sittings.ts';
import type { SoftwareTables } from './schema-software.ts';
import type { SupportTables } from './schema-support.ts';
import type { UpkeepTables } from './schema-upkeep.ts';

type Flag = ColumnType<number, number | undefined, number>;
/** Null unless somebody writes it. */
type Late<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface Database
  extends AlertTables,
    ApprovalTables,
    AssetTables,
    CalendarTables,
    ClauseTables,
    DepartureTables,
    DiagnosticsTables,
    DirectoryTables,
    DisposalTables,
    GovernorTables,
    IdempotencyTables,
    ImportTables,
    IncidentTables,
    LoanTables,
    LostTables,
    QuarantineTables,
    MediaTables,
    NoticeTables,
    PolicyTables,
    NeighbourTables,
    RecoveryKeyTables,
    RequestTables,
    ReviewTables,
    SavedViewTables,
    SignInTables,
    SittingTables,
    SoftwareTables,
    SupportTables,
    UpkeepTables {
  /** schools */
  school: {
    id: string;
    name: string;
    time_zone: string;
    created_at: number;
    contact: Generated<string>;
    /** JSON: the school's own words for the states of assets, by state. */
    state_words: Generated<string>;
  };

  /** accounts: a person is what loans, sign-offs and grants will point to; an account lets one sign in. */
  person: {
    id: string;
    school_id: string;
    kind: string;
    name: string;
    email: string | null;
    created_at: number;
    /** A class, a year or a department. */
    group_name: Late<string>;
    line_manager_id: Late<string>;
    left_at: Late<number>;
  };

  /** audit: append-only, each row's hash covers the one before. */
  audit: {
    id: string;
    school_id: string;
    number: number;
    at: number;
    actor: string;
    actor_name: string;
    action: string;
    subject: string | null;
    facts: string;
    previous_hash: string;
    hash: string;
  };

  /** groups */
  device_group: {
    id: string;
    school_id: string;
    name: string;
    created_at: number;
    /** 1: its computers belong to people, not to the school. */
    own_devices: Generated<number>;
  };

  /** enrolment */
  enrolment_code: {
    id: string;
    school_id: string;
    group_id: string;
    label: string;
    /** Found by `code_id`, proved by `secret`; neither is the code. */
    code_id: string;
    secret: string;
    uses: number;
    uses_left: number;
    pre_approved: Flag;
    created_at: number;
    created_by: string;
    expires_at: number;
    withdrawn_at: number | null;
  };
  device_evidence: { school_id: string; device_id: string; kind: string; hash: string };

  /** devices */
  device: {
    id: string;
    school_id: string;
    group_id: string;
    code_id: string | null;
    status: string;
    name: string;
    /** The name in lower case with its numbers padded, so that 2 sorts before 10 in every engine. */
    name_order: string;
    /** Name, system, model and serial in lower case, for searching. */
    search_text: string;
    public_key: string;
    previous_device_id: string | null;
    enrolled_at: number;
    approved_at: number | null;
    approved_by: string | null;
    agent: string | null;
    platform: string | null;
    system: string | null;
    model: string | null;
    last_seen_at: number | null;
    clock_offset_ms: number | null;
    intercepted_by: string | null;
    /** The rolling chain: the link given last, and the one before in case that answer was lost. */
    chain: string | null;
    chain_before: string | null;
    chain_at: number | null;
    /** Highest sequence up to which every record is stored. */
    stored_seq: Generated<number>;
    policy_applied: Generated<number>;
    /** `:idle-lock=met:antivirus=unknown:` as it stands now, for filters; findings are in device_finding. */
    states: Generated<string>;
    not_met: Generated<number>;
    unknown: Generated<number>;
    /** When one of its findings will next age into unknown; null when none will. */
    ages_at: number | null;
    states_hash: string | null;
    /** `:nearly_full:worn_battery:` by the hardware that it told last; empty for none. */
    wear: Generated<string>;
    /** What technicians tell each other about it; empty for nothing. */
    note: Generated<string>;
  };
  /** How many devices stand how, by group and control; kept by difference with the device's own row. */
  posture_count: { school_id: string; group_id: string; control: string; state: string; devices: number };

  /** reports */
  /** Sections as last received; `body` is null for software, which has tables of its own. */
  device_section: {
    device_id: string;
    school_id: string;
    name: string;
    hash: string;
    body: string | null;
    received_at: number;
  };
  software: { id: string; school_id: string; source: string; name: string; publisher: string | null };
  device_software: {
    device_id: string;
    school_id: string;
    software_id: string;
    version: string;
    first_seen_at: number;
  };
  device_record: {
    device_id: string;
    id: string;
    school_id: string;
    seq: number;
    type: string;
    at: number;
    received_at: number;
    /** Reports and events whole, sections without their body. */
    body: string;
  };
  /** devices */
  /**
   * The last finding as reported by record `seq`; beside it how it stands now (`state`, `reason`).
   * `observed_at` is by the console's clock, and renewed by heartbeats.
   */
  device_finding: {
    device_id: string;
    school_id: string;
    control: string;
    finding: string;
    state: string;
    reason: string;
    seq: number;
    observed_at: number;
  };
  /** Each change of a control's standing, for history and for any past date. */
  posture_change: {
    id: string;
    school_id: string;
    device_id: string;
    control: string;
    state: string;
    reason: string;
    before_state: string | null;
    at: number;
    received_at: number;
    finding: string | null;
  };

  /** policies */
  policy: {
    id: string;
    school_id: string;
    group_id: string;
    number: number;
    payload: string;
    signature: string;
    issued_at: number;
    issued_by: string;
  };

  /** orders */
  device_order: {
    id: string;
    school_id: string;
    device_id: string;
    kind: string;
    /** Exactly as signed. */
    payload: string;
    signature: string;
    reason: string;
    /** pending, sent, working, done, refused, failed, expired or withdrawn. */
    state: string;
    detail: string;
    created_at: number;
    created_by: string;
    expires_at: number;
    sent_at: number | null;
    /** When the device last said how far it is. */
    progress_at: number | null;
    ended_at: number | null;
    /** Whether the device itself has said how it ended. */
    answered: Flag;
  };

  /** recovery: the secret itself is derived, never stored. */
  device_recovery: {
    device_id: string;
    school_id: string;
    /** The device's own X25519 key, to which its secret is sealed. */
    sealing_key: string;
    epoch: number;
    /** The epoch that the device said it has kept; 0 before the first. */
    kept_epoch: number;
    kept_at: number | null;
    used_at: number | null;
    /** Ids of the events that told of its use, newest last. */
    used_events: string;
    /** The codes of the last day that pause its rules (`orders/paused-lately.ts`). */
    pausing_codes: Generated<string>;
  };

  /** One row a name: the schema's own facts, such as an installation id. */
  setting: { name: string; value: string };
}
