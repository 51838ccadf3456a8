import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Departure } from '../../../../shared/protocol/api/devices.ts';
import { tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** Devices that were removed before they kept every promise; nothing where there is none. */
export function Departures() {
  const { data } = useQuery(views.departures());
  if (data === undefined || data.items.length === 0) return null;
  return (
    <Section
      title="Removed or replaced, and still counted"
      note={<Export list="/departures" what="the removed devices" small />}
    >
      <p className="quiet">
        These did not keep every promise when they were removed or replaced. Each counts as not known until a
        second person agrees, or until it comes back.
      </p>
      <ul className="plain-list">
        {data.items.map(one => (
          <Row key={one.deviceId} departure={one} />
        ))}
      </ul>
    </Section>
  );
}

function Row({ departure }: { departure: Departure }) {
  const { name, removedBy, removedAt, replaced, open, approvalId } = departure;
  const [asking, setAsking] = useState(false);
  const mayEdit = useMay()('devices.edit');
  return (
    <li className="line">
      <span className="line-words">
        <strong>{name}</strong>{' '}
        {replaced
          ? `goes on as another machine, of which nothing agrees: so ${removedBy} said. Open before`
          : `was removed by ${removedBy}. Open`}
        : {open.join(', ')}.
      </span>
      <span className="line-age">
        <Ago at={removedAt} />
      </span>
      {approvalId !== null ? (
        <Link to={`/approvals/${approvalId}`}>Waits for a second person</Link>
      ) : mayEdit ? (
        <Button size="xs" variant="default" onClick={() => setAsking(true)}>
          Ask again
        </Button>
      ) : null}
      {asking ? <AskDialog departure={departure} onClose={() => setAsking(false)} /> : null}
    </li>
  );
}

function AskDialog({ departure, onClose }: { departure: Departure; onClose(): void }) {
  const [reason, setReason] = useState('');
  const ask = useChange({
    send: () => tell('POST', `/departures/${departure.deviceId}/ask`, { reason }),
    said: () => 'A second person is asked.',
    touches: ['departures', 'approvals'],
    done: onClose,
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={departure.replaced ? `Is it ${departure.name}?` : `Has ${departure.name} left?`}
      centered
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          if (reason.trim() !== '') ask.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Textarea
            label="Where is it now?"
            description="Whoever agrees reads this"
            autosize
            minRows={2}
            maxLength={300}
            value={reason}
            data-autofocus
            onChange={event => setReason(event.currentTarget.value)}
          />
          <After>The question can be withdrawn until a second person has agreed.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={reason.trim() === ''} loading={ask.isPending}>
              Ask
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
