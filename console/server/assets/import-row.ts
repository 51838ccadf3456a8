/** What one row of a spreadsheet says, or why it cannot be taken. Blank cells say nothing. */
import { addMonths, readDate } from '../../../shared/assets/dates.ts';
import { fieldOf } from '../../../shared/assets/fields.ts';
import type { ImportTarget } from '../../../shared/assets/import-columns.ts';
import { kindOf } from '../../../shared/assets/kinds.ts';
import { readMoney } from '../../../shared/assets/money.ts';
import {
  type StateWords,
  standardWords,
  stateSayer,
  stateWordKey,
} from '../../../shared/assets/state-words.ts';
import { type AssetState, assetStates, firstStates } from '../../../shared/assets/states.ts';
import type { AssetValues } from '../../../shared/protocol/api/assets.ts';

export interface ReadRow {
  given: Partial<AssetValues>;
  state?: AssetState;
  /** What is wrong, for people; the row is rejected when there is any. */
  problems: string[];
  /** What was understood otherwise than written. */
  remarks: string[];
}

/** Snipe-IT's words and other common ones. Those that could mean several states are left out on purpose. */
const stateAliases: Record<string, AssetState> = {
  'ready to deploy': 'in_stock',
  available: 'in_stock',
  'in storage': 'in_stock',
  spare: 'in_stock',
  deployed: 'in_service',
  'in use': 'in_service',
  active: 'in_service',
  'checked out': 'on_loan',
  loaned: 'on_loan',
  'out for repair': 'in_repair',
  broken: 'in_repair',
  'pending diagnostics': 'in_repair',
  missing: 'lost',
  'for disposal': 'awaiting_disposal',
};
/** The school's own words come last, so they stand where others mean something else by them. */
export const statesOf = (words: StateWords) => ({
  called: new Map<string, AssetState>([
    ...Object.entries(stateAliases),
    ...assetStates.flatMap(state =>
      [state, standardWords[state]].map(word => [stateWordKey(word), state] as const),
    ),
    ...assetStates.map(state => [stateWordKey(words[state]), state] as const),
  ]),
  say: stateSayer(words),
});
type States = ReturnType<typeof statesOf>;

const yes = /^(yes|y|true|1|locked|secure)$/i;
const no = /^(no|n|false|0|open)$/i;

/** `cells` by target; `states`: what they are called here; `doubtful`: columns of dates in which the month comes first somewhere. */
export function readRow(
  cells: ReadonlyMap<ImportTarget, string>,
  doubtful: ReadonlySet<ImportTarget>,
  states: States,
): ReadRow {
  const row: ReadRow = { given: {}, problems: [], remarks: [] };
  for (const [target, raw] of cells) {
    const text = raw.trim();
    if (text === '') continue;
    if (target === 'state') readState(row, text, states);
    else readCell(row, target, text, doubtful.has(target));
  }
  joinName(row, cells);
  countWarranty(row, cells);
  return row;
}

function readCell(
  row: ReadRow,
  target: Exclude<ImportTarget, 'state'>,
  text: string,
  doubtful: boolean,
): void {
  if (target === 'warrantyMonths' || target === 'holderFirst' || target === 'holderLast') return;
  const { shape, words, longest = 100 } = fieldOf(target);
  const put = (value: string | number | boolean) => Object.assign(row.given, { [target]: value });
  const wrong = (problem: string) => row.problems.push(`${words}: ${problem}`);
  if (shape === 'kind') readKind(row, text);
  else if (shape === 'date' || shape === 'money') {
    const read = shape === 'date' ? readDate(text, doubtful) : readMoney(text);
    if (typeof read === 'object') wrong(read.problem);
    else put(read);
  } else if (shape === 'years') {
    if (/^([1-9]|[12]\d|30)$/.test(text)) put(Number(text));
    else wrong(`“${text.slice(0, 40)}” is not a number of years from 1 to 30`);
  } else if (shape === 'flag') {
    if (yes.test(text) || no.test(text)) put(yes.test(text));
    else wrong(`“${text.slice(0, 40)}” is neither yes nor no`);
  } else if (text.length > longest) wrong(`longer than ${longest} characters`);
  else put(text);
}

function readState(row: ReadRow, text: string, { called, say }: States): void {
  const state = called.get(stateWordKey(text));
  if (state !== undefined) row.state = state;
  else {
    const known = firstStates.map(one => `“${say(one)}”`).join(', ');
    row.problems.push(`State: “${text.slice(0, 40)}” could mean several things. Write one of ${known}`);
  }
}

/** An unknown kind is no reason to refuse a row. */
function readKind(row: ReadRow, text: string): void {
  const kind = kindOf(text);
  if (kind !== undefined) row.given.kind = kind;
  else row.remarks.push(`“${text.slice(0, 60)}” is not a kind known here and is left out`);
}

function joinName(row: ReadRow, cells: ReadonlyMap<ImportTarget, string>): void {
  const parts = (['holderFirst', 'holderLast'] as const).map(name => (cells.get(name) ?? '').trim());
  const name = parts.filter(part => part !== '').join(' ');
  if (name === '' || row.given.holder !== undefined) return;
  if (name.length > 100) row.problems.push('Holder: longer than 100 characters');
  else row.given.holder = name;
}

function countWarranty(row: ReadRow, cells: ReadonlyMap<ImportTarget, string>): void {
  const text = (cells.get('warrantyMonths') ?? '').trim();
  if (text === '' || row.given.warrantyEnd !== undefined) return;
  const months = /^(\d{1,3})(?: *months?)?$/i.exec(text)?.[1];
  if (months === undefined) row.problems.push(`Warranty: “${text.slice(0, 40)}” is not a number of months`);
  else if (typeof row.given.purchaseDate === 'string')
    row.given.warrantyEnd = addMonths(row.given.purchaseDate, Number(months));
  else row.remarks.push('the warranty in months is not counted without the day of purchase');
}
