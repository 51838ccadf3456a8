/** The filters of a list live in the address, so that a link opens the same view. Unknown values fall away. */
import { useSearchParams } from 'react-router';
import type * as z from 'zod';

/** By name, as the address holds them. */
export type Filters<N extends string = string> = Partial<Record<N, string>>;
type Shape<N extends string> = Record<N, z.ZodType>;

/** Reads what the console would accept and leaves out the rest. */
export function readFilters<N extends string>(search: URLSearchParams, shape: Shape<N>): Filters<N> {
  const filters: Filters<N> = {};
  for (const name of Object.keys(shape) as N[]) {
    const value = search.get(name);
    if (value !== null && value !== '' && shape[name].safeParse(value).success) filters[name] = value;
  }
  return filters;
}

/** What narrows the list, as opposed to what orders it. */
export function narrowing<N extends string>(filters: Filters<N>): N[] {
  const names = Object.keys(filters) as N[];
  return names.filter(name => name !== 'sort' && name !== 'direction' && filters[name] !== undefined);
}

/** A value of `undefined` or no characters takes the filter away. */
export function useFilters<N extends string>(shape: Shape<N>): [Filters<N>, (change: Filters<N>) => void] {
  const [search, setSearch] = useSearchParams();
  const write = (change: Filters<N>) =>
    setSearch(
      before => {
        const after = new URLSearchParams(before);
        for (const [name, value] of Object.entries<string | undefined>(change))
          if (value) after.set(name, value);
          else after.delete(name);
        return after;
      },
      { replace: true },
    );
  return [readFilters(search, shape), write];
}
