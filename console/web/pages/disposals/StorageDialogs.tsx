import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Media, media, mediaWords } from '../../../../shared/disposals/methods.ts';
import type { DisposalItem, StorageView } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';

const serialHint =
  'From the drive’s own label. Leave it empty if it cannot be read: then it has to be destroyed here';

function MediaChoice({
  value,
  error,
  onChange,
}: {
  value: Media;
  error?: string | undefined;
  onChange(to: Media): void;
}) {
  return (
    <NativeSelect
      label="What kind of storage"
      data={media.map(one => ({ value: one, label: mediaWords[one] }))}
      value={value}
      error={error}
      onChange={event => onChange(event.currentTarget.value as Media)}
    />
  );
}

export function AddStorageDialog({ itemId, onClose }: { itemId: string; onClose(): void }) {
  const [fields, setFields] = useState({ name: '', model: '', serial: '', media: 'unknown' as Media });
  const text = (name: 'name' | 'model' | 'serial') => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      title="Add storage by hand"
      verb="Add it"
      after="It stays on the list. What was added by mistake can be left out, when a second person agrees."
      said="Added, marked as written down by hand."
      onClose={onClose}
      send={() => tell('POST', `/disposals/items/${itemId}/storage`, fields)}
    >
      {wrong => (
        <>
          <TextInput
            label="Which one it is"
            description="Such as “SSD” or “second disk”"
            maxLength={60}
            error={wrong.name}
            {...text('name')}
            data-autofocus
          />
          <TextInput
            label="Serial number"
            description={serialHint}
            maxLength={64}
            error={wrong.serial}
            {...text('serial')}
          />
          <TextInput label="Model, if it says" maxLength={100} error={wrong.model} {...text('model')} />
          <MediaChoice
            value={fields.media}
            error={wrong.media}
            onChange={chosen => setFields({ ...fields, media: chosen })}
          />
        </>
      )}
    </FormDialog>
  );
}

export function ChangeStorageDialog({ storage, onClose }: { storage: StorageView; onClose(): void }) {
  const [serial, setSerial] = useState(storage.serial ?? '');
  const [kind, setKind] = useState<Media>(storage.media);
  return (
    <FormDialog
      title={`Storage “${storage.name}”`}
      verb="Save"
      after="It can be changed again until it has left; the audit log keeps what it was."
      said="Saved, marked as read by hand."
      onClose={onClose}
      send={() =>
        tell('PATCH', `/disposals/storage/${storage.id}`, {
          ...(serial.trim() !== (storage.serial ?? '') && { serial: serial.trim() }),
          ...(kind !== storage.media && { media: kind }),
        })
      }
    >
      {wrong => (
        <>
          <TextInput
            label="Serial number"
            description={serialHint}
            maxLength={64}
            value={serial}
            error={wrong.serial}
            onChange={event => setSerial(event.currentTarget.value)}
            data-autofocus
          />
          <MediaChoice value={kind} error={wrong.media} onChange={setKind} />
        </>
      )}
    </FormDialog>
  );
}

interface PlaceProps {
  storage: StorageView;
  lines: DisposalItem['unmatched'];
  onClose(): void;
}

/** A drive of a log that has no serial, or another than the list says: a person decides. */
export function PlaceLineDialog({ storage, lines, onClose }: PlaceProps) {
  const [line, setLine] = useState(lines[0]?.id ?? '');
  const [reason, setReason] = useState('');
  return (
    <FormDialog
      title={`Take over a drive of a log for ${storage.serial ?? storage.name}`}
      verb="This is it"
      said="Taken over, with your name as the one who said so."
      onClose={onClose}
      send={() => tell('POST', `/disposals/lines/${line}/match`, { storageId: storage.id, reason })}
    >
      {wrong => (
        <>
          <NativeSelect
            label="Which drive of which log is it?"
            description="No serial number proves it, so your name stands for it. It cannot be taken back."
            data={lines.map(one => ({ value: one.id, label: one.words }))}
            value={line}
            error={wrong.storageId}
            onChange={event => setLine(event.currentTarget.value)}
          />
          <Textarea
            label="How do you know?"
            description="The pack says it beside your name and the serial number that the log names"
            autosize
            minRows={2}
            maxLength={300}
            value={reason}
            error={wrong.reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
