import { Anchor, Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { supportSession } from '../../../../shared/protocol/api/support.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { SupportRows } from '../support/SupportRows.tsx';

/** Looking at this computer's screen: asked and written down here, done with the school's own tool. */
export function SupportSection({ device }: { device: Device }) {
  const [asking, setAsking] = useState(false);
  const query = useInfiniteQuery(views.supportSessions({ device: device.id }));
  const mayUse = useMay()('support.use') && device.status === 'approved';
  const rows = (query.data?.pages ?? []).flatMap(page => page.items).slice(0, 5);
  return (
    <Section
      title="Remote support"
      note={
        mayUse ? (
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            Look at the screen…
          </Button>
        ) : null
      }
    >
      {rows.length === 0 && query.isSuccess ? (
        <p className="quiet">Nobody has asked to look at this screen.</p>
      ) : null}
      {rows.length === 0 ? null : <SupportRows rows={rows} withDevice={false} />}
      <p className="quiet">
        <Anchor component={Link} to="/support" size="sm">
          The whole register, and the rules
        </Anchor>
      </p>
      {asking ? <AskDialog device={device} onClose={() => setAsking(false)} /> : null}
    </Section>
  );
}

function AskDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [purpose, setPurpose] = useState('');
  const [outside, setOutside] = useState('');
  const [ask, setAsk] = useState(false);
  const rules = useQuery(views.supportRules()).data;
  const toldOnly = rules?.toldOnly.includes(device.group.id) === true;
  const send = useChange({
    send: () =>
      change('POST', `/devices/${device.id}/support-sessions`, { purpose, outside, ask }, supportSession),
    said: ({ consent, order }) =>
      order?.state === 'pending'
        ? `${device.name} is not connected. It is told when it is next seen, if that is in time.`
        : consent
          ? 'They are asked now. The answer comes here.'
          : 'They are told now. You may begin as soon as the computer has heard.',
    touches: ['support', 'device'],
    done: onClose,
    quiet: true,
  });
  const errors = fieldErrors(send.error);
  return (
    <Modal opened onClose={onClose} title={`Look at the screen of ${device.name}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          send.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <p className="quiet tab-lead">
            {toldOnly
              ? 'The people of this group are told before you look.'
              : 'Whoever sits there is asked, and no answer is a no.'}
          </p>
          <TextInput
            label="What for"
            description="They read it, with your name."
            value={purpose}
            onChange={event => setPurpose(event.currentTarget.value)}
            error={errors.purpose}
            maxLength={200}
            required
            data-autofocus
          />
          <TextInput
            label="Somebody from outside the school"
            description="Who, of which firm, and who agreed. Leave it empty when it is you."
            value={outside}
            onChange={event => setOutside(event.currentTarget.value)}
            error={errors.outside}
            maxLength={200}
          />
          {toldOnly ? (
            <Checkbox
              label="Ask them all the same"
              checked={ask}
              onChange={event => setAsk(event.currentTarget.checked)}
            />
          ) : null}
          <After>The question can be withdrawn until you begin.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={send.isPending}>
              {toldOnly && !ask ? 'Tell them' : 'Ask them'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
