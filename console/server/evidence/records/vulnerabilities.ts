/** Known weaknesses of what was installed: open on the day, decided by whom and when, or mended in the year before. */
import { severityWords, standingWords } from '../../../../shared/protocol/api/vulnerabilities.ts';
import { amount, dayOf, mostRows, type RecordMaker } from './record.ts';

const yearMs = 366 * 24 * 3600_000;

export const vulnerabilities: RecordMaker = {
  permission: 'software.read',
  async read(db, { schoolId }, { at }) {
    const read = await db
      .selectFrom('advisory_import')
      .select(of => of.fn.max('ended_at').as('last'))
      .where('school_id', '=', schoolId)
      .where('status', '=', 'done')
      .where('ended_at', '<=', at)
      .executeTakeFirst();
    const lists = dayOf(read?.last == null ? null : Number(read.last));
    const found = await db
      .selectFrom('vulnerability')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('first_seen_at', '<=', at)
      .where(eb => eb.or([eb('fixed_at', 'is', null), eb('fixed_at', '>', at - yearMs)]))
      .orderBy('matter', 'desc')
      .orderBy('id')
      .limit(mostRows + 1)
      .execute();
    const told = found.slice(0, mostRows).map(one => {
      const mended = one.fixed_at !== null && one.fixed_at <= at;
      const decided = one.decided_at !== null && one.decided_at <= at;
      const open =
        one.standing === 'fixed' || (one.decided_at !== null && !decided) ? 'undecided' : one.standing;
      const standing = mended ? 'fixed' : open;
      return { one, mended, decided, standing, late: !mended && one.due_at !== null && one.due_at < at };
    });
    const rows = told.map(({ one, mended, decided, standing, late }) => [
      ...[one.key, one.title, severityOf(one.severity), one.score === null ? '' : String(one.score / 10)],
      ...[standingOf(standing), String(one.devices), dayOf(one.first_seen_at), dayOf(one.fix_published_at)],
      ...[dayOf(one.due_at), late ? 'yes' : 'no', mended ? dayOf(one.fixed_at) : ''],
      ...(decided ? [dayOf(one.decided_at), one.decided_by ?? '', one.decision_until ?? ''] : ['', '', '']),
      decided ? (one.decision_reason ?? '') : '',
    ]);
    const open = told.filter(one => !one.mended && !['not_affected', 'withdrawn'].includes(one.standing));
    const decided = open.filter(one => one.decided).length;
    const more = found.length > mostRows ? ` The ${mostRows} that matter most are listed.` : '';
    const late = open.filter(one => one.late).length;
    const known = `${amount(open.length, 'known weakness', 'known weaknesses')} open: ${decided} decided, ${late} past the day by which to mend; ${told.length - open.length} mended or of no concern.${more}`;
    return {
      head: [
        ...['Weakness', 'Title', 'Severity', 'CVSS', 'Standing on that day', 'Computers', 'Seen here since'],
        ...[
          'Fix published',
          'To be mended by',
          'Late',
          'Mended',
          'Decided on',
          'Decided by',
          'Decided until',
        ],
        'Reason',
      ],
      rows,
      summary:
        lists === ''
          ? 'No list of known weaknesses had been read by that day, so nothing is known of them.'
          : `${known} Lists of weaknesses were last read on ${lists}.`,
    };
  },
};

const severityOf = (text: string) => severityWords[text as keyof typeof severityWords] ?? text;
const standingOf = (text: string) => standingWords[text as keyof typeof standingWords] ?? text;
