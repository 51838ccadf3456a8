import { Button, Checkbox, Code, Group, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type * as z from 'zod';
import {
  madeWebhook,
  type WebhookTopic,
  webhookTopics,
  webhookTopicWords,
} from '../../../../shared/protocol/api/alerts.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Copy } from '../../components/Copy.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import './webhooks.css';

const empty = { label: '', url: '', topics: ['alert', 'incident'] as WebhookTopic[] };

/** Enters one; its secret is shown once, below the form. */
export function WebhookForm() {
  const [values, setValues] = useState(empty);
  const [made, setMade] = useState<z.infer<typeof madeWebhook>>();
  const set = (some: Partial<typeof empty>) => setValues(before => ({ ...before, ...some }));
  const save = useChange({
    send: () => change('POST', '/webhooks', values, madeWebhook),
    touches: ['alerts', 'audit'],
    silent: true,
    done: result => {
      setMade(result);
      setValues(empty);
    },
  });
  const wrong = fieldErrors(save.error);
  return (
    <Section title="Have a program told">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          setMade(undefined);
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="What for"
            value={values.label}
            error={wrong.label}
            maxLength={60}
            onChange={event => set({ label: event.currentTarget.value })}
          />
          <TextInput
            label="Address"
            description="https://, outside the school’s network unless whoever runs the console has allowed the host"
            type="url"
            value={values.url}
            error={wrong.url}
            maxLength={500}
            spellCheck={false}
            onChange={event => set({ url: event.currentTarget.value })}
          />
          <Checkbox.Group
            label="Told of"
            value={values.topics}
            error={wrong.topics}
            onChange={chosen => set({ topics: chosen as WebhookTopic[] })}
          >
            <Stack gap={6} mt={4}>
              {webhookTopics.map(topic => (
                <Checkbox key={topic} value={topic} label={webhookTopicWords[topic]} />
              ))}
            </Stack>
          </Checkbox.Group>
          {save.error === null || Object.keys(wrong).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group>
            <Button type="submit" loading={save.isPending}>
              Make it
            </Button>
          </Group>
        </Stack>
      </form>
      {made === undefined ? null : (
        <div className="state-box webhook-secret" role="status">
          <p>The secret by which “{made.label}” checks the signature. Copy it now: it is shown this once.</p>
          <Group gap="sm" mt="sm">
            <Code className="long-word">{made.secret}</Code>
            <Copy text={made.secret} label="Copy" />
          </Group>
        </div>
      )}
    </Section>
  );
}
