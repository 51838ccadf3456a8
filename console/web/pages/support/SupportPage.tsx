import { useInfiniteQuery } from '@tanstack/react-query';
import { supportQuery, supportStates, supportStateWords } from '../../../../shared/protocol/api/support.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { views } from '../../views.ts';
import { SupportRows } from './SupportRows.tsx';
import { SupportRules } from './SupportRules.tsx';

const { state } = supportQuery.shape;

/** The register: who asked to look at whose screen, what was answered, when it began and ended. */
export function SupportPage() {
  const [filters, setFilters] = useFilters({ state });
  const query = useInfiniteQuery(views.supportSessions(filters));
  return (
    <Page
      title="Remote support"
      lead="Each time that somebody asked to look at a screen from afar. It is done with the school’s own tool; here stands who asked, what for, what was answered, and when it began and ended. Ask on a device’s page, under Orders and recovery."
      actions={<Export list="/support-sessions" filters={filters} what="the register" />}
    >
      <search className="filter-bar">
        <FilterChip
          label="State"
          all="Any state"
          choices={[
            { value: 'open', label: 'Open or going on' },
            ...supportStates.map(value => ({ value, label: supportStateWords[value] })),
          ]}
          value={filters.state}
          onChange={value => setFilters({ state: value ?? '' })}
        />
      </search>
      <Loaded query={query} what="the register" skeleton={<RowsSkeleton rows={6} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0 && filters.state)
            return <Empty title="None in this state.">Choose any state to see all of them.</Empty>;
          if (rows.length === 0)
            return (
              <Empty title="Nobody has asked to look at a screen.">
                Whoever is asked at a computer says yes or no there, and it is written down here.
              </Empty>
            );
          return (
            <>
              <SupportRows rows={rows} withDevice />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      <SupportRules />
    </Page>
  );
}
