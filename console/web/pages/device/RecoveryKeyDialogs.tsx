import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import {
  type RecoveryKey,
  recoveryKey,
  recoveryKeyShown,
} from '../../../../shared/protocol/api/recovery-keys.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Copy } from '../../components/Copy.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

interface Props {
  device: Device;
  onClose(): void;
}

/** Volumes as the device last named them, the one that the system runs from first. */
function volumesOf(device: Device): string[] {
  const found = device.findings.find(one => one.finding.control === 'disk-encryption');
  const parts = (found?.finding.evidence.parts ?? []).filter(({ state }) => state !== 'not_applicable');
  return parts.map(({ name }) => name);
}

export function KeepKeyDialog({ device, onClose }: Props) {
  const volumes = volumesOf(device);
  const [volume, setVolume] = useState(volumes[0] ?? '');
  const [key, setKey] = useState('');
  const keep = useChange({
    send: () => change('POST', `/devices/${device.id}/recovery-keys`, { volume, key }, recoveryKey),
    said: () =>
      device.connected
        ? 'Kept. The computer is trying it now; what comes of it is shown here.'
        : 'Kept. The computer tries it when it is next connected.',
    touches: ['device', 'audit'],
    quiet: true,
    done: onClose,
  });
  const fields = fieldErrors(keep.error);
  return (
    <Modal opened onClose={onClose} title={`Recovery key of a disk of ${device.name}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          if (!keep.isPending) keep.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {volumes.length === 0 ? (
            <TextInput
              label="Which disk"
              description="As the computer names it: C:, or / on Linux and macOS."
              value={volume}
              error={fields.volume}
              onChange={event => setVolume(event.currentTarget.value)}
            />
          ) : (
            <NativeSelect
              label="Which disk"
              data={volumes}
              value={volume}
              error={fields.volume}
              onChange={event => setVolume(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="The recovery key"
            description="With its dashes, as it was shown when it was made. Not anybody’s own password."
            autoComplete="off"
            spellCheck={false}
            maxLength={150}
            value={key}
            error={fields.key}
            errorProps={{ role: 'alert' }}
            onChange={event => setKey(event.currentTarget.value)}
            data-autofocus
          />
          <After>It can be removed here again.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={keep.isPending}>
              Keep it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

export function SeeKeyDialog({ device, one, onClose }: Props & { one: RecoveryKey }) {
  const [shown, setShown] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Recovery key of ${one.volume} of ${device.name}`}
      size="lg"
      centered
    >
      {shown === null ? (
        <Ask device={device} one={one} onShown={setShown} onClose={onClose} />
      ) : (
        <Shown value={shown} onClose={onClose} />
      )}
    </Modal>
  );
}

function Ask({ device, one, onShown, onClose }: Props & { one: RecoveryKey; onShown(key: string): void }) {
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const see = useChange({
    send: () =>
      change(
        'POST',
        `/devices/${device.id}/recovery-keys/${one.id}/reveal`,
        { reason: reason.trim() },
        recoveryKeyShown,
      ),
    touches: ['audit', 'approvals', 'overview'],
    done: answer => {
      if ('waits' in answer) navigate(`/approvals/${answer.waits.id}`);
      else onShown(answer.key);
    },
  });
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        if (reason.trim() !== '') see.mutate(undefined);
      }}
    >
      <Stack gap="sm">
        <p>
          Whoever has this key and the computer can read everything on it. So you show that it is you, and a
          second person has to agree; then you have an hour. Each look is in the audit log.
        </p>
        <Textarea
          label="Why"
          description="The second person reads it, and so does the headteacher."
          required
          withAsterisk={false}
          maxLength={300}
          autosize
          minRows={2}
          value={reason}
          error={fieldErrors(see.error).reason}
          onChange={event => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <After>What was seen cannot be undone: the audit log keeps who saw it.</After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={see.isPending} disabled={reason.trim() === ''}>
            Go on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shown({ value, onClose }: { value: string; onClose(): void }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <Stack gap="sm">
      <p>Type it at that computer, where it asks for the recovery key. Then have a new one made there.</p>
      <p className="code-text" data-code tabIndex={-1} ref={text}>
        {value}
      </p>
      <Group justify="space-between" gap="sm">
        <Copy text={value} label="Copy the key" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
