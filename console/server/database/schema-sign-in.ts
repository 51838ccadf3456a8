/** The tables of accounts and of ways to sign in; schema.ts says what all tables share. */
import type { ColumnType, Generated } from 'kysely';

type Flag = ColumnType<number, number | undefined, number>;
/** Null unless somebody writes it. */
type Late<T> = ColumnType<T | null, T | null | undefined, T | null>;

export interface SignInTables {
  /** accounts: an account lets a person sign in. */
  account: {
    id: string;
    school_id: string;
    person_id: string;
    role: string;
    password_hash: string | null;
    failed_count: Generated<number>;
    locked_until: number | null;
    last_sign_in_at: number | null;
    disabled: Flag;
    created_at: number;
    /** Who made the links by which a way in was made within a week, as `link_by`, and when the last one was. */
    reset_by: Late<string>;
    reset_at: Late<number>;
    /** The directory whose groups give this account its role; null: a person gave it. */
    directory_id: Late<string>;
  };
  session: {
    id: string;
    school_id: string;
    account_id: string;
    token_hash: string;
    created_at: number;
    expires_at: number;
    seen_at: number;
    /** "a password and a code". */
    how: Late<string>;
    /** What the browser calls itself. */
    agent: Late<string>;
    address: Late<string>;
    /**
     * Who made the link, where it let somebody in who could have come by themselves: they may sit here, and so may whoever
     * may have sat where it was made. Callers' ids, with spaces between.
     */
    link_by: Late<string>;
    /** When the person last showed that it is they. */
    proved_at: Late<number>;
    /** The directory by which they came in. */
    directory_id: Late<string>;
    failed_count: Generated<number>;
    locked_until: Late<number>;
  };
  sign_in_link: {
    id: string;
    school_id: string;
    account_id: string;
    token_hash: string;
    created_at: number;
    expires_at: number;
    used_at: number | null;
    /** Like `link_by` of a session. */
    made_by: Late<string>;
  };
  api_token: {
    id: string;
    school_id: string;
    label: string;
    role: string;
    token_hash: string;
    created_at: number;
    created_by: string;
    last_used_at: number | null;
    expires_at: number | null;
    revoked_at: number | null;
    /** Rows of access.ts as JSON; null: all that the role has. */
    scopes: Late<string>;
    /** Callers' ids: who made it, and who may have sat there. Null: it is older than that is kept. */
    made_by: Late<string>;
  };
  /** The secret of somebody's authenticator app, sealed; a row that is not confirmed asks for nothing. */
  second_step: {
    id: string;
    school_id: string;
    account_id: string;
    secret: string;
    /** The newest step of thirty seconds whose code was taken: no code works twice. */
    last_step: number;
    created_at: number;
    confirmed_at: number | null;
    /** Codes that were wrong beside a link, whichever link it was. */
    failed_count: Generated<number>;
    locked_until: Late<number>;
  };
  recovery_code: {
    id: string;
    school_id: string;
    account_id: string;
    code_hash: string;
    used_at: number | null;
  };
  /** A browser in which this person has signed in before: strangers' wrong tries do not count against it. */
  known_browser: {
    id: string;
    school_id: string;
    account_id: string;
    token_hash: string;
    created_at: number;
    seen_at: number;
    failed_count: Generated<number>;
    locked_until: Late<number>;
  };
  passkey: {
    id: string;
    school_id: string;
    account_id: string;
    /** As the authenticator calls it, base64url. */
    credential: string;
    /** COSE, base64url. */
    public_key: string;
    counter: number;
    /** JSON. */
    transports: string;
    label: string;
    created_at: number;
    last_used_at: number | null;
  };
  /** What an authenticator is asked to sign: works once, for five minutes. */
  passkey_challenge: {
    id: string;
    school_id: string;
    /** Null while nobody is signed in. */
    account_id: string | null;
    challenge: string;
    /** make, prove or enter. */
    purpose: string;
    expires_at: number;
  };
}
