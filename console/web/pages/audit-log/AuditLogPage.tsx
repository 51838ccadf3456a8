import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AuditEntry } from '../../../../shared/protocol/api/accounts.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useMay, useSession } from '../../session.tsx';
import { views } from '../../views.ts';
import { AuditFilterBar } from './AuditFilterBar.tsx';
import { EntryDialog } from './EntryDialog.tsx';
import { type AuditFilters, auditFilters } from './filters.ts';

/** Who did what, newest first: narrowed, exported, and with what was changed elsewhere. */
export function AuditLogPage() {
  const [filters, setFilters] = useFilters(auditFilters);
  const clear = () => setFilters({ search: '', kind: '', actor: '', from: '', to: '' });
  const query = useInfiniteQuery(views.audit(filters));
  const plain = useSession().person.role !== 'technician';
  const narrowed = Object.keys(filters).length > 0;
  return (
    <Page
      title={plain ? 'What was changed' : 'Audit log'}
      lead={`${plain ? 'The audit log: everything' : 'Everything'} that people and tokens did here, newest first. An entry that was changed or taken out would show.`}
      actions={<Actions filters={filters} />}
    >
      <AuditFilterBar filters={filters} setFilters={setFilters} />
      <Loaded query={query} what="the audit log" skeleton={<RowsSkeleton rows={12} height={28} />}>
        {data => {
          const entries = data.pages.flatMap(page => page.items);
          if (entries.length === 0) return <NoEntries narrowed={narrowed} clear={clear} />;
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

function NoEntries({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  if (!narrowed) return <Empty title="Nothing was done yet." />;
  return (
    <Empty
      title="No entry fits these filters."
      action={
        <Button variant="default" onClick={clear}>
          Clear the filters
        </Button>
      }
    />
  );
}

function Actions({ filters }: { filters: AuditFilters }) {
  const [entering, setEntering] = useState(false);
  const mayEnter = useMay()('audit.enter');
  return (
    <Group gap="xs">
      <Export list="/audit-log" filters={filters} what="the entries" />
      {mayEnter ? (
        <Button variant="default" onClick={() => setEntering(true)}>
          Enter a change …
        </Button>
      ) : null}
      {entering ? <EntryDialog onClose={() => setEntering(false)} /> : null}
    </Group>
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
