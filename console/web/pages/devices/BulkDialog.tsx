import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { type BulkAnswer, bulkOrderAnswer } from '../../../../shared/protocol/api/bulk.ts';
import { change, reasonOf } from '../../api-client.ts';
import { RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Changes } from '../policies/WhatIfView.tsx';
import '../policies/policies.css';
import { LeaveFields, type LeaveWish, leaves, usualLeave } from '../device/LeaveFields.tsx';
import type { BulkAct } from './BulkBar.tsx';
import { bulkOrderWords } from './bulk-words.ts';

interface Props {
  act: BulkAct;
  devices: string[];
  onClose(): void;
  onDone(): void;
}

/** What it would do to each, asked of the console; then the same done. */
export function BulkDialog({ act, devices, onClose, onDone }: Props) {
  const groups = useQuery({ ...views.groups(), enabled: act === 'move' }).data?.items ?? [];
  const navigate = useNavigate();
  const [groupId, setGroupId] = useState('');
  const [reason, setReason] = useState('');
  const [leave, setLeave] = useState<LeaveWish>(usualLeave);
  const send = (apply: boolean, to = groupId, ids = devices) =>
    act === 'move'
      ? change('POST', '/bulk/moves', { devices: ids, groupId: to, apply }, bulkOrderAnswer)
      : change(
          'POST',
          '/bulk/orders',
          { devices: ids, order: act, reason, apply, ...leave },
          bulkOrderAnswer,
        );
  const ready = act !== 'move' || groupId !== '';
  const preview = useQuery({
    queryKey: ['bulk', act, groupId, devices, leave] as const,
    queryFn: () => send(false),
    enabled: ready,
    staleTime: 0,
  });
  const run = useChange({
    send: () => send(true),
    said: answer => ('waits' in answer ? undefined : sayDone(answer)),
    undo: answer => ('waits' in answer || act !== 'move' ? undefined : () => moveBack(answer)),
    touches: ['devices', 'device', 'groups', 'overview', 'audit', 'approvals'],
    silent: true,
    done: answer => {
      if ('waits' in answer) return navigate(`/approvals/${answer.waits.id}`);
      onClose();
      if (answer.counts.cannot === 0) onDone();
    },
  });
  const label = bulkOrderWords.find(one => one.order === act)?.label ?? 'Move';
  const answer = ready && preview.data !== undefined && 'items' in preview.data ? preview.data : undefined;
  const failed = run.error ?? preview.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={`${act === 'move' ? 'Move to a group' : label}: ${plural(devices.length, 'device')}`}
      centered
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          run.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {act === 'move' ? (
            <NativeSelect
              label="Group"
              data={[
                { value: '', label: 'Choose …' },
                ...groups.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={groupId}
              onChange={event => setGroupId(event.currentTarget.value)}
              data-autofocus
            />
          ) : (
            <TextInput
              label="Why, for the audit log, if there is something to say"
              value={reason}
              maxLength={300}
              onChange={event => setReason(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {leaves(act) ? <LeaveFields wish={leave} onChange={setLeave} /> : null}
          {answer === undefined ? (
            ready && preview.error === null ? (
              <RowsSkeleton rows={4} />
            ) : null
          ) : (
            <Preview answer={answer} />
          )}
          {failed === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(failed)}
            </Notice>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={run.isPending} disabled={(answer?.counts.does ?? 0) === 0}>
              {label} {answer === undefined ? '' : plural(answer.counts.does, 'device')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Preview({ answer: { items, counts, consequence, changes } }: { answer: BulkAnswer }) {
  return (
    <>
      <Text size="sm" role="status">
        {plural(counts.does, 'device')}
        {counts.same > 0 ? `, ${counts.same} as they are already` : ''}
        {counts.cannot > 0 ? `, ${counts.cannot} left out` : ''}. {consequence}
      </Text>
      {changes.length === 0 ? null : (
        <section className="what-if" aria-label="What the other policy changes">
          <Changes of={changes} />
        </section>
      )}
      <ul className="plain-list bulk-list" aria-label="What happens to each">
        {items.map(one => (
          <li key={one.id} className="line" data-outcome={one.outcome}>
            <span className="line-words">{one.name}</span>
            <span className="line-age">{one.sentence}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function sayDone({ counts }: BulkAnswer): string {
  const left = counts.cannot > 0 ? `; ${counts.cannot} could not, and stay chosen` : '';
  return `Done for ${plural(counts.does, 'device')}${left}.`;
}

/** Each into the group where it was. */
async function moveBack({ items }: BulkAnswer): Promise<void> {
  const groups = new Map<string, string[]>();
  for (const { id, outcome, before } of items)
    if (outcome === 'does' && before !== null) groups.set(before, [...(groups.get(before) ?? []), id]);
  for (const [groupId, devices] of groups)
    await change('POST', '/bulk/moves', { devices, groupId, apply: true }, bulkOrderAnswer);
}
