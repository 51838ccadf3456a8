import { Anchor, Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type SupportSession,
  supportBegun,
  supportLink,
  supportSession,
  supportStateWords,
} from '../../../../shared/protocol/api/support.ts';
import { change, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

const touches = ['support', 'device'] as const;

/** Each time that somebody asked to look at a screen; what can be done next beside it. */
export function SupportRows({ rows, withDevice }: { rows: SupportSession[]; withDevice: boolean }) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Remote support</caption>
      <thead>
        <tr>
          <th scope="col">What for</th>
          {withDevice ? <th scope="col">Device</th> : null}
          <th scope="col">Asked</th>
          <th scope="col">What became of it</th>
          <th scope="col">
            <span className="hidden-words">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id} data-state={row.state}>
            <td>
              {row.purpose}
              {row.outside === '' ? null : <span className="order-detail">For {row.outside}</span>}
              {row.note === '' ? null : <span className="order-detail">Done: {row.note}</span>}
            </td>
            {withDevice ? (
              <td data-label="Device">
                <DeviceName of={row} />
              </td>
            ) : null}
            <td data-label="Asked">
              <Ago at={row.createdAt} /> by {row.askedBy}
            </td>
            <td data-label="What became of it">
              <Became of={row} />
            </td>
            <td className="cell-action">
              <Acts of={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DeviceName({ of: { device } }: { of: SupportSession }) {
  if (!useMay()('devices.read')) return device.name;
  return (
    <Anchor component={Link} to={`/devices/${device.id}?tab=orders`} c="inherit" underline="always">
      {device.name}
    </Anchor>
  );
}

/** The state, then what is known of it, each with its age. */
function Became({ of: row }: { of: SupportSession }) {
  return (
    <span>
      {supportStateWords[row.state]}
      {row.state === 'running' && row.begunAt !== null ? (
        <>
          , since <Ago at={row.begunAt} />
        </>
      ) : null}
      <span className="order-detail">
        <Known of={row} />
      </span>
      {row.stoppedAt !== null && row.state === 'running' ? (
        <strong className="order-detail">
          They took their yes back <Ago at={row.stoppedAt} />: stop looking, and end it here.
        </strong>
      ) : null}
    </span>
  );
}

function Known({ of: row }: { of: SupportSession }) {
  const { state, consent, answeredAt, answeredBy, order, shownAt, answerBy, endedAt } = row;
  if (answeredAt !== null)
    return (
      <>
        Answered <Ago at={answeredAt} /> by {answeredBy || 'somebody at the computer'}
        {state === 'unanswered' ? ', too late' : ''}
        {endedAt !== null && row.begunAt !== null ? (
          <>
            , ended <Ago at={endedAt} /> by {row.endedBy}
          </>
        ) : null}
      </>
    );
  if (state === 'asked' && order?.detail) return <>{order.detail}</>;
  if (state === 'asked' && shownAt === null && order?.state === 'pending')
    return (
      <>
        The computer will be told when it is next seen, if that is <Ago at={answerBy} until />
      </>
    );
  if (state === 'asked')
    return (
      <>
        {shownAt === null ? 'Nobody there has seen it yet' : 'Somebody there sees the question'}; no answer by
        then is a no: <Ago at={answerBy} until />
      </>
    );
  if (consent) return <>They had to be asked</>;
  return <>They are told, not asked{shownAt === null ? '; nobody has seen it yet' : ''}</>;
}

function Acts({ of: row }: { of: SupportSession }) {
  const [ending, setEnding] = useState(false);
  const rules = useQuery(views.supportRules()).data;
  const begin = useChange({
    send: () => change('POST', `/support-sessions/${row.id}/begin`, {}, supportBegun),
    said: ({ link }) =>
      link === null
        ? `Written down. Begin with ${row.tool} now, and end it here.`
        : `Written down. Open ${row.tool} beside it, and end it here.`,
    touches,
  });
  const withdraw = useChange({
    send: () => tell('DELETE', `/support-sessions/${row.id}`),
    said: () => 'Withdrawn. The computer is told.',
    touches,
  });
  if (!useMay()('support.use')) return null;
  const small = { size: 'compact-sm', variant: 'default' } as const;
  const isOpen = row.state === 'asked' || row.state === 'ready';
  return (
    <Group gap={6} justify="flex-end">
      {row.state === 'ready' ? (
        <Button size="compact-sm" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
          Begin
        </Button>
      ) : null}
      {row.state === 'running' && rules !== undefined && rules.link !== '' ? (
        <Button
          {...small}
          component="a"
          href={supportLink(rules.link, row.device)}
          target="_blank"
          rel="noreferrer"
        >
          Open {row.tool}
        </Button>
      ) : null}
      {row.state === 'running' ? (
        <Button {...small} onClick={() => setEnding(true)}>
          End…
        </Button>
      ) : null}
      {isOpen ? (
        <Button {...small} loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined)}>
          Withdraw
        </Button>
      ) : null}
      {ending ? <EndDialog of={row} onClose={() => setEnding(false)} /> : null}
    </Group>
  );
}

function EndDialog({ of: row, onClose }: { of: SupportSession; onClose(): void }) {
  const [note, setNote] = useState('');
  const end = useChange({
    send: () => change('POST', `/support-sessions/${row.id}/end`, { note }, supportSession),
    said: () => `Ended. ${row.device.name} shows that nobody looks any more.`,
    touches,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`End the session on ${row.device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          end.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <p className="quiet tab-lead">
            Close {row.tool} first: Caretaker cannot do that. This only says so, and cannot be undone.
          </p>
          <Textarea
            label="What was done (not needed)"
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
            maxLength={300}
            autosize
            minRows={2}
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={end.isPending}>
              It is over
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
