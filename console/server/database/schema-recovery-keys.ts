/** The table of the recovery keys; schema.ts says what all tables share. */

export interface RecoveryKeyTables {
  /** recovery-keys: one key of one volume. What it is, the database alone does not tell. */
  disk_key: {
    id: string;
    school_id: string;
    device_id: string;
    volume: string;
    /** Null for a key that somebody typed. */
    protector: string | null;
    /** X25519 and AES-256-GCM, sealed to the key that box.ts makes of the signing key. */
    seal_key: string;
    seal_box: string;
    kept_at: number;
    /** Null when the device handed it over. */
    kept_by: string | null;
    /** When the device was last told to try it. */
    asked_at: number | null;
    tested_at: number | null;
    tested: string | null;
    tested_why: string;
  };
}
