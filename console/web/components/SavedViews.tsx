import { Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type SavedView,
  savedView,
  type ViewList,
  viewLists,
} from '../../../shared/protocol/api/saved-views.ts';
import { change, tell } from '../api-client.ts';
import type { Filters } from '../filters.ts';
import { fieldErrors, useChange } from '../saving.ts';
import { views } from '../views.ts';
import { After } from './After.tsx';

/** The address of what is on screen, with its columns, so that a link opens the same for everybody. */
export function viewQuery(filters: Filters, columns: readonly string[]): string {
  const parts = Object.entries({ ...filters, columns: columns.join(',') }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return new URLSearchParams(parts).toString();
}

interface Props {
  list: ViewList;
  query: string;
  /** The query of the whole list as it is usually shown. */
  plain: string;
}

/** One's own views as links; what is on screen can be saved when it is not one of them. */
export function SavedViews({ list, query, plain }: Props) {
  const { path, all } = viewLists[list];
  const saved = (useQuery(views.savedViews()).data?.items ?? []).filter(view => view.list === list);
  const [saving, setSaving] = useState(false);
  const open = saved.find(view => view.query === query);
  const worthSaving = open === undefined && query !== plain;
  if (saved.length === 0 && !worthSaving) return null;
  return (
    <nav aria-label="Saved views" className="view-line no-print">
      {saved.length === 0 ? null : (
        <Link to={path} className="view-link" aria-current={query === plain ? 'true' : undefined}>
          {all}
        </Link>
      )}
      {saved.map(view => (
        <Link
          key={view.id}
          to={`${path}?${view.query}`}
          className="view-link"
          aria-current={view === open ? 'true' : undefined}
        >
          {view.name}
        </Link>
      ))}
      {open === undefined ? null : <ViewMenu view={open} />}
      {worthSaving ? (
        <Button variant="subtle" size="compact-sm" onClick={() => setSaving(true)}>
          Save this view
        </Button>
      ) : null}
      <Modal opened={saving} onClose={() => setSaving(false)} title="Save this view">
        <SaveForm list={list} query={query} saved={saved} onDone={() => setSaving(false)} />
      </Modal>
    </nav>
  );
}

function ViewMenu({ view }: { view: SavedView }) {
  const copy = useChange({
    send: () =>
      navigator.clipboard.writeText(`${window.location.origin}${viewLists[view.list].path}?${view.query}`),
    said: () => `The link to “${view.name}” is copied. Whoever may see this list can open it.`,
    touches: [],
  });
  const forget = useChange({
    send: () => tell('DELETE', `/saved-views/${view.id}`),
    said: () => `“${view.name}” is forgotten.`,
    undo: () => () => save(view),
    touches: ['saved-views'],
  });
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button variant="subtle" color="gray" size="compact-sm" aria-label={`More for “${view.name}”`}>
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy.mutate(undefined)}>Copy its link</Menu.Item>
        <Menu.Item onClick={() => forget.mutate(undefined)}>Forget this view</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const save = ({ list, name, query }: Omit<SavedView, 'id'>) =>
  change('POST', '/saved-views', { list, name, query }, savedView);

interface FormProps {
  list: ViewList;
  query: string;
  saved: readonly SavedView[];
  onDone(): void;
}

function SaveForm({ list, query, saved, onDone }: FormProps) {
  const [name, setName] = useState('');
  const known = saved.find(view => view.name === name.trim());
  const keep = useChange({
    send: () => save({ list, name: name.trim(), query }),
    said: () => `“${name.trim()}” is saved.`,
    undo: made => () => (known === undefined ? tell('DELETE', `/saved-views/${made.id}`) : save(known)),
    touches: ['saved-views'],
    done: onDone,
    quiet: true,
  });
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        keep.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="Name"
          placeholder={list === 'devices' ? 'Goes home' : 'For Monday mornings'}
          maxLength={40}
          value={name}
          error={fieldErrors(keep.error).name}
          onChange={event => setName(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <Text size="sm" c="dimmed">
          {known === undefined
            ? 'With its filters, its order and its columns. Only you see it in this list.'
            : `You have a view of this name. It will show what is on screen now.`}
        </Text>
        <After>It can be removed again.</After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
          <Button type="submit" loading={keep.isPending}>
            {known === undefined ? 'Save' : 'Replace it'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
