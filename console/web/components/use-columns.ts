/** Which columns a list shows: as the address says, else as this person chose last in this browser. */
import { useMemo, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ViewList } from '../../../shared/protocol/api/saved-views.ts';
import { useSession } from '../session.tsx';

/** In their own order, without what is not known; undefined when nothing is left. */
function read<N extends string>(names: readonly N[], text: string | null): N[] | undefined {
  const asked = (text ?? '').split(',');
  const found = names.filter(name => asked.includes(name));
  return found.length === 0 ? undefined : found;
}

/** A change in a view that names its columns stays in that view; else it is remembered. */
export function useColumns<N extends string>(
  list: ViewList,
  names: readonly N[],
  usual: readonly N[],
): [N[], (next: readonly N[]) => void] {
  const { person } = useSession();
  const setting = `caretaker.columns.${list}.${person.id}`;
  const [search, setSearch] = useSearchParams();
  const [kept, setKept] = useState(() => localStorage.getItem(setting));
  const named = search.get('columns');
  const shown = (read(names, named) ?? read(names, kept) ?? usual).join(',');
  const columns = useMemo(() => read(names, shown) ?? [], [names, shown]);
  const choose = (next: readonly N[]) => {
    const text = next.join(',');
    if (named === null) {
      localStorage.setItem(setting, text);
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
