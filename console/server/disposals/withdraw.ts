/** A certificate that is wrong proves nothing any more. It stays with the collection, with who said so and why. */
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { holdBatch } from './batches.ts';

/** Answers its collection. Throws `certificate.not_found`, `certificate.withdrawn`, `batch.state`. */
export async function withdrawCertificate(
  context: Context,
  by: Caller,
  id: string,
  reason: string,
): Promise<string> {
  const batchId = await context.db.transaction().execute(async tx => {
    const found = await tx
      .selectFrom('disposal_certificate')
      .select('batch_id')
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (found === undefined) throw notFound('certificate');
    const { row } = await holdBatch(context, tx, by.schoolId, found.batch_id, ['collected']);
    const set = { withdrawn_at: context.now(), withdrawn_by: by.name, withdrawn_why: reason };
    const withdrawn = await tx
      .updateTable('disposal_certificate')
      .set(set)
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .returning(['issuer', 'number'])
      .executeTakeFirst();
    if (withdrawn === undefined) throw conflict('certificate.withdrawn', 'It is withdrawn already.');
    const facts = { number: row.number, certificate: withdrawn.number, issuer: withdrawn.issuer, reason };
    await context.audit.record(tx, by, 'disposal.certificate_withdrawn', { subject: found.batch_id, facts });
    return found.batch_id;
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return batchId;
}
