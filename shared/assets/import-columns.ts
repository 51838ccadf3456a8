/** What a spreadsheet's headers mean: our words, Snipe-IT's, and those of common lists. */
import { type FieldName, fieldNames, fields } from './fields.ts';

/** Fields, and three columns that are not fields themselves. */
export const importTargets = [...fieldNames, 'state', 'warrantyMonths', 'holderFirst', 'holderLast'] as [
  FieldName,
  ...FieldName[],
  'state',
  'warrantyMonths',
  'holderFirst',
  'holderLast',
];
export type ImportTarget = (typeof importTargets)[number];

/** Whatever else a list says can go there: of several columns each stands with its heading, so nothing of a list is lost. */
export const takesMany = (target: ImportTarget): boolean => target === 'notes';

export function targetWords(target: ImportTarget): string {
  if (target === 'state') return 'State';
  if (target === 'warrantyMonths') return 'Warranty in months';
  if (target === 'holderFirst') return 'Holder’s first name';
  if (target === 'holderLast') return 'Holder’s last name';
  return fields[target].words;
}

const aliases: Record<ImportTarget, readonly string[]> = {
  tag: ['tag', 'asset', 'asset no', 'asset number', 'asset id', 'inventory number', 'barcode', 'label'],
  kind: ['category', 'type', 'asset type', 'device type'],
  name: ['item name', 'asset name', 'title', 'device name', 'description', 'host name', 'hostname'],
  make: ['manufacturer', 'brand', 'manufacturer name', 'cf: brand, type:option'],
  model: ['model name', 'device model', 'asset model', 'assetmodel'],
  serial: [
    'serial',
    'serial no',
    'device serial number',
    's/n',
    'sn',
    'service tag',
    'cf: serial number,type:text',
  ],
  owner: ['company', 'owned by', 'division'],
  location: ['room', 'site', 'place', 'default location', 'building'],
  secureLocation: ['secure', 'secure location', 'locked'],
  installedOn: ['installation date', 'install date', 'date installed', 'installed', 'deployed on'],
  secureCheckedOn: ['secure location checked on'],
  holder: [
    'assigned to',
    'assigned user',
    'user',
    'full name',
    'custodian',
    'issued to',
    'checked out to',
    'used by',
  ],
  staffOnly: ['staff only'],
  purchaseDate: [
    'purchase date',
    'purchased',
    'date purchased',
    'date of purchase',
    'cf: purchase date, type:date',
  ],
  supplier: ['vendor', 'purchased from', 'reseller'],
  orderNumber: ['order no', 'purchase order', 'po number', 'po'],
  cost: ['purchase cost', 'price', 'purchase price', 'value', 'valuation', 'unit cost'],
  funding: ['funding source', 'fund', 'budget', 'cost centre', 'funded by'],
  warrantyEnd: ['warranty end', 'warranty expires', 'warranty expiry', 'warranty until', 'warranty end date'],
  plannedReplacement: ['asset eol date', 'eol date', 'eol', 'replacement date', 'replace by', 'end of life'],
  lifeYears: ['life', 'life years', 'useful life', 'depreciation years'],
  floor: ['floor', 'residual value', 'salvage value'],
  notes: ['note', 'asset notes', 'model notes', 'comments', 'comment', 'remarks'],
  state: ['status', 'status label', 'asset status'],
  warrantyMonths: ['warranty', 'warranty months'],
  holderFirst: ['checked out to: first name'],
  holderLast: ['checked out to: last name'],
};

/** Whether a column is one of notes by its own heading, which then need not be said beside each. */
export const isNotes = (header: string): boolean => byHeader.get(headingKey(header)) === 'notes';

/** What two headings are compared by. */
export const headingKey = (header: string): string =>
  header.trim().toLowerCase().replace(/[._]+/g, ' ').replace(/ +/g, ' ').trim();

const byHeader = new Map<string, ImportTarget>(
  importTargets.flatMap(target =>
    [targetWords(target), target, ...aliases[target]].map(word => [headingKey(word), target] as const),
  ),
);

/** A model by its number where the list has no name of it, and else what is worth a note. */
const modelNumbers = ['model no', 'model number'];

/**
 * For each header what it most likely means; a meaning is given once, to the first column that claims it, but to notes. `remembered`
 * is what people chose for a heading before, and comes first: null is a column that they left out.
 */
export function suggestTargets(
  headers: readonly string[],
  remembered: ReadonlyMap<string, ImportTarget | null> = new Map(),
): (ImportTarget | null)[] {
  const given = new Set<ImportTarget>();
  const claim = (target: ImportTarget | null | undefined) => {
    if (target === null || target === undefined || (given.has(target) && !takesMany(target))) return null;
    given.add(target);
    return target;
  };
  const chosen = headers.map(header => {
    const target = remembered.get(headingKey(header));
    return target === undefined ? undefined : claim(target);
  });
  const meant = headers.map((header, at) => {
    const before = chosen[at];
    return before === undefined ? claim(byHeader.get(headingKey(header))) : before;
  });
  return meant.map((target, at) => {
    const isNumber = chosen[at] === undefined && modelNumbers.includes(headingKey(headers[at] ?? ''));
    return isNumber ? (claim('model') ?? 'notes') : target;
  });
}
