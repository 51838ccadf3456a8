import {
  Anchor,
  Button,
  Checkbox,
  Group,
  Modal,
  NativeSelect,
  Radio,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { requestView } from '../../../../shared/protocol/api/requests.ts';
import type { MediaIdentity } from '../../../../shared/protocol/order.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { HolderField } from '../media/HolderField.tsx';
import { sayLength } from './length.ts';

interface Seen {
  /** Two of one model without serials are one and the same to a permission. */
  id: string;
  name: string;
  media: MediaIdentity;
}

const minutesOffered = [15, 30, 60, 120, 240, 480, 720];

/** The media that the device last said are plugged in; keyboards and phones are no sticks. */
function mediaSeen(device: Device): Seen[] {
  const found = device.findings.find(({ finding }) => finding.control === 'removable-media');
  const seen = (found?.finding.evidence.parts ?? []).flatMap(({ name, facts }): Seen[] => {
    const { vendorId, productId, serialHash, kind } = facts;
    if (typeof vendorId !== 'string' || typeof productId !== 'string' || kind === 'phone_or_camera')
      return [];
    const hash = typeof serialHash === 'string' ? serialHash : null;
    const id = `${vendorId}:${productId} ${hash ?? ''}`;
    return [{ id, name, media: { vendorId, productId, serialHash: hash } }];
  });
  return [...new Map(seen.map(one => [one.id, one])).values()];
}

/**
 * Permission for one stick that is plugged in, for somebody who asked in person: it is scanned first, and ends by itself,
 * also offline. Who asked and why is kept with the other requests.
 */
export function StickDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const seen = mediaSeen(device);
  const [chosen, setChosen] = useState('');
  const [access, setAccess] = useState<'read_only' | 'read_write'>('read_only');
  const [minutes, setMinutes] = useState('60');
  const [once, setOnce] = useState(true);
  const [person, setPerson] = useState('');
  const [reason, setReason] = useState('');
  // One may be plugged in while this is open.
  const stick = seen.find(one => one.id === chosen) ?? seen[0];
  const allow = useChange({
    send: (media: MediaIdentity) => {
      const granted = { access, minutes: Number(minutes) };
      const request = { kind: 'media', person, reason, media, serial: null, ...granted };
      const allow = { ...granted, singleUse: once };
      return change('POST', '/requests', { deviceId: device.id, request, allow }, requestView);
    },
    said: made => made.outcome?.sentence,
    touches: ['device', 'requests', 'audit'],
    done: onClose,
    quiet: true,
  });
  const wrong = fieldErrors(allow.error);
  return (
    <Modal opened onClose={onClose} title={`Allow a stick on ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (stick !== undefined) allow.mutate(stick.media);
        }}
      >
        <Stack gap="sm">
          {seen.length === 0 ? (
            <Text size="sm">
              No stick is plugged in there, as far as the device has told. Plug it in, wait a few seconds and
              open this again. Sticks that belong to the school are better registered once, on the page{' '}
              <Anchor component={Link} to="/media">
                Media
              </Anchor>
              .
            </Text>
          ) : (
            <>
              <Radio.Group label="Which one" value={stick?.id ?? null} onChange={setChosen}>
                <Stack gap={6} mt={4}>
                  {seen.map(one => (
                    <Radio
                      key={one.id}
                      value={one.id}
                      label={one.name}
                      description={
                        one.media.serialHash === null
                          ? 'It has no serial of its own: any stick of this model will be let in.'
                          : undefined
                      }
                    />
                  ))}
                </Stack>
              </Radio.Group>
              <Radio.Group
                label="To do what"
                value={access}
                onChange={value => setAccess(value === 'read_write' ? value : 'read_only')}
              >
                <Group gap="lg" mt={4}>
                  <Radio value="read_only" label="Only read" data-autofocus />
                  <Radio value="read_write" label="Read and write" />
                </Group>
              </Radio.Group>
              <NativeSelect
                label="For how long"
                description="From when it is opened. Setting the clock, sleep or a restart make it no longer."
                value={minutes}
                onChange={event => setMinutes(event.currentTarget.value)}
                data={minutesOffered.map(value => ({ value: String(value), label: sayLength(value) }))}
              />
              <HolderField
                label="Who asks"
                value={person}
                onChange={setPerson}
                error={wrong['request.person']}
              />
              <TextInput
                label="What for"
                value={reason}
                maxLength={300}
                error={wrong['request.reason']}
                onChange={event => setReason(event.currentTarget.value)}
              />
              <Checkbox
                label="Only until it is pulled out"
                checked={once}
                onChange={event => setOnce(event.currentTarget.checked)}
              />
            </>
          )}
          <After>The permission can be ended before its time, under Orders.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {seen.length === 0 ? 'Go back' : 'Cancel'}
            </Button>
            {stick === undefined ? null : (
              <Button type="submit" loading={allow.isPending}>
                Allow it for {sayLength(Number(minutes))}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
