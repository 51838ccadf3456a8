import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import {
  type Encryption,
  encryptions,
  encryptionWords,
  mediumDetail,
  type SeenMedium,
} from '../../../../shared/protocol/api/media.ts';
import { ApiError, change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { HolderField } from './HolderField.tsx';

interface Props {
  /** What a device saw, to begin with. */
  seen?: Pick<SeenMedium, 'vendorId' | 'productId' | 'serialHash' | 'encrypted'> | undefined;
  /** What is known otherwise: of a request, the serial number and who asked. */
  begin?: { serial?: string; holder?: string };
  onClose(): void;
}

export function RegisterDialog({ seen, begin = {}, onClose }: Props) {
  const [values, setValues] = useState({
    label: '',
    vendorId: seen?.vendorId ?? '',
    productId: seen?.productId ?? '',
    serial: begin.serial ?? '',
    holder: begin.holder ?? '',
    access: 'read_write',
    encryption: (seen?.encrypted === 'luks' || seen?.encrypted === 'bitlocker'
      ? 'by_software'
      : 'unknown') as Encryption,
  });
  const set = (name: keyof typeof values) => (value: string) =>
    setValues(before => ({ ...before, [name]: value }));
  const navigate = useNavigate();
  const save = useChange({
    send: () =>
      change(
        'POST',
        '/media',
        { ...values, ...(seen === undefined ? {} : { seenHash: seen.serialHash }) },
        mediumDetail,
      ),
    said: made => `${made.label} is registered: computers that are connected let it in from now on.`,
    touches: ['media', 'audit'],
    done: made => {
      onClose();
      navigate(`/media/${made.id}`);
    },
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  const text = (name: 'label' | 'vendorId' | 'productId' | 'serial', label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      value={values[name]}
      error={wrong[name]}
      onChange={event => set(name)(event.currentTarget.value)}
      maxLength={126}
      spellCheck={false}
      autoComplete="off"
      data-autofocus={name === 'label' ? true : undefined}
    />
  );
  return (
    <Modal opened onClose={onClose} title="Register a stick" centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {text('label', 'Name', 'What is written on it, such as “Office stick 4”.')}
          {seen === undefined ? (
            <div className="media-pair">
              {text('vendorId', 'Vendor', 'Four digits, such as 0781')}
              {text('productId', 'Product', 'Four digits, such as 5567')}
            </div>
          ) : (
            <Text size="sm">
              Model {seen.vendorId}:{seen.productId}, as the computer saw it.
            </Text>
          )}
          {text('serial', 'Serial number', serialHelp(seen !== undefined))}
          <HolderField
            value={values.holder}
            onChange={set('holder')}
            error={wrong.holder}
            description="Leave it empty while it lies in the cupboard."
          />
          <NativeSelect
            label="Encrypted"
            data={encryptions.map(value => ({ value, label: encryptionWords[value] }))}
            value={values.encryption}
            onChange={event => set('encryption')(event.currentTarget.value)}
          />
          <NativeSelect
            label="May be used to"
            data={[
              { value: 'read_write', label: 'Read and write' },
              { value: 'read_only', label: 'Only read' },
            ]}
            value={values.access}
            onChange={event => set('access')(event.currentTarget.value)}
          />
          <Refusal error={save.error} />
          <After>It can be changed again at any time.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Register it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const where =
  'On Windows: Get-PnpDevice -InstanceId USB\\VID_*, the last part; on Linux: lsblk -o NAME,SERIAL.';
const serialHelp = (seen: boolean) =>
  seen
    ? `Computers do not send it. ${where} It is checked against what the computer saw.`
    : `As the stick tells it. ${where}`;

/** What stands beside no field. */
function Refusal({ error }: { error: Error | null }) {
  if (error === null || (error instanceof ApiError && Object.keys(error.fields).length > 0)) return null;
  return (
    <Notice tone="error" urgent>
      {error.message}
    </Notice>
  );
}
