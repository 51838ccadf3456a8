import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type RecoveryCode, recoveryAnswer } from '../../../../shared/protocol/api/orders.ts';
import { mediaMinutes, suspendMinutes } from '../../../../shared/protocol/break-glass.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Copy } from '../../components/Copy.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { sayLength } from './length.ts';
import { sayLetters } from './letters.ts';

const acts = [
  { value: 'suspend', label: 'Suspend enforcement' },
  { value: 'read_only', label: 'Let one stick be read' },
  { value: 'read_write', label: 'Let one stick be read and written' },
];
const whichStick = 'The one that is plugged in when the code is typed, or else the next one.';
const explained = (act: string) =>
  act === 'suspend'
    ? 'Every control of that computer only watches; afterwards it enforces again.'
    : whichStick;
const lengthsOf = (act: string): readonly number[] => (act === 'suspend' ? suspendMinutes : mediaMinutes);

export function RecoveryDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [given, setGiven] = useState<RecoveryCode | null>(null);
  return (
    <Modal opened onClose={onClose} title={`Recovery code for ${device.name}`} size="lg" centered>
      {given === null ? (
        <Ask device={device} onGiven={setGiven} onClose={onClose} />
      ) : (
        <Given given={given} onClose={onClose} />
      )}
    </Modal>
  );
}

interface AskProps {
  device: Device;
  onGiven(given: RecoveryCode): void;
  onClose(): void;
}

function Ask({ device, onGiven, onClose }: AskProps) {
  const [challenge, setChallenge] = useState('');
  const [act, setAct] = useState('suspend');
  const [minutes, setMinutes] = useState('60');
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const lengths = lengthsOf(act);
  const length = lengths.includes(Number(minutes)) ? minutes : String(lengths.at(-1));
  const give = useChange({
    send: () => {
      const timed = { minutes: Number(length) };
      const allow =
        act === 'suspend' ? { purpose: 'suspend', ...timed } : { purpose: 'media', access: act, ...timed };
      const wish = { challenge, allow, reason: reason.trim() };
      return change('POST', `/devices/${device.id}/recovery-codes`, wish, recoveryAnswer);
    },
    touches: ['audit', 'approvals', 'overview'],
    quiet: true,
    done: answer => {
      if ('waits' in answer) navigate(`/approvals/${answer.waits.id}`);
      else onGiven(answer);
    },
  });
  const fields = fieldErrors(give.error);
  const ready = challenge.trim() !== '' && reason.trim() !== '';
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (ready) give.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="What the computer shows"
          description="Eight letters and numbers; none of them is I, L, O or U."
          required
          withAsterisk={false}
          maxLength={20}
          autoComplete="off"
          spellCheck={false}
          classNames={{ input: 'letters-field' }}
          value={challenge}
          error={fields.challenge}
          errorProps={{ role: 'alert' }}
          onChange={event => setChallenge(event.currentTarget.value)}
          data-autofocus
        />
        <NativeSelect
          label="What the code does"
          description={explained(act)}
          value={act}
          onChange={event => setAct(event.currentTarget.value)}
          data={acts}
        />
        <NativeSelect
          label="For how long"
          value={length}
          onChange={event => setMinutes(event.currentTarget.value)}
          data={lengths.map(value => ({ value: String(value), label: sayLength(value) }))}
        />
        <Textarea
          label="Why"
          description="It goes into the audit log, which the headteacher reads."
          required
          withAsterisk={false}
          maxLength={300}
          autosize
          minRows={2}
          value={reason}
          error={fields.reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
        <After>
          A code that was given cannot be taken back. It works once, and what it allows ends by itself.
        </After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={give.isPending} disabled={!ready}>
            Show the code
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Large, and letter by letter for the telephone. */
function Given({ given, onClose }: { given: RecoveryCode; onClose(): void }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <Stack gap="sm">
      <p>
        Typed at that computer it will <strong>{given.what}</strong>. It works once, there only, within an
        hour of what was read out; the computer tells this console when it was used.
      </p>
      <p className="code-text recovery-code" data-code tabIndex={-1} ref={text}>
        {given.code}
      </p>
      <ol className="spelled" aria-label="Letter by letter">
        {sayLetters(given.code).map(({ letter, word, at }) => (
          <li key={at}>
            <strong>{letter}</strong> {word}
          </li>
        ))}
      </ol>
      <p className="label">To be typed there</p>
      <pre className="command">
        <code>sudo caretaker agent unlock {given.code}</code>
      </pre>
      <Group justify="space-between" gap="sm">
        <Copy text={given.code} label="Copy the code" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
