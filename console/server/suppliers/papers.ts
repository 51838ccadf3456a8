/** The papers of a supplier: kept, handed back, removed. What they say is entered beside them; nobody reads them here. */
import { randomUUIDv7 } from 'node:crypto';
import type * as z from 'zod';
import {
  mostSupplierPapers,
  type supplierPaperQuery,
  supplierPaperWords,
} from '../../../shared/protocol/api/suppliers.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import { findFile, forgetFile, keepFile, kindOf, readBytes, receive, type Upload } from '../files/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readPapers } from './paper-list.ts';
import { findSupplier } from './record.ts';

const room = 'suppliers';

/** Throws `supplier.not_found`, `file.*`, `supplier_paper.too_many`. */
export async function addPaper(
  context: Context,
  by: Caller,
  supplierId: string,
  { what, name }: z.output<typeof supplierPaperQuery>,
  upload: Upload | undefined,
): Promise<void> {
  if (upload === undefined) throw invalid('Send the file itself.', { file: 'Choose a file' });
  const bytes = await receive(upload);
  const kind = kindOf(bytes, ['pdf', 'png', 'jpeg', 'text']);
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const supplier = await findSupplier(tx, by.schoolId, supplierId);
    const here = (await readPapers(tx, by.schoolId)).get(supplierId) ?? [];
    if (here.length >= mostSupplierPapers)
      throw conflict(
        'supplier_paper.too_many',
        `${supplier.name} has ${mostSupplierPapers} papers. Remove one that is not needed.`,
      );
    const file = await keepFile(context, tx, by, { room, name, bytes, kind });
    const row = {
      ...{ id: randomUUIDv7(), school_id: by.schoolId, supplier_id: supplierId, file_id: file.id, what },
      ...{ name: file.name, added_at: context.now(), added_by: by.name, removed_at: null, removed_by: null },
    };
    await tx.insertInto('supplier_file').values(row).execute();
    const facts = { name: supplier.name, what: supplierPaperWords[what].toLowerCase(), file: file.name };
    await context.audit.record(tx, by, 'supplier.paper_added', { subject: supplierId, facts });
  });
}

async function findPaper(db: Tx, schoolId: string, id: string) {
  const row = await db
    .selectFrom('supplier_file')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined || row.file_id === null) throw notFound('file');
  return { row, file: await findFile(db, schoolId, room, row.file_id) };
}

/** Throws `file.not_found`, also for what was removed; `file.lost`. */
export async function givePaper(context: Context, schoolId: string, id: string): Promise<FileAnswer> {
  const { file } = await findPaper(context.db, schoolId, id);
  return { name: file.name, type: file.type, bytes: await readBytes(context, file) };
}

/** Its bytes are gone from the disk; the audit log keeps that it was there. */
export async function removePaper(context: Context, by: Caller, id: string): Promise<void> {
  const erase = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { row, file } = await findPaper(tx, by.schoolId, id);
    const { name } = await findSupplier(tx, by.schoolId, row.supplier_id);
    const removed = { file_id: null, removed_at: context.now(), removed_by: by.name };
    await tx.updateTable('supplier_file').set(removed).where('id', '=', id).execute();
    const facts = { name, file: row.name };
    await context.audit.record(tx, by, 'supplier.paper_removed', { subject: row.supplier_id, facts });
    return forgetFile(context, tx, file);
  });
  await erase();
}
