import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { LoanTable } from './LoanTable.tsx';
import './loans.css';

interface Props {
  title: string;
  of: { asset: string } | { holder: string };
  /** What can be lent from here. */
  lend?: { label: string; to: string } | undefined;
  none: string;
}

/** Every loan of one thing or one person, newest first. */
export function LoansOf({ title, of, lend, none }: Props) {
  const query = useInfiniteQuery(views.loans({ view: 'all', ...of }));
  const mayLend = useMay()('loans.edit');
  return (
    <Section title={title}>
      <Loaded query={query} what="the loans" skeleton={<RowsSkeleton rows={2} height={30} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          return rows.length === 0 ? (
            <p className="quiet">{none}</p>
          ) : (
            <>
              <LoanTable rows={rows} caption={title} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {lend === undefined || !mayLend ? null : (
        <Button component={Link} to={lend.to} variant="default" size="compact-sm" mt="sm">
          {lend.label}
        </Button>
      )}
    </Section>
  );
}
