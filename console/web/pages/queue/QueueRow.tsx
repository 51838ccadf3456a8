import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { WaitingDevice } from '../../../../shared/protocol/api/enrolment.ts';
import { Ago } from '../../components/Ago.tsx';
import { views } from '../../views.ts';
import { Resemblance } from './Resemblance.tsx';
import type { Queue } from './use-queue.ts';

interface Props {
  device: WaitingDevice;
  queue: Queue;
}
type Decided = Props & { onRefuse(): void };

export function QueueRow({ device, queue, onRefuse }: Decided) {
  const choice = queue.choiceOf(device.id);
  const name = choice.name ?? device.suggestedName;
  return (
    <li className="queue-row" data-queue-row={device.id} data-selected={choice.selected === true}>
      <Checkbox
        aria-label={`Select ${name}`}
        checked={choice.selected === true}
        onChange={event => queue.toggle(device.id, shiftHeld(event.nativeEvent))}
        data-row
        className="queue-select"
      />
      <div className="queue-main">
        <div className="queue-fields">
          <TextInput
            aria-label={`Name of ${device.suggestedName}`}
            size="sm"
            maxLength={64}
            value={name}
            onChange={event => queue.choose(device.id, { name: event.currentTarget.value })}
          />
          <GroupChoice device={device} queue={queue} />
        </div>
        <p className="queue-facts">
          {device.system} · <Ago at={device.askedAt} before="asked" />
          {device.codeLabel === null || device.codeLabel === '' ? '' : ` · code “${device.codeLabel}”`}
          {device.connected ? '' : ' · not connected now'}
        </p>
        {device.resembles.map(record => (
          <Resemblance
            key={record.id}
            record={record}
            sameAs={choice.sameAs}
            onAnswer={sameAs => queue.choose(device.id, { sameAs })}
          />
        ))}
      </div>
      <RowActions name={name} device={device} queue={queue} onRefuse={onRefuse} />
    </li>
  );
}

function GroupChoice({ device, queue }: Props) {
  const groups = useQuery(views.groups()).data?.items ?? [device.group];
  return (
    <NativeSelect
      aria-label={`Group of ${device.suggestedName}`}
      size="sm"
      value={queue.choiceOf(device.id).groupId ?? device.group.id}
      onChange={event => queue.choose(device.id, { groupId: event.currentTarget.value })}
      data={groups.map(group => ({ value: group.id, label: group.name }))}
    />
  );
}

function RowActions({ name, device, queue, onRefuse }: Decided & { name: string }) {
  return (
    <div className="queue-actions">
      <Button
        size="sm"
        loading={queue.busy}
        onClick={() => queue.approve(device.id)}
        aria-label={`Approve ${name}`}
      >
        Approve
      </Button>
      <Button
        size="sm"
        variant="default"
        disabled={queue.busy}
        onClick={onRefuse}
        aria-label={`Refuse ${name}`}
      >
        Refuse
      </Button>
    </div>
  );
}

/** A checkbox changes by a click, which knows the keys held down. */
const shiftHeld = (event: Event) => event instanceof MouseEvent && event.shiftKey;
