/** The device list's filters live in the address, so a link opens the same view. Unknown values fall away. */
import { useSearchParams } from 'react-router';
import { deviceQuery } from '../../../../shared/protocol/api/devices.ts';

const filterNames = ['search', 'group', 'control', 'state', 'platform', 'sort', 'direction'] as const;
export type FilterName = (typeof filterNames)[number];
export type Filters = Partial<Record<FilterName, string>>;

const known = deviceQuery.pick({
  search: true,
  group: true,
  control: true,
  state: true,
  platform: true,
  sort: true,
  direction: true,
});

/** Reads what the console would accept and leaves out the rest. */
export function readFilters(search: URLSearchParams): Filters {
  const filters: Filters = {};
  for (const name of filterNames) {
    const value = search.get(name);
    if (value !== null && value !== '' && known.shape[name].safeParse(value).success) filters[name] = value;
  }
  return filters;
}

/** What narrows the list, as opposed to what orders it. */
export function narrowing(filters: Filters): FilterName[] {
  return filterNames.filter(name => name !== 'sort' && name !== 'direction' && filters[name] !== undefined);
}

export function useFilters(): [Filters, (change: Filters) => void] {
  const [search, setSearch] = useSearchParams();
  const write = (change: Filters) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries(change)) {
          if (value === undefined || value === '') after.delete(name);
          else after.set(name, value);
        }
        return after;
      },
      { replace: true },
    );
  return [readFilters(search), write];
}
