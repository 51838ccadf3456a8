/** What was done to storage: written down by hand, or read from the log of the tool that did it. */

import { createHash, randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import { sayDay } from '../../../shared/assets/dates.ts';
import { categoryWords, methodOf, resultWords, whyUseless } from '../../../shared/disposals/methods.ts';
import { readWipeCertificate } from '../../../shared/disposals/nwipe-certificate.ts';
import { readWipeLog, type WipeLog } from '../../../shared/disposals/nwipe-log.ts';
import type { recordInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import type { LogImported } from '../../../shared/protocol/api/disposals.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid } from '../errors.ts';
import { keepFile, kindOf, receive, type Upload } from '../files/index.ts';
import { readPdfPage } from '../pdf/index.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { addEvidence, describeLine, holdLine, matchLine, place, type WipeFacts } from './evidence.ts';
import { findItem, holdStorage } from './items.ts';
import type { StorageRecord } from './storage.ts';

type Input = z.output<typeof recordInput>;

/** Records are never changed: a mistake is put right by another record, done later or noted later. */
export async function addRecord(
  context: Context,
  by: Caller,
  storageId: string,
  input: Input,
): Promise<string> {
  const day = await readToday(context.db, by.schoolId, context.now());
  const itemId = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { storage, item } = await holdStorage(tx, by.schoolId, storageId);
    refuseOdd(input, storage, day);
    const { category } = methodOf(input.method);
    await tx
      .insertInto('sanitisation')
      .values({
        id: randomUUIDv7(),
        school_id: by.schoolId,
        storage_id: storageId,
        method: input.method,
        category,
        standard: input.standard,
        tool: input.tool,
        tool_version: input.toolVersion,
        passes: input.passes,
        hidden: input.hidden,
        result: input.result,
        trouble: input.trouble,
        verification: input.verification,
        verified_by: methodOf(input.method).physical ? input.witness || null : input.verifiedBy || null,
        ...{ began: input.began, ended: input.ended },
        sample_percent: input.samplePercent,
        operator: input.operator,
        witness: input.witness || null,
        place: input.place,
        done_on: input.doneOn,
        source_file_id: null,
        evidence_id: null,
        noted_at: context.now(),
        noted_by: by.name,
      })
      .execute();
    const facts = {
      tag: item.facts.tag,
      storage: storage.serial ?? `${storage.name}, serial not known`,
      how: methodOf(input.method).words.toLowerCase(),
      category: categoryWords[category],
      result: resultWords[input.result].toLowerCase(),
    };
    await context.audit.record(tx, by, 'disposal.sanitised', { subject: item.row.id, facts });
    return item.row.id;
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return itemId;
}

function refuseOdd(input: Input, storage: StorageRecord, day: string): void {
  const wrong: Record<string, string> = {};
  const { physical } = methodOf(input.method);
  const useless = whyUseless(input.method, storage.media as never);
  if (useless !== undefined) wrong.method = useless;
  if (input.doneOn > day) wrong.doneOn = 'This day has not come yet';
  if (physical && !input.witness) wrong.witness = 'Destruction needs a witness: say who saw it';
  if (physical && input.witness?.trim().toLowerCase() === input.operator.trim().toLowerCase())
    wrong.witness = 'The witness is somebody other than who did it';
  if (physical && input.place === '') wrong.place = 'Say where it was destroyed';
  if (!physical && input.tool === '') wrong.tool = 'Say with which tool or command';
  if (input.hidden === 'no' && input.result === 'passed')
    wrong.result = 'Sectors that were not erased are a warning, not a pass';
  if (['failed', 'aborted', 'passed_with_warning'].includes(input.result) && input.trouble === '')
    wrong.trouble = 'Say what went wrong';
  if (physical && input.verification !== 'seen' && input.result === 'passed')
    wrong.verification = 'What is destroyed is verified by the witness who saw it';
  if ((input.began === null) !== (input.ended === null))
    wrong[input.began === null ? 'began' : 'ended'] = 'Write both times, or neither';
  if (input.began !== null && input.ended !== null) {
    if (input.ended < input.began) wrong.ended = 'It ended before it began';
    else if (input.ended.slice(0, 10) !== input.doneOn)
      wrong.ended = 'This is another day than the one on which it was done';
  }
  if (input.samplePercent !== null && input.verification !== 'sample')
    wrong.samplePercent = 'Only of what was read back in samples';
  if (Object.keys(wrong).length > 0)
    throw invalid('Some of this is missing or does not fit together.', wrong);
}

/** Takes in the log of nwipe, or its certificate of a disk, and places each drive by its serial number. Throws `log.unreadable`, `file.*`. */
export async function importLog(
  context: Context,
  by: Caller,
  given: { name: string; operator: string; upload: Upload | undefined },
): Promise<LogImported> {
  if (given.upload === undefined) throw invalid('Send the file itself.', { file: 'Choose a file' });
  const bytes = await receive(given.upload);
  const kind = kindOf(bytes, ['text', 'pdf']);
  const log = kind === 'pdf' ? await readCertificate(bytes) : readWipeLog(bytes.toString('utf8'));
  if ('problem' in log) throw invalid(log.problem, { file: log.problem }, 'log.unreadable');
  const today = await readToday(context.db, by.schoolId, context.now());
  const answer = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    await refuseAgain(tx, by.schoolId, bytes);
    const file = await keepFile(context, tx, by, { room: 'disposals', name: given.name, bytes, kind });
    const lines: LogImported['lines'] = [];
    for (const drive of log.drives)
      lines.push(
        await takeDrive(context, tx, by, {
          log,
          drive,
          fileId: file.id,
          fileName: file.name,
          today,
          operator: given.operator,
        }),
      );
    const matched = lines.filter(line => line.matched !== null).length;
    const facts = { file: file.name, drives: lines.length, matched, unmatched: lines.length - matched };
    await context.audit.record(tx, by, 'disposal.log_imported', { subject: file.id, facts });
    return { file: file.name, problems: log.problems, lines };
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return answer;
}

async function readCertificate(bytes: Buffer): Promise<WipeLog | { problem: string }> {
  const page = await readPdfPage(bytes);
  if (page !== undefined) return readWipeCertificate(page);
  return {
    problem:
      'No text can be read in this PDF: it is locked, damaged or a scanned picture. Choose the file as nwipe wrote it.',
  };
}

async function refuseAgain(tx: Tx, schoolId: string, bytes: Buffer): Promise<void> {
  const before = await tx
    .selectFrom('stored_file')
    .innerJoin('disposal_evidence', 'disposal_evidence.file_id', 'stored_file.id')
    .select('stored_file.name')
    .where('stored_file.school_id', '=', schoolId)
    .where('stored_file.sha256', '=', createHash('sha256').update(bytes).digest('hex'))
    .where('certificate_id', 'is', null)
    .executeTakeFirst();
  if (before !== undefined)
    throw conflict('log.imported', `This very log was imported already, as “${before.name}”.`, {
      file: 'Imported already',
    });
}

interface Taken {
  log: WipeLog;
  drive: WipeLog['drives'][number];
  fileId: string;
  fileName: string;
  today: string;
  operator: string;
}

async function takeDrive(
  context: Context,
  tx: Tx,
  by: Caller,
  taken: Taken,
): Promise<LogImported['lines'][number]> {
  const { log, drive, today } = taken;
  const ended = log.endedAt?.slice(0, 10) ?? today;
  const facts: WipeFacts = {
    tool: log.tool,
    version: log.version,
    method: log.method,
    rounds: log.rounds,
    verification: log.verification,
    // The clock of the computer that wiped may be ahead.
    doneOn: [ended, today].sort()[0] ?? today,
    device: drive.device,
    model: drive.model,
    result: drive.result,
    trouble: drive.trouble,
    hidden: drive.hidden,
    operator: taken.operator,
    startedAt: log.startedAt,
    endedAt: log.endedAt,
  };
  const line = await addEvidence(tx, by.schoolId, context.now(), {
    fileId: taken.fileId,
    certificateId: null,
    serial: drive.serial,
    facts,
  });
  const storage = await matchLine(tx, line, by.name);
  const item = storage && (await findItem(tx, by.schoolId, storage.item_id));
  return {
    device: drive.device,
    words: `${describeLine({ ...line, file_name: taken.fileName })}, ${sayDay(facts.doneOn)}`,
    result: drive.result,
    matched: item?.facts.tag ?? null,
  };
}

/** A person says which storage a line is. Throws `evidence.placed`, `evidence.does_not_fit`. */
export async function matchByHand(
  context: Context,
  by: Caller,
  lineId: string,
  { storageId, reason }: { storageId: string; reason: string },
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const line = await holdLine(tx, by.schoolId, lineId);
    const storage = await tx
      .selectFrom('disposal_storage')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', storageId)
      .executeTakeFirst();
    const said = { how: 'hand', by: by.name, at: context.now(), why: reason } as const;
    if (storage === undefined || !(await place(tx, line, storage, said)))
      throw conflict(
        'evidence.does_not_fit',
        'This cannot speak of that storage: a log is for what is still here, a certificate for what its own collection took.',
      );
    const item = await findItem(tx, by.schoolId, storage.item_id);
    const facts = {
      tag: item.facts.tag,
      serial: line.serial ?? 'none',
      storage: storage.serial ?? storage.name,
      reason,
    };
    await context.audit.record(tx, by, 'disposal.matched_by_hand', { subject: item.row.id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** It concerns nothing that is disposed of here, and the reason says why. */
export async function setAside(context: Context, by: Caller, lineId: string, reason: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const line = await holdLine(tx, by.schoolId, lineId);
    const set = { set_aside: reason, set_aside_by: by.name };
    await tx.updateTable('disposal_evidence').set(set).where('id', '=', line.id).execute();
    const facts = { serial: line.serial ?? 'none', reason };
    await context.audit.record(tx, by, 'disposal.set_aside', { subject: line.id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}
