import { Button, Group, Modal, NativeSelect, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asked } from '../../../../shared/protocol/api/policies.ts';
import type {
  ApprovalWay,
  Unapproved,
  UnapprovedDetail,
} from '../../../../shared/protocol/api/unapproved.ts';
import { change, reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { WhatIfView } from '../policies/WhatIfView.tsx';
import '../policies/policies.css';
import { wayWords } from './unapproved-words.ts';

interface Props {
  program: Unapproved;
  by: ApprovalWay;
  onClose(): void;
}

/** What approving would do, and the button that does it. */
export function ApproveDialog({ program, by, onClose }: Props) {
  const query = useQuery(views.unapprovedProgram(program.id));
  return (
    <Modal opened onClose={onClose} title={`Approve ${program.name}`} centered size="lg">
      <Loaded query={query} what="this program" skeleton={<RowsSkeleton rows={5} />}>
        {detail => <Approve program={detail} by={by} onClose={onClose} />}
      </Loaded>
    </Modal>
  );
}

function Approve({ program, by, onClose }: Props & { program: UnapprovedDetail }) {
  const [place, setPlace] = useState(program.places[0]?.place ?? 'school');
  const usual = `Runs on ${plural(program.devices, 'device')}; approved by its ${wayWords[by].by}.`;
  const [reason, setReason] = useState(usual);
  const whatIf = useQuery(views.approvalWhatIf(program.id, by, place));
  const send = useChange({
    send: () => change('POST', `/unapproved-programs/${program.id}/approve`, { by, place, reason }, asked),
    said: answer => answer.sentence,
    touches: ['unapproved', 'policies', 'policy', 'device', 'approvals', 'overview'],
    silent: true,
    done: onClose,
  });
  const second = whatIf.data?.needsSecond === true;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        send.mutate(undefined);
      }}
    >
      <Stack gap="md">
        <p>{wayWords[by].reach(program)}</p>
        <On program={program} />
        {program.places.length > 1 ? (
          <NativeSelect
            label="In whose list"
            description="Some of these devices are in a group with a list of its own."
            data={program.places.map(one => ({
              value: one.place,
              label: `${one.name} (${plural(one.devices, 'device')})`,
            }))}
            value={place}
            onChange={event => setPlace(event.currentTarget.value)}
          />
        ) : null}
        <WhatIfView query={whatIf} />
        <Textarea
          label="Why"
          description="Stays in the change log and beside the rule."
          autosize
          minRows={2}
          maxLength={300}
          value={reason}
          error={fieldErrors(send.error).reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <After>The rule can be taken out of the policy again; what ran meanwhile has run.</After>
        {send.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(send.error)}
          </Notice>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={send.isPending}
            disabled={whatIf.data === undefined || reason.trim().length < 3}
            data-autofocus
          >
            {second ? 'Send for approval' : 'Approve'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function On({ program: { on, devices } }: { program: UnapprovedDetail }) {
  return (
    <details className="evidence">
      <summary>It ran on {plural(devices, 'device')}</summary>
      <ul className="plain-list device-names">
        {on.map(one => (
          <li key={one.id}>
            {one.name} ({one.group}){one.stopped ? ', stopped' : ''}
          </li>
        ))}
        {devices > on.length ? <li>and {devices - on.length} more</li> : null}
      </ul>
    </details>
  );
}
