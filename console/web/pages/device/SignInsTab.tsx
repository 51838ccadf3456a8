import { Anchor, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { SittingMoment } from '../../../../shared/protocol/api/sittings.ts';
import { Moment } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

const acts: Record<SittingMoment['what'], string> = {
  began: 'Signed in',
  locked: 'Locked',
  unlocked: 'Unlocked',
  ended: 'Signed out',
};
const kinds: Record<SittingMoment['kind'], string> = {
  screen: 'at the screen',
  console: 'at a text console',
  remote: 'over the network',
};
const accounts: Record<SittingMoment['account'], string> = {
  kept_here: 'kept on this computer',
  directory: 'from the directory',
};

/** When people signed in and out, where the school keeps that: by a sign for each person, never by name. */
export function SignInsTab({ id }: { id: string }) {
  const query = useInfiniteQuery(views.sittings(id));
  return (
    <Loaded query={query} what="the times of sign-ins" skeleton={<RowsSkeleton rows={6} height={30} />}>
      {data => {
        const moments = data.pages.flatMap(page => page.items);
        const days = plural(data.pages[0]?.keptDays ?? 0, 'day');
        if (moments.length === 0)
          return (
            <Empty title="No times of sign-ins are kept here.">
              A school keeps them only where its{' '}
              <Anchor component={Link} to="/policies">
                policy
              </Anchor>{' '}
              says so: <em>Accounts → Keep the times of sign-ins</em>. Each is forgotten after {days}.
            </Empty>
          );
        return (
          <>
            <p className="quiet tab-lead">
              No names: a person is a sign that only this school’s key makes, the same at each of its
              computers. Each time is forgotten after {days}. That you looked is in the audit log.
            </p>
            <Moments moments={moments} />
            <More query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function Moments({ moments }: { moments: SittingMoment[] }) {
  return (
    <Table className="list-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">What</Table.Th>
          <Table.Th scope="col">When</Table.Th>
          <Table.Th scope="col">Person</Table.Th>
          <Table.Th scope="col">Account</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {moments.map(({ id, what, kind, at, exact, person, account }) => (
          <Table.Tr key={id} data-moment={what}>
            <Table.Th scope="row" className="row-heading">
              {acts[what]}
              {what === 'began' ? ` ${kinds[kind]}` : ''}
            </Table.Th>
            <Table.Td data-label="When">
              {exact ? null : <span className="quiet">not seen to happen, found </span>}
              <Moment at={at} />
            </Table.Td>
            <Table.Td data-label="Person">
              {person === null ? <span className="quiet">not told</span> : <code>{person}</code>}
            </Table.Td>
            <Table.Td data-label="Account">{accounts[account]}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
