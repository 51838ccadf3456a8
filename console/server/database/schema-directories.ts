/** The tables of the directories room; schema.ts says what all tables share. */
import type { ColumnType } from 'kysely';

type Late<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface DirectoryTables {
  directory: {
    id: string;
    school_id: string;
    kind: string;
    label: string;
    /** Entra: the tenant's id. Others: the part of the addresses after the @. */
    tenant: string;
    issuer: string;
    client_id: string;
    /** Sealed. */
    client_secret: string;
    groups_claim: string;
    /** `[{ group, role }]` as JSON; the first line that fits decides. */
    groups: string;
    created_at: number;
  };
  /** By which subject of the directory somebody comes in. */
  directory_identity: {
    id: string;
    school_id: string;
    directory_id: string;
    account_id: string;
    subject: string;
    created_at: number;
    last_used_at: Late<number>;
  };
  /** Somebody who was sent to the directory: ten minutes, and back once. */
  directory_attempt: {
    id: string;
    school_id: string;
    directory_id: string;
    /** Whose connection it is; while coming in, who it turned out to be, once only the second step is missing. */
    account_id: Late<string>;
    /** enter or connect. */
    purpose: string;
    state_hash: string;
    tab_hash: string;
    /** Nonce and PKCE verifier, sealed. */
    secrets: string;
    expires_at: number;
    used_at: Late<number>;
  };
}
