/** The whole register on paper, for an auditor: what is here by kind, and at its end what has left. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import type { StateWords } from '../../../shared/assets/state-words.ts';
import { type AssetState, closedStates } from '../../../shared/assets/states.ts';
import { bookValue } from '../../../shared/assets/value.ts';
import type { Context } from '../context.ts';
import { listTable, makePaper, type PaperNode, part } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readSchool, readToday } from '../schools/index.ts';
import { type AssetRecord, valuesOf } from './columns.ts';
import { readKnown } from './present.ts';

const left: readonly AssetState[] = [...closedStates, 'collected', 'lost', 'stolen'];

interface Line {
  kind: AssetKind;
  gone: boolean;
  cells: string[];
}

/** Throws `pdf.not_made`. */
export async function registerPaper(context: Context, by: Caller): Promise<FileAnswer> {
  const { db } = context;
  const { name: school, stateWords } = await readSchool(db, by.schoolId);
  const today = await readToday(db, by.schoolId, context.now());
  const rows = await db
    .selectFrom('asset')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .orderBy('tag_order')
    .orderBy('id')
    .execute();
  const known = await readKnown(db, rows);
  const lines = rows.map(row => lineOf(row, known.get(row.device_id ?? '')?.said, today, stateWords));
  const gone = lines.filter(line => line.gone);
  const bytes = await makePaper({
    title: 'Asset register',
    school,
    lead: `As it stood on ${sayDay(today)}: ${lines.length - gone.length} things here, ${gone.length} that left, were lost or stolen. “–” is not known.`,
    wide: true,
    content: contentOf(lines),
  });
  await db
    .transaction()
    .execute(tx => context.audit.record(tx, by, 'asset.exported', { facts: { count: rows.length } }));
  return { name: `asset-register-${today}.pdf`, type: 'application/pdf', bytes };
}

type Said = { make: string | null; model: string | null; serial: string | null } | null | undefined;

function lineOf(row: AssetRecord, said: Said, today: string, words: StateWords): Line {
  const values = valuesOf(row);
  const state = row.state as AssetState;
  const worth = bookValue(values, today)?.pence ?? null;
  const model = [values.make ?? said?.make, values.model ?? said?.model].filter(one => one).join(' ');
  return {
    kind: values.kind,
    gone: left.includes(state),
    cells: [
      values.tag,
      [values.name, model].filter(one => one).join(', ') || '–',
      values.serial ?? said?.serial ?? '–',
      words[state],
      under(
        values.location,
        values.secureLocation === true && 'locked place',
        values.installedOn !== null && `since ${sayDay(values.installedOn)}`,
        values.holder,
        owned(values.owner),
      ),
      under(
        values.purchaseDate !== null && sayDay(values.purchaseDate),
        values.supplier,
        values.orderNumber !== null && `order ${values.orderNumber}`,
        values.funding !== null && `from ${values.funding}`,
      ),
      values.cost === null ? '–' : sayMoney(values.cost),
      worth === null ? '–' : sayMoney(worth),
      under(
        values.warrantyEnd !== null && `warranty ${sayDay(values.warrantyEnd)}`,
        values.plannedReplacement !== null && `replace ${sayDay(values.plannedReplacement)}`,
      ),
    ],
  };
}

/** One below the other. */
const under = (...said: (string | null | false)[]) => said.filter(one => one).join('\n') || '–';
const owned = (owner: string | null) => owner !== null && `belongs to ${owner}`;

const columns = [
  { name: 'Tag', width: 50 },
  { name: 'What', width: '*' },
  { name: 'Serial number', width: 80 },
  { name: 'State', width: 52 },
  { name: 'Place, holder, owner', width: 86 },
  { name: 'Bought, of whom', width: 96 },
  { name: 'Cost', width: 50, right: true },
  { name: 'In the books', width: 54, right: true },
  { name: 'Warranty, plan', width: 98 },
] as const;

function contentOf(lines: readonly Line[]): PaperNode[] {
  if (lines.length === 0) return ['The register is empty.'];
  const here = lines.filter(line => !line.gone);
  const gone = lines.filter(line => line.gone);
  const used = (Object.keys(kinds) as AssetKind[]).filter(kind => here.some(line => line.kind === kind));
  const listed = (words: string, of: readonly Line[]) =>
    of.length === 0
      ? []
      : [
          part(`${words} (${of.length})`),
          listTable(
            columns,
            of.map(line => line.cells),
          ),
        ];
  return [
    ...used.flatMap(kind =>
      listed(
        kinds[kind].words,
        here.filter(line => line.kind === kind),
      ),
    ),
    ...listed('Left, lost or stolen', gone),
  ];
}
