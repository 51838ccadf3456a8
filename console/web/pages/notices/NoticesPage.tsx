import { Anchor, Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { NoticeView } from '../../../../shared/protocol/api/notices.ts';
import { noticeQuery } from '../../../../shared/protocol/api/notices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

const { state } = noticeQuery.shape;

/** What people at the school's computers are told, and how far each round of signatures is. */
export function NoticesPage() {
  const [filters, setFilters] = useFilters({ state: state.unwrap() });
  const query = useInfiniteQuery(views.notices(filters));
  const mayEdit = useMay()('notices.edit');
  const ended = filters.state === 'ended';
  return (
    <Page
      title="Notices"
      lead="What people at the school’s computers are told, who has seen it, and who has signed the school’s rules."
      actions={
        <Group gap="xs">
          <Export list="/notices" filters={filters} what="the notices" />
          <Button component={Link} to="/notices/rules" variant="default">
            The rules
          </Button>
          {mayEdit ? (
            <>
              <Button component={Link} to="/notices/round" variant="default">
                Have the rules signed
              </Button>
              <Button component={Link} to="/notices/new">
                Write a message
              </Button>
            </>
          ) : null}
        </Group>
      }
    >
      <search className="filter-bar">
        <FilterChip
          label="Which notices"
          all="Shown now"
          choices={[{ value: 'ended', label: 'Ended' }]}
          value={ended ? 'ended' : undefined}
          onChange={value => setFilters({ state: value })}
        />
      </search>
      <Loaded query={query} what="the notices" skeleton={<RowsSkeleton rows={4} height={58} />}>
        {data => {
          const notices = data.pages.flatMap(page => page.items);
          if (notices.length === 0) return <Nothing ended={ended} />;
          return (
            <>
              <Table notices={notices} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Nothing({ ended }: { ended: boolean }) {
  if (ended) return <Empty title="Nothing has ended yet.">What was shown before stays here.</Empty>;
  return (
    <Empty title="Nothing is shown now.">
      A message stands in a small window on the computers of the groups that you choose, until it has been
      read. The rules for using computers are signed there by name, once a year.
    </Empty>
  );
}

function Table({ notices }: { notices: NoticeView[] }) {
  return (
    <table className="device-table list-table one-a-line">
      <caption className="hidden-words">Notices</caption>
      <thead>
        <tr>
          <th scope="col">Title</th>
          <th scope="col">For</th>
          <th scope="col">Answered</th>
          <th scope="col">Sent</th>
          <th scope="col">Until</th>
        </tr>
      </thead>
      <tbody>
        {notices.map(notice => (
          <tr key={notice.id}>
            <td>
              <Anchor component={Link} to={`/notices/${notice.id}`} fw={600} c="inherit">
                {notice.title}
              </Anchor>
              {notice.kind === 'agreement' ? <span className="tag">to sign</span> : null}
            </td>
            <td data-label="For">{groupWords(notice)}</td>
            <td data-label="Answered">{answerWords(notice)}</td>
            <td data-label="Sent">
              <Ago at={notice.issuedAt} />
            </td>
            <td data-label="Until">
              <Ago at={notice.endedAt ?? notice.until} until={notice.endedAt === null} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export const groupWords = ({ groups }: Pick<NoticeView, 'groups'>) =>
  groups.length === 0 ? 'Every computer' : groups.map(({ name }) => name).join(', ');

function answerWords({ counts, answer }: NoticeView): string {
  if (counts.people !== null)
    return `${counts.people.agreed} of ${plural(counts.people.all, 'person', 'people')} signed`;
  const { all, answered, reached } = counts.devices;
  return answer === 'none'
    ? `Shown at ${reached} of ${plural(all, 'computer')}`
    : `Read at ${answered} of ${plural(all, 'computer')}`;
}
