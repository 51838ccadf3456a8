import { Anchor, Button, Group, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { type CheckKind, checkKinds, checkWords, sayDaysUntil } from '../../../../shared/assets/checks.ts';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { kinds } from '../../../../shared/assets/kinds.ts';
import { type DueCheck, type DueChecks, dueViews } from '../../../../shared/protocol/api/asset-checks.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { CheckDialog } from './CheckDialog.tsx';
import './upkeep.css';

type View = (typeof dueViews)[number];

/** Tests and maintenance: what is due, what failed and is in use, and what was never written down. */
export function ChecksPage() {
  const [search, setSearch] = useSearchParams();
  const kind = checkKinds.find(one => one === search.get('kind')) ?? 'pat';
  const view = dueViews.find(one => one === search.get('view')) ?? 'due';
  const query = useQuery(views.dueChecks(kind, view));
  const [entering, setEntering] = useState<string>();
  const mayEdit = useMay()('assets.edit');
  return (
    <Page
      title="Tests and maintenance"
      lead={
        <Anchor component={Link} to="/upkeep" inherit>
          Upkeep
        </Anchor>
      }
      actions={
        <Group gap="xs">
          <Export list="/asset-checks" filters={{ kind, view }} what="the list" />
          {mayEdit ? <Button onClick={() => setEntering('')}>Enter tests</Button> : null}
        </Group>
      }
    >
      <NativeSelect
        label="Kind"
        className="year-start"
        data={checkKinds.map(value => ({ value, label: checkWords[value].words }))}
        value={kind}
        onChange={event => setSearch({ kind: event.currentTarget.value, view }, { replace: true })}
      />
      <Loaded query={query} what="the tests" skeleton={<RowsSkeleton rows={10} />}>
        {answer => (
          <>
            <ViewLinks kind={kind} view={view} counts={answer.counts} />
            {answer.items.length === 0 ? (
              <Nothing kind={kind} view={view} />
            ) : (
              <Table rows={answer.items} view={view} {...(mayEdit && { onEnter: setEntering })} />
            )}
            {answer.total > answer.items.length ? (
              <p className="quiet">
                The first {answer.items.length} of {plural(answer.total, 'thing')}.
              </p>
            ) : null}
          </>
        )}
      </Loaded>
      {entering === undefined ? null : (
        <CheckDialog kind={kind} tags={entering} onClose={() => setEntering(undefined)} />
      )}
    </Page>
  );
}

function ViewLinks({ kind, view, counts }: { kind: CheckKind; view: View; counts: DueChecks['counts'] }) {
  const of = counts.find(one => one.kind === kind);
  const words: Record<View, string> = {
    due: `Due (${of?.over ?? 0} overdue, ${of?.soon ?? 0} within 60 days)`,
    failed: `Failed and in use (${of?.failed ?? 0})`,
    never: `Never written down (${of?.never ?? 0})`,
  };
  return (
    <nav className="view-line" aria-label="Which">
      {dueViews.map(one => (
        <Link
          key={one}
          to={`?kind=${kind}&view=${one}`}
          replace
          className="view-link"
          aria-current={one === view ? 'page' : undefined}
        >
          {words[one]}
        </Link>
      ))}
    </nav>
  );
}

function Nothing({ kind, view }: { kind: CheckKind; view: View }) {
  if (view === 'failed') return <Empty title="Nothing that failed is in use." />;
  if (view === 'never')
    return (
      <Empty title="Nothing is missing.">
        {kind === 'pat'
          ? 'It is asked of laptops, desktops, servers, screens, projectors, printers, network equipment and sound.'
          : kind === 'passcode'
            ? 'It is asked of tablets and phones.'
            : 'This is asked of nothing by itself: enter it where the school wants it.'}
      </Empty>
    );
  return (
    <Empty title="Nothing is due within 60 days.">
      Only what was entered once with a next day can be due. What was never entered stands under “Never
      written down”.
    </Empty>
  );
}

function Table({
  rows,
  view,
  onEnter,
}: {
  rows: readonly DueCheck[];
  view: View;
  onEnter?: (tag: string) => void;
}) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Tests and maintenance</caption>
      <thead>
        <tr>
          <th scope="col">Tag</th>
          <th scope="col">What</th>
          <th scope="col">Place</th>
          <th scope="col">Last</th>
          <th scope="col">Due</th>
          {onEnter === undefined ? null : (
            <th scope="col">
              <span className="hidden-words">Enter</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.assetId}>
            <td>
              <Anchor component={Link} to={`/assets/${row.assetId}`}>
                {row.tag}
              </Anchor>
            </td>
            <td data-label="What" className="long-word">
              {row.what}
              {row.what === kinds[row.kind].words ? null : (
                <span className="quiet"> {kinds[row.kind].words}</span>
              )}
            </td>
            <td data-label="Place">{row.location ?? '–'}</td>
            <td data-label="Last">
              {row.doneOn === null ? 'never' : sayDay(row.doneOn)}
              {view === 'failed' ? ', failed' : ''}
            </td>
            <td data-label="Due">
              <Due row={row} />
            </td>
            {onEnter === undefined ? null : (
              <td>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Enter for ${row.tag}`}
                  onClick={() => onEnter(row.tag)}
                >
                  Enter
                </Button>
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Due({ row: { nextOn, days } }: { row: DueCheck }) {
  if (nextOn === null || days === null) return '–';
  const words = `${sayDay(nextOn)}, ${sayDaysUntil(days)}`;
  return days < 0 ? <strong>{words}</strong> : words;
}
