/** Which columns the device list shows: as the address says, else as this person chose last in this browser. */
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useSession } from '../../session.tsx';

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

export const usualColumns = 'controls,notMet,lastSeen,system,asset';
const setting = 'caretaker.columns.devices.';

/** In their own order, without what is not known; undefined when nothing is left. */
function read(text: string | null): Column[] | undefined {
  const asked = (text ?? '').split(',');
  const found = columnNames.filter(name => asked.includes(name));
  return found.length === 0 ? undefined : found;
}

/** A change in a view that names its columns stays in that view; else it is remembered. */
export function useColumns(): [Column[], (next: readonly Column[]) => void] {
  const { person } = useSession();
  const [search, setSearch] = useSearchParams();
  const [kept, setKept] = useState(() => localStorage.getItem(setting + person.id));
  const named = search.get('columns');
  const shown = (read(named) ?? read(kept) ?? read(usualColumns) ?? []).join(',');
  const columns = useMemo(() => read(shown) ?? [], [shown]);
  const choose = (next: readonly Column[]) => {
    const text = next.join(',');
    if (named === null) {
      localStorage.setItem(setting + person.id, text);
      setKept(text);
    } else
      setSearch(
        before => {
          const after = new URLSearchParams(before);
          after.set('columns', text);
          return after;
        },
        { replace: true },
      );
  };
  return [columns, choose];
}
