/**
 * The register under the headings that Snipe-IT's own import of assets knows, in the order of its sample file. What it has no
 * heading for follows under ours: there it is a custom field, and here it is read back.
 */
import { type FieldName, fieldNames } from './fields.ts';
import { targetWords } from './import-columns.ts';
import { type StateWords, standardWords } from './state-words.ts';
import type { AssetState } from './states.ts';

/** The labels that a new Snipe-IT has; it makes others as they come. */
const snipeStates: Partial<Record<AssetState, string>> = {
  in_stock: 'Ready to Deploy',
  in_repair: 'Out for Repair',
};
export const snipeState = (state: AssetState, words: StateWords): string =>
  words[state] === standardWords[state] ? (snipeStates[state] ?? words[state]) : words[state];

const known: readonly [heading: string, holds: FieldName | 'state'][] = [
  ['Company', 'owner'],
  ['Name', 'name'],
  ['Asset Tag', 'tag'],
  ['Category', 'kind'],
  ['Supplier', 'supplier'],
  ['Manufacturer', 'make'],
  ['Location', 'location'],
  ['Order Number', 'orderNumber'],
  ['Model', 'model'],
  ['Serial', 'serial'],
  ['Asset Notes', 'notes'],
  ['Purchase Date', 'purchaseDate'],
  ['Purchase Cost', 'cost'],
  ['Full Name', 'holder'],
  ['Asset EOL Date', 'plannedReplacement'],
  ['Status', 'state'],
];

export const snipeColumns: readonly [heading: string, holds: FieldName | 'state'][] = [
  ...known,
  ...fieldNames
    .filter(name => !known.some(([, holds]) => holds === name))
    .map(name => [targetWords(name), name] as [string, FieldName]),
];
