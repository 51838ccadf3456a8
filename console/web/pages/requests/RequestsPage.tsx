import { Anchor, Button, Group, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { RequestView } from '../../../../shared/protocol/api/requests.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Decided } from './Decided.tsx';
import { InboxBar } from './InboxBar.tsx';
import { RefuseDialog } from './RefuseDialog.tsx';
import { RequestRow } from './RequestRow.tsx';
import './requests.css';
import { SoftwareDialog } from './SoftwareDialog.tsx';
import { type Inbox, useInbox } from './use-inbox.ts';

const kinds = ['media', 'software'] as const;

/** What people ask for, to be decided from the keyboard: j and k move, x selects, * selects all, a approves, d refuses. */
export function RequestsPage() {
  const [search, setSearch] = useSearchParams();
  const [writing, setWriting] = useState(false);
  const state = search.get('state') === 'decided' ? 'decided' : 'waiting';
  const kind = kinds.find(one => one === search.get('kind'));
  const query = useInfiniteQuery(views.requests({ state, kind }));
  const show = (change: { state?: string; kind?: string }) =>
    setSearch(
      Object.entries({ state, kind: kind ?? '', ...change }).filter(
        ([, value]) => value !== '' && value !== 'waiting',
      ),
      { replace: true },
    );
  return (
    <Page
      title="Requests"
      lead="Sticks and programs that people ask for. A yes reaches a connected computer at once."
      actions={
        <Group gap="xs">
          <Export list="/requests" filters={{ state, kind }} what="the requests" />
          <Button variant="default" onClick={() => setWriting(true)}>
            Write one down
          </Button>
        </Group>
      }
    >
      <div className="tool-line inbox-top">
        <SegmentedControl
          aria-label="Which requests"
          value={state}
          onChange={value => show({ state: value })}
          data={[
            { value: 'waiting', label: 'Waiting' },
            { value: 'decided', label: 'Decided' },
          ]}
        />
        <FilterChip
          label="What is asked for"
          all="Sticks and programs"
          choices={[
            { value: 'media', label: 'Sticks' },
            { value: 'software', label: 'Programs' },
          ]}
          value={kind}
          onChange={value => show({ kind: value ?? '' })}
        />
        <Beside />
      </div>
      <Loaded query={query} what="the requests" skeleton={<RowsSkeleton rows={5} height={96} />}>
        {data => {
          const items = data.pages.flatMap(page => page.items);
          return (
            <>
              {state === 'waiting' ? (
                <Waiting items={items} narrowed={kind !== undefined} />
              ) : (
                <Decided items={items} narrowed={kind !== undefined} />
              )}
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {writing ? <SoftwareDialog onClose={() => setWriting(false)} /> : null}
    </Page>
  );
}

/** Other things that wait for a decision. */
function Beside() {
  const devices = useQuery(views.summary()).data?.devices.waiting ?? 0;
  const approvals = useQuery(views.approvals()).data?.waiting.length ?? 0;
  const parts = [
    devices === 0 ? null : (
      <Anchor key="queue" component={Link} to="/queue" size="sm">
        {plural(devices, 'device')} {devices === 1 ? 'waits' : 'wait'} to be let in
      </Anchor>
    ),
    approvals === 0 ? null : (
      <Anchor key="approvals" component={Link} to="/approvals" size="sm">
        {plural(approvals, 'thing')} {approvals === 1 ? 'waits' : 'wait'} for a second person
      </Anchor>
    ),
  ].filter(part => part !== null);
  return parts.length === 0 ? null : <span className="inbox-beside">{parts}</span>;
}

function Waiting({ items, narrowed }: { items: RequestView[]; narrowed: boolean }) {
  const inbox = useInbox(items);
  const [refusing, setRefusing] = useState<string[]>();
  useShortcuts({
    j: () => moveAmongRows(1),
    k: () => moveAmongRows(-1),
    x: () => inbox.toggle(focusedRow()),
    '*': () => inbox.selectAll(inbox.chosen.length < items.length),
    a: () => inbox.approve(targets(inbox)),
    d: () => {
      const ids = targets(inbox);
      if (ids.length > 0) setRefusing(ids);
    },
  });
  if (items.length === 0 && narrowed)
    return <Empty title="Nobody asks for one.">Choose “Sticks and programs” above to see everything.</Empty>;
  if (items.length === 0)
    return (
      <Empty title="Nobody asks for anything.">
        What people ask for at their computers appears here by itself. What somebody asks for in person can be
        written down above, or on the page of the computer, under “Orders and recovery”.
      </Empty>
    );
  return (
    <>
      <InboxBar inbox={inbox} total={items.length} onRefuse={setRefusing} />
      <ul className="plain-list inbox" data-row-of="requests">
        {items.map(one => (
          <RequestRow key={one.id} request={one} inbox={inbox} onRefuse={() => setRefusing([one.id])} />
        ))}
      </ul>
      {refusing === undefined ? null : (
        <RefuseDialog
          requests={items.filter(one => refusing.includes(one.id))}
          inbox={inbox}
          onClose={() => setRefusing(undefined)}
        />
      )}
    </>
  );
}

/** Those that are selected, or else the one that has focus. */
function targets(inbox: Inbox): string[] {
  if (inbox.chosen.length > 0) return inbox.chosen;
  const focused = focusedRow();
  return focused === undefined ? [] : [focused];
}

const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-request]')?.dataset.request;
