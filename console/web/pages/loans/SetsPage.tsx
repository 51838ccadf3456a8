import { Anchor, Button, Group, Modal, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AssetSet } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { useStateSayer } from '../../state-words.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { sayTags } from './loan-words.ts';
import { type Thing, Things } from './Things.tsx';
import './loans.css';

/** Trolleys and class sets: lent together, changed here. */
export function SetsPage() {
  const query = useQuery(views.sets());
  const [editing, setEditing] = useState<AssetSet | 'new' | null>(null);
  const mayEdit = useMay()('loans.edit');
  return (
    <Page
      title="Trolleys and sets"
      lead={
        <Anchor component={Link} to="/loans" inherit>
          All loans
        </Anchor>
      }
      actions={
        <Group gap="xs">
          <Export list="/asset-sets" what="the sets" />
          {mayEdit ? <Button onClick={() => setEditing('new')}>Make a set</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the sets" skeleton={<Skeleton height={200} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There is no set yet.">
              A set is a trolley, a class set or a bag of cameras: things that are lent together with one
              choice.
            </Empty>
          ) : (
            <ul className="plain-list">
              {items.map(set => (
                <SetRow key={set.id} set={set} mayEdit={mayEdit} onEdit={() => setEditing(set)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing === null ? null : (
        <SetDialog set={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Page>
  );
}

function SetRow({ set, mayEdit, onEdit }: { set: AssetSet; mayEdit: boolean; onEdit(): void }) {
  const [deleting, setDeleting] = useState(false);
  const say = useStateSayer();
  const away = set.members.filter(({ state }) => state !== 'in_stock' && state !== 'in_service');
  const remove = useChange({
    send: () => tell('DELETE', `/asset-sets/${set.id}`),
    said: () => `The set ${set.name} is gone; its things stay in the register.`,
    touches: ['loans'],
  });
  return (
    <li className="line">
      <span className="line-words">
        <strong>{set.name}</strong>, {plural(set.members.length, 'thing')}
        {set.note === null ? '' : `: ${set.note}`}
        <span className="order-detail">
          {sayTags(
            set.members.map(member => member.tag),
            12,
          )}
        </span>
        {away.length === 0 ? null : (
          <span className="order-detail">
            Not here: {away.map(({ tag, state }) => `${tag} (${say(state)})`).join(', ')}
          </span>
        )}
      </span>
      {mayEdit ? (
        <Group gap="xs" wrap="nowrap">
          <Button size="compact-sm" variant="default" aria-label={`Change ${set.name}`} onClick={onEdit}>
            Change
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Delete ${set.name}`}
            onClick={() => setDeleting(true)}
          >
            Delete
          </Button>
        </Group>
      ) : null}
      <Confirm
        opened={deleting}
        title={`Delete the set ${set.name}`}
        verb="Delete the set"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setDeleting(false)}
      >
        Only the list goes. Its {plural(set.members.length, 'thing')} stay in the register as they are. This
        cannot be undone.
      </Confirm>
    </li>
  );
}

function SetDialog({ set, onClose }: { set: AssetSet | null; onClose(): void }) {
  const [name, setName] = useState(set?.name ?? '');
  const [note, setNote] = useState(set?.note ?? '');
  const [things, setThings] = useState<Thing[]>(
    (set?.members ?? []).map(({ id, tag, what }) => ({
      assetId: id,
      tag,
      what,
      condition: 'good',
      accessories: [],
    })),
  );
  const save = useChange({
    send: () => {
      const body = { name: name.trim(), note: note.trim(), assetIds: things.map(one => one.assetId) };
      return set === null ? tell('POST', '/asset-sets', body) : tell('PUT', `/asset-sets/${set.id}`, body);
    },
    said: () => `${name.trim()} has ${plural(things.length, 'thing')}.`,
    touches: ['loans'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={set === null ? 'Make a set' : `Change ${set.name}`}
      centered
      size="lg"
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="Trolley 3"
            maxLength={60}
            value={name}
            error={problems.name}
            onChange={event => setName(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            label="Note"
            maxLength={300}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          <Things things={things} write={setThings} checks={[]} plain />
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>It can be changed again at any time.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save the set
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
