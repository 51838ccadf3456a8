import { Button, Group, Modal, Skeleton, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { views } from '../../views.ts';

interface Props {
  asset: Asset;
  onClose(): void;
}

/** Takes out what nothing was done with; for anything else it says what was. */
export function MistakeDialog({ asset, onClose }: Props) {
  const query = useQuery(views.assetMistake(asset.id));
  return (
    <Modal opened onClose={onClose} title={`${asset.tag} was entered by mistake`} centered>
      <Loaded query={query} what="what was done with it" skeleton={<Skeleton height={120} />}>
        {({ against }) =>
          against.length > 0 ? (
            <Stands against={against} onClose={onClose} />
          ) : (
            <TakeOut asset={asset} onClose={onClose} />
          )
        }
      </Loaded>
    </Modal>
  );
}

function Stands({ against, onClose }: { against: string[]; onClose(): void }) {
  return (
    <Stack gap="sm">
      <Notice tone="caution">It cannot be taken out, because something was done with it:</Notice>
      <ul className="plain-list">
        {against.map(words => (
          <li key={words} className="line">
            {words}.
          </li>
        ))}
      </ul>
      <p className="quiet">
        What is written down of it has to stay readable. If the thing is not there, change its state to lost
        and have it written off; if only its details are wrong, edit it.
      </p>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

function TakeOut({ asset: { id, tag, revision }, onClose }: Props) {
  const [because, setBecause] = useState('');
  const goTo = useNavigate();
  const save = useChange({
    send: () => tell('POST', `/assets/${id}/mistake`, { revision, because: because.trim() }),
    said: () => `${tag} is out of the register.`,
    undo: () => () => tell('POST', `/assets/mistakes/${id}/put-back`),
    touches: ['assets', 'audit'],
    silent: true,
    done: () => void goTo('/assets'),
  });
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <p>
          Nothing was done with it. It leaves the register and every count, and its tag is free for another
          thing.
        </p>
        <Textarea
          label="What was wrong"
          placeholder="It was in the list twice"
          maxLength={500}
          autosize
          value={because}
          error={fieldErrors(save.error).because}
          onChange={event => setBecause(event.currentTarget.value)}
          data-autofocus
        />
        <After>
          Its history and your reason stay under Assets, “Entered by mistake”, from where it can be put back.
        </After>
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Take it out
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
