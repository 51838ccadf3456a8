/** The columns of the device list. */

export const columnNames = [
  'controls',
  'notMet',
  'unknown',
  'lastSeen',
  'system',
  'model',
  'group',
  'asset',
  'place',
  'holder',
  'agent',
] as const;
export type Column = (typeof columnNames)[number];

export const columnWords: Record<Column, string> = {
  controls: 'Controls',
  notMet: 'Not met',
  unknown: 'Not known',
  lastSeen: 'Last seen',
  system: 'System',
  model: 'Model',
  group: 'Group',
  asset: 'Asset tag',
  place: 'Place',
  holder: 'Holder',
  agent: 'Agent',
};

export const usualColumns: readonly Column[] = ['controls', 'notMet', 'lastSeen', 'system', 'asset'];
