/** The loan agreement as a PDF: the words that were signed, the things, the signature, and what came back. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { conditionWords, loanStatusWords, outcomeWords } from '../../../shared/loans/words.ts';
import type { Loan } from '../../../shared/protocol/api/loans.ts';
import type { Context } from '../context.ts';
import { factTable, listTable, makePaper, momentsIn, type PaperNode, part } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { readLoan } from './present.ts';

/** Throws `loan.not_found`, `pdf.not_made`. */
export async function loanPaper(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const loan = await readLoan(context, by, id);
  const school = await readSchool(context.db, by.schoolId);
  const moment = momentsIn(school.timeZone);
  const bytes = await makePaper({
    title: `Loan agreement ${loan.number}`,
    school: school.name,
    lead: `${loan.holder.name}: ${loan.items.length === 1 ? 'one thing' : `${loan.items.length} things`}, ${loanStatusWords[loan.status].toLowerCase()}.`,
    content: [
      factTable([
        ['Lent for', loan.purpose],
        ['Leaves the school', loan.offSite ? 'yes' : 'no'],
        ['Approval', sayApproval(loan, moment)],
        ['Due back', sayEnd(loan.signedDueOn)],
        ['Made by', `${loan.createdBy}, ${moment(loan.createdAt)}`],
      ]),
      part('What is lent'),
      things(loan, moment),
      ...agreementOf(loan),
      ...signatureOf(loan, moment),
      ...extensionsOf(loan, moment),
    ],
  });
  await context.db.transaction().execute(tx =>
    context.audit.record(tx, by, 'list.exported', {
      facts: { list: `loan ${loan.number}`, narrowed: '' },
    }),
  );
  return { name: `loan-${loan.number}.pdf`, type: 'application/pdf', bytes };
}

type Moment = (at: number) => string;

function sayApproval({ approval }: Loan, moment: Moment): string | null {
  if (approval === null) return null;
  const { approver, how, words, at } = approval;
  if (how === 'asked' || at === null) return `${approver.name} was asked and has not decided yet`;
  const way = how === 'in_writing' ? 'in writing by' : 'by their own sign-in:';
  return `${way} ${approver.name}, ${moment(at)}${words === null ? '' : `: ${words}`}`;
}

function things(loan: Loan, moment: Moment): PaperNode {
  const rows = loan.items.map(item => [
    item.tag,
    item.what,
    item.serial ?? '–',
    conditionWords[item.condition],
    item.accessories.join(', ') || '–',
    item.returned === null
      ? 'not yet'
      : [
          `${outcomeWords[item.returned.outcome]}, ${moment(item.returned.at)}`,
          item.returned.condition === null ? '' : conditionWords[item.returned.condition].toLowerCase(),
          item.returned.missing.length === 0 ? '' : `missing: ${item.returned.missing.join(', ')}`,
          item.returned.damage ?? '',
        ]
          .filter(one => one !== '')
          .join('; '),
  ]);
  return listTable(
    [
      { name: 'Tag', width: 60 },
      { name: 'What', width: '*' },
      { name: 'Serial number', width: 85 },
      { name: 'Condition', width: 55 },
      { name: 'With it', width: 75 },
      { name: 'Came back', width: 95 },
    ],
    rows,
  );
}

function agreementOf({ agreement, statements }: Loan): PaperNode[] {
  if (agreement === null) return [];
  const said = statements.length === 0 ? '' : `\n\n${agreement.statement}`;
  return [part(`The agreement (wording ${agreement.number})`), `${agreement.body}${said}`];
}

/** Above a line for a pen where nobody has signed on screen. */
function signatureOf({ signature, statements, holder }: Loan, moment: Moment): PaperNode[] {
  if (signature === null)
    return [
      part('Signature'),
      factTable([
        ['Name', holder.name],
        ['Signature', '\n\n_______________________________________'],
        ['Date', '_____________________'],
      ]),
    ];
  const drawn = signature.strokes === null ? [] : [drawing(signature.strokes)];
  return [
    part('Signature'),
    ...drawn,
    factTable([
      ['Signed by', `${signature.name}, ${moment(signature.at)}`],
      ['Handed over by', signature.witness],
      ...statements.map(
        one =>
          [
            'Personal use',
            `${one.use === 'none' ? 'solely for the school' : `significant: ${one.words ?? ''}`}, stated by ${one.saidBy}, ${moment(one.at)}`,
          ] as const,
      ),
      ['SHA-256 of what was signed', signature.hash],
    ]),
  ];
}

/** Under the signature, because it was not signed. */
function extensionsOf({ extensions }: Loan, moment: Moment): PaperNode[] {
  if (extensions.length === 0) return [];
  return [
    part('Agreed on since it was signed'),
    {
      ul: extensions.map(
        ({ before, dueOn, words, by, at }) =>
          `Due back: ${sayEnd(dueOn)}, instead of ${sayEnd(before)}. Written down by ${by}, ${moment(at)}${words === null ? '' : `: ${words}`}`,
      ),
    },
  ];
}

const sayEnd = (day: string | null) => (day === null ? 'no day agreed' : sayDay(day));

/** The pad is 600 wide. */
const scale = 180 / 600;

/** Each stroke is x, y, x, y… */
function drawing(strokes: readonly (readonly number[])[]): PaperNode {
  return {
    alt: 'The name as it was drawn',
    margin: [0, 0, 0, 6],
    canvas: strokes.flatMap(stroke => {
      const points = Array.from({ length: Math.floor(stroke.length / 2) }, (_, at) => ({
        x: (stroke[2 * at] ?? 0) * scale,
        y: (stroke[2 * at + 1] ?? 0) * scale,
      }));
      return points.length < 2 ? [] : [{ type: 'polyline', lineWidth: 1.2, lineColor: '#000000', points }];
    }),
  };
}
