import { useInfiniteQuery } from '@tanstack/react-query';
import type { AuditEntry } from '../../../../shared/protocol/api/accounts.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { views } from '../../views.ts';

/** Who did what, newest first. */
export function AuditLogPage() {
  const query = useInfiniteQuery(views.audit());
  const headteacher = useSession().person.role === 'headteacher';
  return (
    <Page
      title={headteacher ? 'What was changed' : 'Audit log'}
      lead={`${headteacher ? 'The audit log: everything' : 'Everything'} that people and tokens did here, newest first. An entry that was changed or taken out would show.`}
    >
      <Loaded query={query} what="the audit log" skeleton={<RowsSkeleton rows={12} height={28} />}>
        {data => {
          const entries = data.pages.flatMap(page => page.items);
          if (entries.length === 0) return <Empty title="Nothing was done yet." />;
          return (
            <>
              <ol className="plain-list">
                {entries.map(entry => (
                  <Entry key={entry.id} entry={entry} />
                ))}
              </ol>
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  return (
    <li className="line">
      <span className="line-number">{entry.number}</span>
      <span className="line-words">
        <span className="quiet">{entry.actor}:</span> {entry.sentence}
      </span>
      <span className="line-age">
        <Ago at={entry.at} />
      </span>
    </li>
  );
}
