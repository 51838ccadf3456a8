/** Filters of a list live in the address, so a link opens the same view. What the console would refuse falls away. */
import { useSearchParams } from 'react-router';
import type * as z from 'zod';

export type Filters = Record<string, string | undefined>;

export function useListFilters(
  names: readonly string[],
  shape: Record<string, z.ZodType>,
): [Filters, (change: Filters) => void] {
  const [search, setSearch] = useSearchParams();
  const filters: Filters = {};
  for (const name of names) {
    const value = search.get(name);
    if (value !== null && value !== '' && shape[name]?.safeParse(value).success) filters[name] = value;
  }
  const write = (change: Filters) =>
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
