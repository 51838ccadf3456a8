/** What is wrong with papers: a certificate is withdrawn, a waste paper is accepted all the same. Both stay, with who and why. */
import { whyPaperOdd } from '../../../shared/disposals/proof.ts';
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { holdBatch, paperFacts } from './batches.ts';

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

/** Although it does not fit the collection. Answers its collection. Throws `paper.not_found`, `paper.fits`, `batch.state`. */
export async function acceptPaper(context: Context, by: Caller, id: string, reason: string): Promise<string> {
  const batchId = await context.db.transaction().execute(async tx => {
    const paper = await tx
      .selectFrom('waste_paper')
      .selectAll()
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (paper === undefined) throw notFound('paper');
    const { row, facts } = await holdBatch(context, tx, by.schoolId, paper.batch_id, ['collected']);
    const why = whyPaperOdd(paperFacts(paper), facts.collectedOn);
    if (why === undefined || paper.accepted_why !== null)
      throw conflict('paper.fits', 'Nothing of it has to be accepted.');
    const set = { accepted_at: context.now(), accepted_by: by.name, accepted_why: reason };
    await tx.updateTable('waste_paper').set(set).where('id', '=', id).execute();
    const said = { number: row.number, note: paper.number, why, reason };
    await context.audit.record(tx, by, 'disposal.paper_accepted', { subject: paper.batch_id, facts: said });
    return paper.batch_id;
  });
  context.events.nudge(by.schoolId, ['disposals']);
  return batchId;
}
