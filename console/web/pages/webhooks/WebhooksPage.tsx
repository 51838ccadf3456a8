import { Anchor, Button, Code, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  testedWebhook,
  type Webhook,
  webhook,
  webhookTopicWords,
} from '../../../../shared/protocol/api/alerts.ts';
import { change, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { WebhookForm } from './WebhookForm.tsx';

/** Programs of others that are told when something happens. */
export function WebhooksPage() {
  const query = useQuery(views.webhooks());
  return (
    <Page
      narrow
      title="Webhooks"
      actions={<Export list="/webhooks" what="the webhooks" />}
      lead={
        <>
          A program of yours is told, by a signed request, that something happened: what, about which id and
          when, not who did it or what was written. The digest comes with its lines. What was sent stands on
          the page{' '}
          <Anchor component={Link} to="/alerts" inherit underline="always">
            Alerts
          </Anchor>
          .
        </>
      }
    >
      <WebhookForm />
      <Section title="Who is told">
        <Loaded query={query} what="the webhooks" skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No webhook yet.">Most schools need none.</Empty>
            ) : (
              <ul className="plain-list">
                {items.map(one => (
                  <One key={one.id} one={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </Page>
  );
}

function One({ one }: { one: Webhook }) {
  const [removing, setRemoving] = useState(false);
  const turn = (on: boolean) => change('PATCH', `/webhooks/${one.id}`, { on }, webhook);
  const toggle = useChange({
    send: () => turn(!one.on),
    said: result => (result.on ? 'It is told again, of what comes from now on.' : 'It is told nothing now.'),
    touches: ['alerts', 'audit'],
  });
  const test = useChange({
    send: () => change('POST', `/webhooks/${one.id}/test`, {}, testedWebhook),
    said: ({ status }) =>
      status >= 200 && status < 300
        ? `It answered ${status}: it works.`
        : `It answered ${status}, which is no yes.`,
    touches: [],
  });
  const remove = useChange({
    send: () => tell('DELETE', `/webhooks/${one.id}`),
    said: () => `“${one.label}” is removed.`,
    touches: ['alerts', 'audit'],
    done: () => setRemoving(false),
  });
  return (
    <li className="line webhook-line">
      <span className="line-words">
        <strong>{one.label}</strong> <Code>{one.url}</Code>
        <span className="order-detail">{one.topics.map(topic => webhookTopicWords[topic]).join(', ')}</span>
        <span className="order-detail">
          <Standing of={one} />
        </span>
        <Group gap="xs" mt={6}>
          <Button
            size="compact-sm"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate(undefined)}
          >
            Send a test
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={toggle.isPending}
            onClick={() => toggle.mutate(undefined)}
          >
            {one.on ? 'Turn off' : 'Turn on'}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setRemoving(true)}>
            Remove …
          </Button>
        </Group>
      </span>
      <Confirm
        opened={removing}
        title={`Remove “${one.label}”`}
        verb="Remove it"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setRemoving(false)}
      >
        It is told nothing more, and what still waits for it is not sent. This cannot be undone: a new one has
        a new secret.
      </Confirm>
    </li>
  );
}

function Standing({ of: { on, failingSince, error, lastOkAt } }: { of: Webhook }) {
  if (!on) return <>Turned off</>;
  if (failingSince !== null)
    return (
      <strong>
        Fails since <Ago at={failingSince} />: {error}. It is tried again for two days.
      </strong>
    );
  return lastOkAt === null ? (
    <>Told nothing yet</>
  ) : (
    <>
      Works, last told <Ago at={lastOkAt} />
    </>
  );
}
