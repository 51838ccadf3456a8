/** How much of what an auditor asks for is known of an asset. */
import { type FieldName, type FieldValues, fields } from './fields.ts';
import { type AssetKind, kinds } from './kinds.ts';

export interface Completeness {
  /** 0 to 100. */
  percent: number;
  /** Words of the fields that are missing, in the order of the page. */
  missing: string[];
}

const always: readonly FieldName[] = [
  'make',
  'model',
  'location',
  'purchaseDate',
  'supplier',
  'cost',
  'funding',
  'warrantyEnd',
  'plannedReplacement',
];

/** Only what is written counts; a holder stands for a location, since things go home with people. */
export function completeness(values: Partial<FieldValues> & { kind: AssetKind }): Completeness {
  const has = (name: FieldName) => values[name] !== null && values[name] !== undefined && values[name] !== '';
  const asked: FieldName[] = kinds[values.kind].serial ? ['serial', ...always] : [...always];
  const missing = asked.filter(name => !(has(name) || (name === 'location' && has('holder'))));
  return {
    percent: Math.round((100 * (asked.length - missing.length)) / asked.length),
    missing: missing.map(name => fields[name].words),
  };
}
