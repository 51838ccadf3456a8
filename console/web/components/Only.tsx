import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import { useSession } from '../session.tsx';
import { homeOf } from '../site-map.ts';
import { Empty } from './Loaded.tsx';
import { Page } from './Page.tsx';

/** Says politely that a page is not theirs to see. */
export function Only({ may, children }: { may: string | null; children: ReactNode }) {
  const session = useSession();
  if (may === null || session.may.includes(may)) return children;
  return (
    <Page title="This page is for someone else" narrow>
      <Empty
        title={`You are signed in as ${session.person.name}, ${sayRole(session.person.role)}.`}
        action={
          <Anchor component={Link} to={homeOf(session.may)}>
            Go to your own page
          </Anchor>
        }
      >
        The link that you followed opens a page that your role does not have. If you need what is on it, ask
        whoever sent you the link.
      </Empty>
    </Page>
  );
}
