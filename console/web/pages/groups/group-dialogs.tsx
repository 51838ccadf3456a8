import { Anchor, Button, Checkbox, Group as Line, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Group } from '../../../../shared/protocol/api/devices.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';

interface Props {
  group: Group;
  onClose(): void;
}

export function ChangeGroup({ group, onClose }: Props) {
  const [name, setName] = useState(group.name);
  const [ownDevices, setOwn] = useState(group.ownDevices);
  const path = `/groups/${group.id}`;
  const save = useChange({
    send: () => tell('PATCH', path, { name, ownDevices }),
    said: () => (name === group.name ? `Saved for ${name}.` : `Renamed to ${name}.`),
    undo: () => () => tell('PATCH', path, { name: group.name, ownDevices: group.ownDevices }),
    touches: ['groups', 'devices', 'device', 'software'],
    quiet: true,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Change ${group.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={60}
            value={name}
            error={fieldErrors(save.error).name}
            onChange={event => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox
            label="These computers are people’s own, not the school’s"
            description="A program that is marked for school devices only is then told when it is on one of them (Software)."
            checked={ownDevices}
            onChange={event => setOwn(event.currentTarget.checked)}
          />
          <Line justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Line>
        </Stack>
      </form>
    </Modal>
  );
}

/** A group with devices is emptied first: deleting never moves a device by itself. */
export function DeleteGroup({ group, onClose }: Props) {
  const remove = useChange({
    send: () => tell('DELETE', `/groups/${group.id}`),
    said: () => `${group.name} was deleted.`,
    touches: ['groups'],
    done: onClose,
  });
  const members = group.devices + group.waiting;
  if (members > 0)
    return (
      <Modal opened onClose={onClose} title={`${group.name} is not empty`} centered>
        <Text size="sm">
          It has {plural(members, 'device')}. Move them to another group first; they then take that group’s
          policy.
        </Text>
        <Anchor component={Link} to={`/devices?group=${group.id}`} size="sm">
          Show them
        </Anchor>
      </Modal>
    );
  return (
    <Confirm
      opened
      title={`Delete ${group.name}`}
      verb="Delete this group"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      The group has no device. Its enrolment codes stop working. This cannot be undone.
    </Confirm>
  );
}
