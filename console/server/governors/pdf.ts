/** The report as a file. A kept one is made anew from what was kept, so that it always says the same. */
import type { GovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { Context } from '../context.ts';
import { makePdf } from '../pdf/index.ts';
import type { FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { pagesOf } from './pages.ts';
import type { KeptReport } from './store.ts';

const type = 'application/pdf';

/** Throws `pdf.not_made`. */
export async function draftPdf(report: GovernorsReport): Promise<FileAnswer> {
  const bytes = await makePdf({ definition: pagesOf(report, null), numbered: '' });
  return { name: `governors-${report.day}-draft.pdf`, type, bytes };
}

/** Throws `pdf.not_made`. */
export async function keptPdf(
  { db }: Context,
  schoolId: string,
  { head, hash, report, text }: KeptReport,
): Promise<FileAnswer> {
  const { timeZone } = await readSchool(db, schoolId);
  const when = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'medium' }).format(head.keptAt);
  const bytes = await makePdf({
    definition: pagesOf(report, { number: head.number, when, by: head.keptBy, hash }),
    numbered: '',
    attachments: [
      {
        ...{ name: 'report.json', type: 'application/json', words: 'The same for programs' },
        bytes: Buffer.from(text),
      },
    ],
  });
  return { name: `governors-${report.day}-report-${head.number}.pdf`, type, bytes };
}
