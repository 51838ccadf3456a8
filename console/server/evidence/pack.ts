/** The evidence of one kept day as one file: tables for people, the sealed day for programs, and a signed list of both. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { may } from '../access.ts';
import { verifyAudit } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { groupFiguresIn, readBody, readSealed, sealsUpTo } from '../promises/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { devicesTable } from './devices-table.ts';
import {
  type Manifest,
  manifestName,
  sayKey,
  sealedDayName,
  sealsName,
  sha256,
  signatureName,
} from './manifest.ts';
import { readMeFirst } from './read-me-first.ts';
import { type PackedFile, writeStoredZip } from './stored-zip.ts';
import { groupsTable, promisesTable, standardsTable } from './tables.ts';

/** Throws `promises.day_not_kept`. */
export async function evidencePack(context: Context, by: Caller, day: string): Promise<FileAnswer> {
  const { db, identity } = context;
  const row = await readSealed(db, by.schoolId, day);
  const auditLog = await auditLogOf(context, by.schoolId, row.kept_at);
  const files = await filesOf(context, by, row, auditLog);
  const manifest: Manifest = {
    ...{ format: 'caretaker.evidence.v1', school: readBody(row.body).school, day, auditLog },
    madeAt: new Date(context.now()).toISOString(),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const text = canonicalJson(manifest);
  const signed = canonicalJson({ key: identity.publicKey, signature: identity.sign(text) });
  const facts = { day: sayDay(day), hash: sha256(text).slice(0, 16) };
  await db.transaction().execute(tx => context.audit.record(tx, by, 'evidence.pack_made', { facts }));
  const bytes = writeStoredZip([...files, file(manifestName, text), file(signatureName, signed)]);
  return { name: `evidence-${day}.zip`, type: 'application/zip', bytes };
}

/** By computer only for those who may see computers. */
async function filesOf(
  { db, identity }: Context,
  by: Caller,
  row: Awaited<ReturnType<typeof readSealed>>,
  auditLog: Manifest['auditLog'],
): Promise<PackedFile[]> {
  const page = readBody(row.body);
  const groups = groupFiguresIn(row.body);
  const byComputer = may(by, 'devices.read');
  const key = sayKey(identity.publicKey);
  const told = { page, day: row.day, hasGroups: groups.length > 0, byComputer, key, auditLog };
  return [
    file('read-me-first.txt', readMeFirst(told)),
    file('promises.csv', promisesTable(page)),
    file('standards.csv', standardsTable(page)),
    ...(groups.length === 0 ? [] : [file('groups.csv', groupsTable(groups))]),
    ...(byComputer ? [file('computers.csv', await devicesTable(db, by.schoolId))] : []),
    file(sealedDayName, canonicalJson(row)),
    file(sealsName, canonicalJson(await sealsUpTo(db, by.schoolId, row.day))),
  ];
}

const file = (name: string, text: string): PackedFile => ({ name, bytes: Buffer.from(text, 'utf8') });

async function auditLogOf({ db }: Context, schoolId: string, keptAt: number): Promise<Manifest['auditLog']> {
  const last = (upTo: number) =>
    db
      .selectFrom('audit')
      .select(['number', 'hash'])
      .where('school_id', '=', schoolId)
      .where('at', '<=', upTo)
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();
  const now = await last(Number.MAX_SAFE_INTEGER);
  const then = await last(keptAt);
  const { troubles } = await verifyAudit(db);
  return {
    ...{ entries: now?.number ?? 0, head: now?.hash ?? '', headWhenKept: then?.hash ?? '' },
    whole: troubles.every(one => one.schoolId !== schoolId),
  };
}
