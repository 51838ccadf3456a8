import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { stockTake } from '../../../../shared/protocol/api/stock-takes.ts';
import { change, reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { views } from '../../views.ts';

/** Some rooms, or everything. */
export function BeginDialog({ onClose }: { onClose(): void }) {
  const goTo = useNavigate();
  const known = useQuery(views.assetChoices()).data?.locations ?? [];
  const [name, setName] = useState('');
  const [places, setPlaces] = useState<string[]>([]);
  const begin = useChange({
    send: () => change('POST', '/stock-takes', { name: name.trim(), places }, stockTake),
    touches: ['stock-takes'],
    silent: true,
    done: ({ id }) => void goTo(`/stock-takes/${id}`),
  });
  const problems = fieldErrors(begin.error);
  return (
    <Modal opened onClose={onClose} title="Begin a stock-take" centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          begin.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="Autumn 2026"
            maxLength={60}
            value={name}
            error={problems.name}
            onChange={event => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Checkbox.Group
            label="Where"
            description="None for everything, wherever it is"
            error={problems.places}
            value={places}
            onChange={setPlaces}
          >
            <div className="place-list">
              {known.map(place => (
                <Checkbox key={place} value={place} label={place} />
              ))}
            </div>
          </Checkbox.Group>
          {begin.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(begin.error)}
            </Notice>
          )}
          <After>It cannot be undone: it goes on until it is finished.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={begin.isPending}>
              {places.length === 0 ? 'Begin everywhere' : 'Begin'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
