import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ExceptionView } from '../../../../shared/protocol/api/policies.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { ExceptionDialog } from './ExceptionDialog.tsx';

/** What can be done with one: agree or not, ask again, end. */
export function ExceptionActs({ item, over }: { item: ExceptionView; over: boolean }) {
  const [ending, setEnding] = useState(false);
  const [again, setAgain] = useState(false);
  const [refusing, setRefusing] = useState(false);
  const [reason, setReason] = useState('');
  const mayEdit = useMay()('policies.edit');
  const act = useChange<'approve' | 'refuse' | 'end', void>({
    send: what =>
      tell('POST', `/policies/exceptions/${item.id}/${what}`, what === 'refuse' ? { reason } : undefined),
    said: (_, what) => said[what],
    touches: ['policies', 'device', 'devices', 'promises'],
    done: () => {
      setEnding(false);
      setRefusing(false);
    },
  });
  return (
    <Group gap="xs" className="card-actions">
      {item.youMayApprove ? (
        <>
          <Button
            size="compact-sm"
            loading={act.isPending}
            aria-label={`Approve the exception from ${item.title}`}
            onClick={() => act.mutate('approve')}
          >
            Approve
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Do not approve the exception from ${item.title} …`}
            onClick={() => setRefusing(true)}
          >
            Do not approve …
          </Button>
        </>
      ) : null}
      {mayEdit && item.status !== 'waiting' && item.devices.count === item.devices.named.length ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Ask again for the exception from ${item.title}`}
          onClick={() => setAgain(true)}
        >
          {over ? 'Ask again …' : 'For longer …'}
        </Button>
      ) : null}
      {again ? <ExceptionDialog again={item} onClose={() => setAgain(false)} /> : null}
      {mayEdit && !over ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`End the exception from ${item.title}`}
          onClick={() => setEnding(true)}
        >
          End now
        </Button>
      ) : null}
      <Confirm
        after="This cannot be undone: whoever needs it asks anew."
        opened={refusing}
        title={`Do not approve the exception from ${item.title}`}
        verb="Do not approve"
        ready={reason.trim().length > 2}
        busy={act.isPending}
        onConfirm={() => act.mutate('refuse')}
        onClose={() => setRefusing(false)}
      >
        Nothing changes at the devices.
        <Textarea
          label={`Why, for ${item.createdBy}`}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={300}
          data-autofocus
        />
      </Confirm>
      <Confirm
        after="This cannot be undone: for another time a new exception is asked for."
        opened={ending}
        title="End this exception"
        verb="End it now"
        busy={act.isPending}
        onConfirm={() => act.mutate('end')}
        onClose={() => setEnding(false)}
      >
        {item.devices.named.map(device => device.name).join(', ')}:{' '}
        {item.status === 'waiting'
          ? 'nobody has approved it yet, so nothing changes at the device.'
          : 'the device is asked again what its group is asked, at once when it is connected.'}
      </Confirm>
    </Group>
  );
}

const said = {
  approve: 'Approved: it holds from now on.',
  refuse: 'Not approved. Nothing changes.',
  end: 'Ended.',
} as const;
