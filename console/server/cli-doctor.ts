/** `caretaker doctor`: looks, says what it found in words, changes nothing it can avoid. */
import { X509Certificate } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { sql } from 'kysely';
import { sayDay } from '../../shared/assets/dates.ts';
import { verifyAudit } from './audit/index.ts';
import type { Config } from './config.ts';
import { type Db, isPostgres, openDatabase } from './database/index.ts';
import { AppError } from './errors.ts';
import { certificateNames, identityFiles, openIdentity } from './identity/index.ts';
import { ownBackup } from './own-backup/index.ts';
import { verifyDays } from './promises/index.ts';

export interface DoctorFinding {
  well: boolean;
  words: string;
}

const well = (words: string): DoctorFinding => ({ well: true, words });
const trouble = (words: string): DoctorFinding => ({ well: false, words });
const monthMs = 30 * 24 * 3600_000;
const weekMs = 7 * 24 * 3600_000;

export async function examine(config: Config, now = Date.now()): Promise<DoctorFinding[]> {
  const files = identityFiles(config.data);
  if (!existsSync(files.signingKey)) {
    const words = `There is no signing key in ${config.data}: either no console has run with this data folder, or the key was lost.`;
    return [trouble(words)];
  }
  const modes = Object.values(files).map(examineMode);
  let db: Db;
  try {
    db = await openDatabase(config.databaseUrl);
  } catch (error) {
    return [...modes, trouble(`The database does not open: ${wordsOf(error)}`)];
  }
  try {
    return [
      ...modes,
      await examineDatabase(db),
      await examineIdentity(config, db, now),
      await examineAudit(db),
      await examineDays(db),
      await examineBackup(db, now),
    ];
  } finally {
    await db.destroy();
  }
}

/** Windows keeps access lists instead of modes, so only systems with user numbers are judged. */
function examineMode(file: string): DoctorFinding {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return trouble(`${file} is missing.`);
  if (process.getuid === undefined) return well(`${file} is there.`);
  return (stats.mode & 0o077) === 0
    ? well(`${file} is readable by its owner only.`)
    : trouble(`${file} can be read by others. Run: chmod 600 ${file}`);
}

async function examineDatabase(db: Db): Promise<DoctorFinding> {
  try {
    if (isPostgres(db)) {
      await sql`select 1`.execute(db);
      return well('The database answers.');
    }
    const { rows } = await sql<{ quick_check: string }>`pragma quick_check`.execute(db);
    const said = rows.map(row => row.quick_check).join('; ');
    return said === 'ok' ? well('The database is sound.') : trouble(`The database file is damaged: ${said}`);
  } catch (error) {
    return trouble(`The database does not answer: ${wordsOf(error)}`);
  }
}

async function examineIdentity(config: Config, db: Db, now: number): Promise<DoctorFinding> {
  try {
    const { certificate } = await openIdentity(config, db, now);
    if (!certificateNames(certificate.certPem, config.publicHost))
      return trouble(
        `The console's certificate does not name ${config.publicHost}, so browsers will object. Remove ${identityFiles(config.data).certificate} and start the console again; devices accept the new one.`,
      );
    const until = new X509Certificate(certificate.certPem).validToDate;
    const words = `The signing key fits this database; the certificate holds until ${until.toLocaleDateString('en-GB', { dateStyle: 'medium' })}.`;
    return until.getTime() - now > monthMs ? well(words) : trouble(words);
  } catch (error) {
    return trouble(wordsOf(error));
  }
}

async function examineAudit(db: Db): Promise<DoctorFinding> {
  const { checked, troubles } = await verifyAudit(db);
  const [first] = troubles;
  if (first === undefined)
    return well(`The audit log is whole: ${checked} entries, each sealed by the next.`);
  return trouble(`The audit log has been tampered with or damaged: entry ${first.number} ${first.trouble}.`);
}

async function examineDays(db: Db): Promise<DoctorFinding> {
  const { checked, trouble: found } = await verifyDays(db);
  return found === null
    ? well(`The promises of past days are whole: ${checked} kept, each sealed by the next.`)
    : trouble(`The promises of past days have been tampered with or damaged: ${found}.`);
}

/** A week is how long devices keep what they told: of an older backup something would be lost. */
async function examineBackup(db: Db, now: number): Promise<DoctorFinding> {
  const { madeAt } = await ownBackup(db);
  if (madeAt === null) {
    const some = await db.selectFrom('device').select('id').limit(1).executeTakeFirst();
    const words = 'No backup of this console has been made. Run: caretaker backup FILE';
    return some === undefined ? well(words) : trouble(words);
  }
  const day = sayDay(new Date(madeAt).toISOString().slice(0, 10));
  return now - madeAt < weekMs
    ? well(`The last backup of this console was made on ${day}.`)
    : trouble(
        `The last backup of this console was made on ${day}. Computers keep what they told for a week, so something would be lost. Run: caretaker backup FILE`,
      );
}

function wordsOf(error: unknown): string {
  if (error instanceof AppError) return error.detail;
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${error instanceof Error ? error.message : String(error)}${cause}`;
}
