/** The filters of the register live in the address. Unknown values fall away. */
import { useSearchParams } from 'react-router';
import { mediumQuery } from '../../../../shared/protocol/api/media.ts';

const names = ['search', 'state', 'encrypted'] as const;
export type MediaFilters = Partial<Record<(typeof names)[number], string | undefined>>;

export function useMediaFilters(): [MediaFilters, (change: MediaFilters) => void] {
  const [search, setSearch] = useSearchParams();
  const filters: MediaFilters = {};
  for (const name of names) {
    const value = search.get(name);
    if (value !== null && value !== '' && mediumQuery.shape[name].safeParse(value).success)
      filters[name] = value;
  }
  const write = (change: MediaFilters) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change))
          if (value === undefined || value === '') after.delete(name);
          else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  return [filters, write];
}
