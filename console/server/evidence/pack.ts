/** The evidence of one kept day as one file: tables for people, the sealed day for programs, and a signed list of both. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type FrameworkKey, frameworks, recordFiles } from '../../../shared/clauses/frameworks.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { may } from '../access.ts';
import { verifyAudit } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { makePdf } from '../pdf/index.ts';
import { exceptedAt } from '../policies/index.ts';
import {
  groupFiguresIn,
  linesOfClauses,
  nationalIn,
  readBody,
  readSealed,
  requireEvidence,
  sealsUpTo,
} from '../promises/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { writeSheet } from '../sheets/index.ts';
import { answersOf, besides, controlsIn } from './answers.ts';
import { computersBehind, computersTable } from './devices-table.ts';
import { exceptedByControl, exceptionsOf, exceptionsTable } from './exceptions.ts';
import { frameworkPages, frameworkTable } from './framework-pages.ts';
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
import { recordsFor } from './records/index.ts';
import { type PackedFile, writeStoredZip } from './stored-zip.ts';
import { groupsTable, promisesTable, standardsTable, titleOf } from './tables.ts';

/** Throws `promises.day_not_kept`, `promises.day_forgotten`, `pdf.not_made`. */
export async function evidencePack(
  context: Context,
  by: Caller,
  day: string,
  framework: FrameworkKey,
): Promise<FileAnswer> {
  const { db, identity } = context;
  const row = await readSealed(db, by.schoolId, day);
  await requireEvidence(db, by.schoolId, day);
  const auditLog = await auditLogOf(context, by.schoolId, row.kept_at);
  const files = await filesOf(context, by, row, framework, auditLog);
  const manifest: Manifest = {
    ...{ format: 'caretaker.evidence.v1', school: readBody(row.body).school, day, framework, auditLog },
    madeAt: new Date(context.now()).toISOString(),
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const text = canonicalJson(manifest);
  const signed = canonicalJson({ key: identity.publicKey, signature: identity.sign(text) });
  const facts = { day: sayDay(day), for: frameworks[framework].title, hash: sha256(text).slice(0, 16) };
  await db.transaction().execute(tx => context.audit.record(tx, by, 'evidence.pack_made', { facts }));
  const bytes = writeStoredZip([...files, file(manifestName, text), file(signatureName, signed)]);
  return {
    name: `evidence-${framework.replaceAll('_', '-')}-${day}.zip`,
    type: 'application/zip',
    bytes,
  };
}

/** By computer only for those who may see computers. */
async function filesOf(
  { db, identity }: Context,
  by: Caller,
  row: Awaited<ReturnType<typeof readSealed>>,
  key: FrameworkKey,
  auditLog: Manifest['auditLog'],
): Promise<PackedFile[]> {
  const page = readBody(row.body);
  const groups = groupFiguresIn(row.body);
  const byComputer = may(by, 'devices.read');
  const framework = frameworks[key];
  const controls = controlsIn(key, page);
  const excepted = await exceptedAt(db, by.schoolId, row.kept_at);
  const on = { day: row.day, at: row.kept_at };
  const records = await recordsFor(db, by, ['policy', ...framework.lines.flatMap(one => one.files)], on);
  const known = {
    ...{ page, excepted: exceptedByControl(excepted), national: nationalIn(groups) },
    records: new Map(records.map(one => [one.key, one.summary])),
  };
  const answers = answersOf(key, known);
  const beside = besides(key, known);
  const exceptions = exceptionsOf(excepted, controls);
  const brought = records.map(one => ({ ...recordFiles[one.key], summary: one.summary }));
  const told = { framework, page, day: row.day, answers, beside, records: brought, exceptions, byComputer };
  const pdf = await makePdf({ definition: frameworkPages(told), numbered: '' });
  const inJson = {
    ...{ framework: key, title: framework.title, about: framework.about, day: row.day, school: page.school },
    ...{ lines: answers, beside, records: brought, exceptions },
  };
  const readMe = { ...told, hasGroups: groups.length > 0, key: sayKey(identity.publicKey), auditLog };
  return [
    file('read-me-first.txt', readMeFirst(readMe)),
    { name: 'evidence.pdf', bytes: pdf },
    file('evidence.csv', frameworkTable(answers, beside)),
    file('evidence.json', canonicalJson(inJson)),
    file('promises.csv', promisesTable(page)),
    file('standards.csv', standardsTable(page, await linesOfClauses(db, by.schoolId))),
    file('exceptions.csv', exceptionsTable(exceptions)),
    ...(groups.length === 0 ? [] : [file('groups.csv', groupsTable(groups))]),
    ...records.map(one => file(recordFiles[one.key].file, writeSheet([one.head, ...one.rows]))),
    ...(byComputer ? await computerFiles(db, by.schoolId, controls, row.kept_at, excepted) : []),
    file(sealedDayName, canonicalJson(row)),
    file(sealsName, canonicalJson(await sealsUpTo(db, by.schoolId, row.day))),
  ];
}

async function computerFiles(
  db: Tx,
  schoolId: string,
  controls: readonly string[],
  at: number,
  excepted: Awaited<ReturnType<typeof exceptedAt>>,
): Promise<PackedFile[]> {
  const behind = await computersBehind(db, schoolId, controls, at);
  return [
    file('computers.csv', computersTable(behind, titleOf, excepted)),
    file('computers.json', canonicalJson(behind)),
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
