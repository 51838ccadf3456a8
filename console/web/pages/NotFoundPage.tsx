import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { Empty } from '../components/Loaded.tsx';
import { Page } from '../components/Page.tsx';

export function NotFoundPage() {
  return (
    <Page title="No such page" narrow>
      <Empty
        title="This address leads nowhere."
        action={
          <Anchor component={Link} to="/">
            Go to your first page
          </Anchor>
        }
      >
        It may have been mistyped, or the page has moved.
      </Empty>
    </Page>
  );
}
