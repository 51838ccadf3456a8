import { Anchor, Button, Group, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { RequestView } from '../../../../shared/protocol/api/requests.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { moveAmongRows, useFocusOnNext, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Newcomers } from '../queue/Newcomers.tsx';
import { Decided } from './Decided.tsx';
import { InboxBar } from './InboxBar.tsx';
import { RefuseDialog } from './RefuseDialog.tsx';
import { RequestRow } from './RequestRow.tsx';
import './requests.css';
import { SoftwareDialog } from './SoftwareDialog.tsx';
import { type Inbox, useInbox } from './use-inbox.ts';

const kinds = ['media', 'software', 'device'] as const;

/** What waits for a yes, to be decided from the keyboard: j and k move, x selects, * selects all, a approves, d refuses. */
export function RequestsPage() {
  const [search, setSearch] = useSearchParams();
  const [writing, setWriting] = useState(false);
  const state = search.get('state') === 'decided' ? 'decided' : 'waiting';
  const kind = kinds.find(one => one === search.get('kind'));
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
      lead="Sticks and programs that people ask for, and computers to be let in. A yes reaches a connected computer at once."
      actions={
        <Group gap="xs">
          {kind === 'device' ? null : (
            <Export list="/requests" filters={{ state, kind }} what="the requests" />
          )}
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
          all="Everything"
          choices={[
            { value: 'media', label: 'Sticks' },
            { value: 'software', label: 'Programs' },
            ...(state === 'waiting' ? [{ value: 'device', label: 'Computers' }] : []),
          ]}
          value={kind}
          onChange={value => show({ kind: value ?? '' })}
        />
        <Beside />
      </div>
      {kind === 'device' && state === 'waiting' ? null : <Asked state={state} kind={kind} />}
      {state === 'waiting' && (kind === undefined || kind === 'device') ? (
        <ToBeLetIn alone={kind === 'device'} />
      ) : null}
      {writing ? <SoftwareDialog onClose={() => setWriting(false)} /> : null}
    </Page>
  );
}

type Kind = (typeof kinds)[number] | undefined;

/** What people at their computers, or in person, ask for. */
export function Asked({ state, kind: asked }: { state: 'waiting' | 'decided'; kind: Kind }) {
  const kind = asked === 'device' ? undefined : asked;
  const query = useInfiniteQuery(views.requests({ state, kind }));
  const newcomers = useQuery(views.summary()).data?.devices.waiting ?? 0;
  return (
    <Loaded query={query} what="the requests" skeleton={<RowsSkeleton rows={5} height={96} />}>
      {data => {
        const items = data.pages.flatMap(page => page.items);
        return (
          <>
            {state === 'waiting' ? (
              <Waiting items={items} narrowed={kind !== undefined} others={newcomers > 0} />
            ) : (
              <Decided items={items} narrowed={kind !== undefined} />
            )}
            <More query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

/** New computers, as the approval queue has them. */
export function ToBeLetIn({ alone }: { alone: boolean }) {
  const query = useInfiniteQuery(views.queue({}));
  const waiting = query.data?.pages.flatMap(page => page.items) ?? [];
  if (waiting.length === 0)
    return alone && query.isSuccess ? <Empty title="No computer waits to be let in." /> : null;
  return (
    <Section
      title="Computers to be let in"
      note={
        <Anchor component={Link} to="/queue" size="sm">
          The approval queue
        </Anchor>
      }
    >
      <Newcomers waiting={waiting} total={query.data?.pages[0]?.total ?? waiting.length} />
      <More query={query} />
    </Section>
  );
}

/** What waits for others. */
function Beside() {
  const approvals = useQuery(views.approvals()).data?.waiting.length ?? 0;
  if (approvals === 0) return null;
  return (
    <Anchor component={Link} to="/approvals" size="sm">
      {plural(approvals, 'thing')} {approvals === 1 ? 'waits' : 'wait'} for a second person
    </Anchor>
  );
}

function Waiting(props: { items: RequestView[]; narrowed: boolean; others: boolean }) {
  const { items, narrowed, others } = props;
  const inbox = useInbox(items);
  const [refusing, setRefusing] = useState<string[]>();
  useFocusOnNext(items);
  useShortcuts({
    j: () => moveAmongRows(1),
    k: () => moveAmongRows(-1),
    x: () => focusedRow() !== undefined && inbox.toggle(focusedRow()),
    '*': () => inbox.selectAll(inbox.chosen.length < items.length),
    a: () => targets(inbox).length > 0 && inbox.approve(targets(inbox)),
    d: () => targets(inbox).length > 0 && setRefusing(targets(inbox)),
  });
  if (items.length === 0 && narrowed)
    return <Empty title="Nobody asks for one.">Choose “Everything” above to see the others.</Empty>;
  if (items.length === 0 && others) return null;
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

/** Those that are selected, or else the one that has focus; none while a computer to be let in has it. */
function targets(inbox: Inbox): string[] {
  if (document.activeElement?.closest('[data-queue-row]')) return [];
  const focused = focusedRow();
  return inbox.chosen.length > 0 || focused === undefined ? inbox.chosen : [focused];
}

const focusedRow = () => document.activeElement?.closest<HTMLElement>('[data-request]')?.dataset.request;
