import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import {
  incidentCategories,
  incidentCategoryWords,
  incidentDetail,
} from '../../../../shared/protocol/api/incidents.ts';
import { change, reasonOf } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { fieldMoment, momentOfField } from '../../time.ts';
import { HolderField } from '../media/HolderField.tsx';
import { AboutField } from './AboutField.tsx';
import { DeviceField } from './DeviceField.tsx';

interface Props {
  /** The computer that it is about, where that is known. */
  device?: { id: string; name: string };
  onClose(): void;
}

const empty = { category: 'other', title: '', detail: '', reporter: '', noticed: '' };

/** Somebody came to say that something is wrong. */
export function WriteDialog({ device, onClose }: Props) {
  const { timeZone } = useSession().school;
  const may = useMay();
  const [draft, write, forget] = useDraft(`incident.${device?.id ?? 'any'}`, empty);
  const [now] = useState(() => fieldMoment(consoleNow(), timeZone));
  const [deviceId, setDeviceId] = useState(device?.id ?? null);
  const navigate = useNavigate();
  const [about, setAbout] = useState<string[]>([]);
  const { noticed, ...said } = draft;
  const save = useChange({
    send: () => {
      const noticedAt = noticed === '' ? undefined : momentOfField(noticed, timeZone);
      return change('POST', '/incidents', { ...said, deviceId, noticedAt, about }, incidentDetail);
    },
    said: result => `Incident ${result.number} is written down.`,
    touches: ['incidents', 'overview', 'audit'],
    done: result => {
      forget();
      onClose();
      navigate(`/incidents/${result.id}`);
    },
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={device === undefined ? 'Write an incident down' : `An incident at ${device.name}`}
      centered
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="What it is"
            data={incidentCategories.map(value => ({ value, label: incidentCategoryWords[value] }))}
            value={draft.category}
            onChange={event => write({ category: event.currentTarget.value })}
            description={
              draft.category === 'password_compromised'
                ? 'Starts a clock: it has to be changed within 24 hours.'
                : undefined
            }
            data-autofocus
          />
          <TextInput
            label="What happened, in one sentence"
            description="Without the name of a pupil or a colleague"
            value={draft.title}
            error={wrong.title}
            maxLength={160}
            onChange={event => write({ title: event.currentTarget.value })}
          />
          {device === undefined && may('devices.read') ? (
            <DeviceField label="Computer, if there is one" error={wrong.deviceId} onChange={setDeviceId} />
          ) : null}
          <TextInput
            type="datetime-local"
            label="When it was noticed"
            value={noticed === '' ? now : noticed}
            error={wrong.noticedAt}
            onChange={event => write({ noticed: event.currentTarget.value })}
          />
          {may('persons.read') ? (
            <HolderField
              label="Who told you, if it was not you"
              value={draft.reporter}
              onChange={reporter => write({ reporter })}
              error={wrong.reporter}
            />
          ) : (
            <TextInput
              label="Who told you, if it was not you"
              value={draft.reporter}
              error={wrong.reporter}
              maxLength={100}
              onChange={event => write({ reporter: event.currentTarget.value })}
            />
          )}
          <Textarea
            label="More, if it helps"
            value={draft.detail}
            error={wrong.detail}
            maxLength={2000}
            autosize
            minRows={2}
            onChange={event => write({ detail: event.currentTarget.value })}
          />
          <Text size="sm" c="dimmed">
            What is written down cannot be deleted here. It can be corrected, and what stood there stays
            readable.
          </Text>
          <AboutField value={about} onChange={setAbout} error={wrong.about} />
          {save.error === null || Object.keys(wrong).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>It can be corrected later, and not removed.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Write it down
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
