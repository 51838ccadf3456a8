import { Button, Group, Modal, SegmentedControl, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Licence, type LicenceSeat, licenceSeatList } from '../../../../shared/protocol/api/licences.ts';
import type { Person } from '../../../../shared/protocol/api/persons.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import '../disposals/disposals.css';
import { PersonPicker } from '../loans/PersonPicker.tsx';

interface Props {
  licence: Licence;
  edit: boolean;
  onClose(): void;
}

const touches = ['upkeep', 'licence-seats'] as const;

/** Who sits on which seat, to give one and to take one back. */
export function SeatsDialog({ licence, edit, onClose }: Props) {
  const query = useQuery(views.licenceSeats(licence.id));
  return (
    <Modal opened onClose={onClose} title={`Seats of ${licence.title}`} centered size="lg">
      <Stack gap="sm">
        <Loaded query={query} what="the seats" skeleton={<Skeleton height={120} />}>
          {({ items }) => (
            <>
              <p role="status">{saySeats(items.length, licence.seats)}</p>
              {items.length === 0 ? null : (
                <ul className="plain-list line-list" aria-label="Seats that are taken">
                  {items.map(seat => (
                    <Seat key={seat.id} seat={seat} edit={edit} />
                  ))}
                </ul>
              )}
            </>
          )}
        </Loaded>
        {edit ? <Give licence={licence} /> : null}
      </Stack>
    </Modal>
  );
}

const saySeats = (taken: number, seats: number | null) =>
  seats === null
    ? `${taken} taken, without a limit.`
    : `${taken} of ${seats} taken, ${Math.max(0, seats - taken)} free.`;

function Seat({ seat, edit }: { seat: LicenceSeat; edit: boolean }) {
  const free = useChange({
    send: () =>
      change(
        'POST',
        `/licences/seats/${seat.id}/free`,
        { why: 'Taken back on the page of licences' },
        licenceSeatList,
      ),
    said: () => `The seat of ${seat.name} is free.`,
    touches: [...touches],
  });
  return (
    <li>
      <span className="long-word">
        <strong>{seat.name}</strong>{' '}
        <span className="quiet">
          since <Moment at={seat.givenAt} />
          {seat.gone ? ', no longer here: take it back' : ''}
        </span>
      </span>
      {edit ? (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            loading={free.isPending}
            aria-label={`Take the seat of ${seat.name} back`}
            onClick={() => free.mutate(undefined)}
          >
            Take it back
          </Button>
        </Group>
      ) : null}
    </li>
  );
}

function Give({ licence }: { licence: Licence }) {
  const [to, setTo] = useState<'thing' | 'person'>(licence.basis === 'person' ? 'person' : 'thing');
  const [tag, setTag] = useState('');
  const [person, setPerson] = useState<Person | null>(null);
  const give = useChange({
    send: () =>
      change(
        'POST',
        `/licences/${licence.id}/seats`,
        to === 'thing' ? { tag } : { personId: person?.id ?? '' },
        licenceSeatList,
      ),
    said: () => 'The seat is given.',
    touches: [...touches],
    silent: true,
    done: () => {
      setTag('');
      setPerson(null);
    },
  });
  const wrong = fieldErrors(give.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        give.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Who gets a seat"
          value={to}
          onChange={value => setTo(value as typeof to)}
          data={[
            { value: 'thing', label: 'A computer' },
            { value: 'person', label: 'A person' },
          ]}
        />
        {to === 'thing' ? (
          <TextInput
            label="Its tag"
            description="As on its label"
            maxLength={60}
            value={tag}
            error={wrong.tag}
            onChange={event => setTag(event.currentTarget.value)}
          />
        ) : (
          <PersonPicker label="Who" person={person} onChoose={setPerson} error={wrong.personId} />
        )}
        {give.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(give.error)}
          </Notice>
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={give.isPending}
            disabled={to === 'thing' ? tag.trim() === '' : person === null}
          >
            Give a seat
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
