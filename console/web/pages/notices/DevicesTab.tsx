import { Anchor } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import {
  type NoticeDetail,
  type NoticeDevice,
  noticeDevicesQuery,
  reachStates,
  reachWords,
} from '../../../../shared/protocol/api/notices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

const shape = { reach: noticeDevicesQuery.shape.state };

/** Which computers hold it, and at which somebody has answered. */
export function DevicesTab({ notice }: { notice: NoticeDetail }) {
  const [{ reach }, setFilters] = useFilters(shape);
  const query = useInfiniteQuery(views.noticeDevices(notice.id, { state: reach }));
  return (
    <>
      <search className="filter-bar">
        <FilterChip
          label="Standing of computers"
          all="All computers"
          choices={reachStates.map(value => ({ value, label: reachWords[value] }))}
          value={reach}
          onChange={value => setFilters({ reach: value })}
        />
        <Export list={`/notices/${notice.id}/devices`} filters={{ state: reach }} what="the computers" />
      </search>
      <Loaded query={query} what="the computers" skeleton={<RowsSkeleton rows={8} />}>
        {data => {
          const devices = data.pages.flatMap(page => page.items);
          if (devices.length === 0)
            return (
              <Empty title="No computer fits this.">
                A computer that is off is told when it is next in touch.
              </Empty>
            );
          return (
            <>
              <Table devices={devices} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </>
  );
}

function Table({ devices }: { devices: NoticeDevice[] }) {
  const may = useMay()('devices.read');
  return (
    <table className="device-table list-table one-a-line">
      <caption className="hidden-words">Computers</caption>
      <thead>
        <tr>
          <th scope="col">Computer</th>
          <th scope="col">Group</th>
          <th scope="col">Standing</th>
          <th scope="col">There since</th>
          <th scope="col">Last answer</th>
        </tr>
      </thead>
      <tbody>
        {devices.map(({ id, name, group, state, reachedAt, answers, last }) => (
          <tr key={id}>
            <td>
              {may ? (
                <Anchor component={Link} to={`/devices/${id}`} fw={600} c="inherit">
                  {name}
                </Anchor>
              ) : (
                <strong>{name}</strong>
              )}
            </td>
            <td data-label="Group">{group}</td>
            <td data-label="Standing">{reachWords[state]}</td>
            <td data-label="There since">{reachedAt === null ? '–' : <Ago at={reachedAt} />}</td>
            <td data-label="Last answer">
              {last === null ? (
                '–'
              ) : (
                <>
                  {last.who}, <Ago at={last.at} />
                  {answers > 1 ? <span className="tag">{answers} in all</span> : null}
                </>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
