/** What the school owns, for its insurer or auditor: by kind, with what it cost and what it is worth in the books. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import { type AssetState, closedStates } from '../../../shared/assets/states.ts';
import { bookValue } from '../../../shared/assets/value.ts';
import type { Context } from '../context.ts';
import { listTable, makePaper, type PaperNode, part } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool, readToday } from '../schools/index.ts';
import { type AssetRecord, valuesOf } from './columns.ts';
import { readKnown } from './present.ts';

/** Lost and stolen things are no longer there to be insured. */
const gone: readonly AssetState[] = [...closedStates, 'lost', 'stolen', 'collected'];

interface Line {
  kind: AssetKind;
  cells: string[];
  cost: number | null;
  worth: number | null;
}

/** As a PDF. Throws `pdf.not_made`. */
export async function insuranceList(context: Context, by: Caller): Promise<FileAnswer> {
  const { db } = context;
  const { name: school } = await readSchool(db, by.schoolId);
  const today = await readToday(db, by.schoolId, context.now());
  const rows = await db
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('state', 'not in', [...gone])
    .orderBy('tag_order')
    .orderBy('id')
    .execute();
  const known = await readKnown(db, rows);
  const lines = rows.map(row => lineOf(row, known.get(row.device_id ?? '')?.said, today));
  const bytes = await makePaper({
    title: 'Insurance list',
    school,
    lead: `What the school owned on ${sayDay(today)}: ${lines.length} things. Lost, stolen and disposed of things are left out.`,
    wide: true,
    content: contentOf(lines),
  });
  await db.transaction().execute(tx =>
    context.audit.record(tx, by, 'list.exported', {
      facts: { list: 'assets for the insurance', narrowed: '' },
    }),
  );
  return { name: `insurance-list-${today}.pdf`, type: 'application/pdf', bytes };
}

type Said = { make: string | null; model: string | null; serial: string | null } | null | undefined;

function lineOf(row: AssetRecord, said: Said, today: string): Line {
  const values = valuesOf(row);
  const { kind, cost, purchaseDate } = values;
  const worth = bookValue(values, today)?.pence ?? null;
  const model = [values.make ?? said?.make, values.model ?? said?.model].filter(one => one).join(' ');
  return {
    kind,
    cost,
    worth,
    cells: [
      values.tag,
      [values.name, model].filter(one => one).join(', ') || '–',
      values.serial ?? said?.serial ?? '–',
      [values.location, values.secureLocation ? 'locked' : null].filter(one => one).join(', ') || '–',
      values.owner ?? '–',
      purchaseDate === null ? '–' : sayDay(purchaseDate),
      cost === null ? 'not known' : sayMoney(cost),
      worth === null ? 'not known' : sayMoney(worth),
    ],
  };
}

const columns = [
  { name: 'Tag', width: 65 },
  { name: 'What', width: '*' },
  { name: 'Serial number', width: 100 },
  { name: 'Place', width: 90 },
  { name: 'Owner, if not the school', width: 75 },
  { name: 'Bought', width: 60 },
  { name: 'Cost', width: 65, right: true },
  { name: 'In the books', width: 65, right: true },
] as const;

function contentOf(lines: readonly Line[]): PaperNode[] {
  const used = (Object.keys(kinds) as AssetKind[]).filter(kind => lines.some(line => line.kind === kind));
  const of = (kind: AssetKind) => lines.filter(line => line.kind === kind);
  if (used.length === 0) return ['The register is empty.'];
  return [
    part('In short'),
    listTable(
      [
        { name: 'Kind', width: '*' },
        { name: 'Things', width: 60, right: true },
        { name: 'Cost', width: 160, right: true },
        { name: 'In the books', width: 160, right: true },
      ],
      [...used.map(kind => [kinds[kind].words, ...totals(of(kind))]), ['All', ...totals(lines)]],
    ),
    ...used.flatMap(kind => [
      part(kinds[kind].words),
      listTable(
        columns,
        of(kind).map(line => line.cells),
      ),
    ]),
  ];
}

/** What is not known is said beside every sum, so that no sum seems to be the whole. */
function totals(lines: readonly Line[]): string[] {
  const sum = (values: readonly (number | null)[]) => {
    const known = values.filter(value => value !== null);
    const missing = values.length - known.length;
    const said = sayMoney(known.reduce((all, value) => all + value, 0));
    return missing === 0 ? said : `${said}, ${missing} not known`;
  };
  return [String(lines.length), sum(lines.map(line => line.cost)), sum(lines.map(line => line.worth))];
}
