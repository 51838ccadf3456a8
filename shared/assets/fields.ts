/** What is recorded of an asset: each field once, with its words, its shape and its part of the page. */

export const fieldParts = ['what', 'where', 'bought', 'replacement', 'notes'] as const;
export type FieldPart = (typeof fieldParts)[number];

export const partWords: Record<FieldPart, string> = {
  what: 'What it is',
  where: 'Where it is',
  bought: 'How it was bought',
  replacement: 'Value and replacement',
  notes: 'Notes',
};

interface Field {
  words: string;
  /** `money` is pence, `date` is `2026-11-22`. */
  shape: 'text' | 'long' | 'kind' | 'date' | 'money' | 'years' | 'flag';
  part: FieldPart;
  /** Longest text, in characters. */
  longest?: number;
  hint?: string;
}

export const fields = {
  tag: { words: 'Asset tag', shape: 'text', part: 'what', longest: 60, hint: 'As on its label' },
  kind: { words: 'Kind', shape: 'kind', part: 'what' },
  name: { words: 'Name', shape: 'text', part: 'what', longest: 100, hint: 'What people call it' },
  make: { words: 'Make', shape: 'text', part: 'what', longest: 100 },
  model: { words: 'Model', shape: 'text', part: 'what', longest: 200 },
  serial: { words: 'Serial number', shape: 'text', part: 'what', longest: 100 },
  owner: {
    words: 'Owner',
    shape: 'text',
    part: 'what',
    longest: 100,
    hint: 'If it is not the school: who leases or lends it',
  },
  location: { words: 'Location', shape: 'text', part: 'where', longest: 100 },
  secureLocation: { words: 'Locked place', shape: 'flag', part: 'where' },
  installedOn: {
    words: 'Installed on',
    shape: 'date',
    part: 'where',
    hint: 'If somebody set it up there; write who did under Maintenance',
  },
  secureCheckedOn: { words: 'Locked place checked on', shape: 'date', part: 'where' },
  holder: { words: 'Holder', shape: 'text', part: 'where', longest: 100, hint: 'Who has it' },
  staffOnly: { words: 'Only for staff', shape: 'flag', part: 'where' },
  purchaseDate: { words: 'Bought on', shape: 'date', part: 'bought' },
  supplier: { words: 'Supplier', shape: 'text', part: 'bought', longest: 100 },
  orderNumber: { words: 'Order number', shape: 'text', part: 'bought', longest: 60 },
  cost: { words: 'Cost', shape: 'money', part: 'bought' },
  funding: { words: 'Paid from', shape: 'text', part: 'bought', longest: 100 },
  warrantyEnd: { words: 'Warranty ends', shape: 'date', part: 'bought' },
  plannedReplacement: { words: 'Planned replacement', shape: 'date', part: 'replacement' },
  lifeYears: { words: 'Years until it has lost its value', shape: 'years', part: 'replacement' },
  floor: { words: 'Value it never falls below', shape: 'money', part: 'replacement' },
  notes: { words: 'Notes', shape: 'long', part: 'notes', longest: 2000 },
} as const satisfies Record<string, Field>;

export type FieldName = keyof typeof fields;
export const fieldNames = Object.keys(fields) as FieldName[];
export const fieldOf = (name: FieldName): Field => fields[name];

export type FieldValue = string | number | boolean | null;
export type FieldValues = Record<FieldName, FieldValue>;

/** What the agent of a linked device knows itself. */
export const factNames = ['make', 'model', 'serial'] as const;
export type FactName = (typeof factNames)[number];
