/** The log's filters live in the address, so that a link opens the same view. Unknown values fall away. */
import { useSearchParams } from 'react-router';
import { auditExportInput } from '../../../../shared/protocol/api/audit.ts';

const names = ['search', 'kind', 'actor', 'from', 'to'] as const;
export type AuditFilters = Partial<Record<(typeof names)[number], string>>;

export function useAuditFilters(): [AuditFilters, (filters: AuditFilters) => void] {
  const [search, setSearch] = useSearchParams();
  const read = (given: Record<string, string | null | undefined>) => {
    const filters: AuditFilters = {};
    for (const name of names) {
      const value = given[name];
      if (value && auditExportInput.shape[name].safeParse(value).success) filters[name] = value;
    }
    return filters;
  };
  const filters = read(Object.fromEntries(names.map(name => [name, search.get(name)])));
  return [filters, after => setSearch({ ...read(after) }, { replace: true })];
}
