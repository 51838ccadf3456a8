import { Button, Group, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type Vulnerability, vulnerability } from '../../../../shared/protocol/api/vulnerabilities.ts';
import { change } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { Ago } from '../../components/Ago.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

type Kind = 'fix' | 'accept' | 'not_affected';
interface Wish {
  kind: Kind | 'none';
  until?: string;
  reason?: string;
}

const dayMs = 24 * 3600_000;
const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);

function useDecision(one: Vulnerability) {
  const path = `/vulnerabilities/${one.id}/decision`;
  const before: Wish =
    one.decision === null
      ? { kind: 'none' }
      : {
          kind: one.decision.kind,
          ...(one.decision.until !== null && { until: one.decision.until }),
          ...(one.decision.reason !== null && { reason: one.decision.reason }),
        };
  return useChange({
    send: (wish: Wish) => change('POST', path, { revision: one.revision, ...wish }, vulnerability),
    said: (_, { kind }) => (kind === 'none' ? 'The decision was taken back.' : 'Decided.'),
    undo: after => () => change('POST', path, { revision: after.revision, ...before }, vulnerability),
    touches: ['vulnerabilities', 'software'],
    quiet: true,
  });
}

/** Mend it by a day, live with it until a day, or it does not concern the school; each can be taken back. */
export function DecisionPanel({ one, mayEdit }: { one: Vulnerability; mayEdit: boolean }) {
  const save = useDecision(one);
  const [open, setOpen] = useState(false);
  if (one.fixedAt !== null) return <p>It is on no device any longer: there is nothing to decide.</p>;
  const decided = one.decision !== null;
  return (
    <Stack gap="sm">
      {decided ? <Decided one={one} /> : null}
      {!mayEdit ? null : decided && !open ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => setOpen(true)}>
            Decide anew
          </Button>
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate({ kind: 'none' })}>
            Take it back
          </Button>
        </Group>
      ) : (
        <Form one={one} save={save} />
      )}
    </Stack>
  );
}

function Decided({ one }: { one: Vulnerability }) {
  const { decision } = one;
  if (decision === null) return null;
  const over = decision.until !== null && decision.until < dateAt(consoleNow());
  const words: Record<Kind, string> = {
    fix: `To be mended by ${decision.until === null ? '' : sayDay(decision.until)}`,
    accept: `Accepted until ${decision.until === null ? '' : sayDay(decision.until)}`,
    not_affected: 'It does not concern the school',
  };
  return (
    <div className="card">
      <p>
        <strong>{words[decision.kind]}</strong>
        {over ? ' – that day is over.' : '.'}
      </p>
      {decision.reason === null ? null : <p className="kept-lines">“{decision.reason}”</p>}
      <p className="quiet">
        {decision.by}, <Ago at={decision.at} />
      </p>
    </div>
  );
}

const kinds: { value: Kind; label: string; description: string }[] = [
  { value: 'fix', label: 'Mend it by', description: 'Update or remove the title on these devices.' },
  { value: 'accept', label: 'Accept it until', description: 'It is open again after that day.' },
  {
    value: 'not_affected',
    label: 'It does not concern us',
    description: 'The weak part is not used or not there. It leaves the list.',
  },
];

function Form({ one, save }: { one: Vulnerability; save: ReturnType<typeof useDecision> }) {
  const now = consoleNow();
  const usual = dateAt(Math.max(now + dayMs, one.dueAt ?? now + 14 * dayMs));
  const [kind, setKind] = useState<Kind>(one.decision?.kind ?? 'fix');
  const [until, setUntil] = useState(one.decision?.until ?? usual);
  const [reason, setReason] = useState(one.decision?.reason ?? '');
  const wrong = fieldErrors(save.error);
  const wish: Wish = {
    kind,
    ...(kind !== 'not_affected' && until !== '' && { until }),
    ...(reason.trim() !== '' && { reason: reason.trim() }),
  };
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(wish);
      }}
    >
      <Stack gap="sm">
        <Radio.Group
          label="Decision"
          value={kind}
          onChange={value => setKind(value as Kind)}
          error={wrong.kind}
        >
          <Stack gap={6} mt={4}>
            {kinds.map(choice => (
              <Radio key={choice.value} {...choice} />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'not_affected' ? null : (
          <TextInput
            type="date"
            label={kind === 'fix' ? 'By' : 'Until the end of'}
            min={dateAt(now)}
            value={until}
            error={wrong.until}
            onChange={event => setUntil(event.currentTarget.value)}
          />
        )}
        <Textarea
          label={kind === 'fix' ? 'Note, if there is one' : 'Why'}
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={wrong.reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" loading={save.isPending}>
            Decide
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
