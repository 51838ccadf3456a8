import { Checkbox, FileInput, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isDay, sayDay } from '../../../../shared/assets/dates.ts';
import {
  keepUntil,
  type PaperKind,
  paperKinds,
  paperWords,
} from '../../../../shared/disposals/keep-until.ts';
import { type MethodName, methodNames, methodOf } from '../../../../shared/disposals/methods.ts';
import type { Batch, Contractor, ItemRow } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToday } from '../../session.tsx';
import { keepFile } from './files.ts';

interface PaperProps {
  id: string;
  destination: Contractor;
  onClose(): void;
}

export function PaperDialog({ id, destination, onClose }: PaperProps) {
  const [file, setFile] = useState<File | null>(null);
  const [fields, setFields] = useState({
    kind: 'consignment_note' as PaperKind,
    number: '',
    dated: useToday(),
    codes: '',
    hazardous: true,
    pops: true,
    quantity: '',
    destination: `${destination.name}, ${destination.permit}`,
    tracking: '',
  });
  const text = (
    name: 'number' | 'codes' | 'quantity' | 'destination' | 'tracking',
    wrong: Record<string, string>,
  ) => ({
    value: fields[name],
    error: wrong[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      title="Enter a waste paper"
      verb="Enter it"
      after="It cannot be undone: a paper is kept as evidence. A corrected one is entered beside it, and of the wrong one you say why it is there."
      said="Entered."
      onClose={onClose}
      send={async () => {
        const fileId = file === null ? null : (await keepFile(file)).id;
        await tell('POST', `/disposals/batches/${id}/papers`, { ...fields, fileId });
      }}
    >
      {wrong => (
        <>
          <div className="two-fields">
            <NativeSelect
              label="Which paper"
              data={paperKinds.map(value => ({ value, label: paperWords[value] }))}
              value={fields.kind}
              error={wrong.kind}
              onChange={event => setFields({ ...fields, kind: event.currentTarget.value as PaperKind })}
              data-autofocus
            />
            <TextInput label="Its number" maxLength={60} {...text('number', wrong)} />
            <TextInput
              type="date"
              label="Dated"
              value={fields.dated}
              error={wrong.dated}
              onChange={event => setFields({ ...fields, dated: event.currentTarget.value })}
            />
            <TextInput
              label="Waste codes, as the contractor wrote them"
              maxLength={200}
              {...text('codes', wrong)}
            />
            <TextInput
              label="Quantity"
              placeholder="12 items, 31 kg"
              maxLength={100}
              {...text('quantity', wrong)}
            />
            <TextInput label="Taken to" maxLength={200} {...text('destination', wrong)} />
            <TextInput
              label="Digital waste tracking reference, if any"
              maxLength={100}
              {...text('tracking', wrong)}
            />
          </div>
          <Checkbox
            label="Hazardous, as the contractor classified it"
            checked={fields.hazardous}
            onChange={event => setFields({ ...fields, hazardous: event.currentTarget.checked })}
          />
          <Checkbox
            label="With persistent organic pollutants (POPs)"
            checked={fields.pops}
            onChange={event => setFields({ ...fields, pops: event.currentTarget.checked })}
          />
          <FileInput
            label="A picture or PDF of it, if you have one"
            value={file}
            error={wrong.file}
            onChange={setFile}
            clearable
          />
          {isDay(fields.dated) ? (
            <p className="quiet">
              The law asks to keep it until {sayDay(keepUntil(fields.kind, fields.dated, 0))}; the school’s
              own rule may make that longer.
            </p>
          ) : null}
        </>
      )}
    </FormDialog>
  );
}

export function CertificateDialog({ data, onClose }: { data: Batch; onClose(): void }) {
  const [file, setFile] = useState<File | null>(null);
  const [fields, setFields] = useState({
    issuer: data.taker,
    number: '',
    dated: useToday(),
    method: 'shred' as MethodName,
    standard: '',
    serials: '',
  });
  const text = (name: 'issuer' | 'number' | 'standard' | 'serials', wrong: Record<string, string>) => ({
    value: fields[name],
    error: wrong[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <FormDialog
      title="Enter a certificate"
      verb="Enter it"
      after="It stays as evidence. One that is wrong can be withdrawn with a reason, until the collection is closed."
      said="Entered. Below it stand the serials that it could be matched with, and those it could not."
      onClose={onClose}
      send={async () => {
        const fileId = file === null ? '' : (await keepFile(file)).id;
        await tell('POST', `/disposals/batches/${data.id}/certificates`, { ...fields, fileId });
      }}
    >
      {wrong => (
        <>
          <FileInput
            label="The certificate"
            description="PDF, PNG, JPEG or text, at most 15 MB"
            placeholder="Choose a file"
            value={file}
            error={wrong.file ?? (wrong.fileId === undefined ? undefined : 'Choose its file')}
            onChange={setFile}
            clearable
          />
          <div className="two-fields">
            <TextInput label="Issued by" maxLength={120} {...text('issuer', wrong)} />
            <TextInput label="Its number" maxLength={60} {...text('number', wrong)} />
            <TextInput
              type="date"
              label="Dated"
              value={fields.dated}
              error={wrong.dated}
              onChange={event => setFields({ ...fields, dated: event.currentTarget.value })}
            />
            <NativeSelect
              label="What it says was done"
              data={methodNames.map(value => ({ value, label: methodOf(value).words }))}
              value={fields.method}
              onChange={event => setFields({ ...fields, method: event.currentTarget.value as MethodName })}
            />
            <TextInput label="Standard it names" maxLength={100} {...text('standard', wrong)} />
          </div>
          <Textarea
            label="Serial numbers of storage that it names"
            description="One a line, or parted by commas: copy them from the certificate"
            autosize
            minRows={3}
            maxRows={12}
            {...text('serials', wrong)}
          />
        </>
      )}
    </FormDialog>
  );
}

interface FreedProps {
  id: string;
  /** Those of which nobody has said it yet. */
  things: readonly ItemRow[];
  onClose(): void;
}

export function FreedDialog({ id, things, onClose }: FreedProps) {
  const [chosen, setChosen] = useState(things.map(one => one.id));
  const [licences, setLicences] = useState(false);
  const [accounts, setAccounts] = useState(false);
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title="Licences and accounts"
      verb="They are freed"
      after="It cannot be undone: their seats are free for others at once."
      said="Written down, with your name."
      onClose={onClose}
      send={() =>
        tell('POST', `/disposals/batches/${id}/freed`, { licences, accounts, note, itemIds: chosen })
      }
    >
      {wrong => (
        <>
          <Checkbox.Group label="Of which things" value={chosen} onChange={setChosen} error={wrong.itemIds}>
            {things.map(one => (
              <Checkbox
                key={one.id}
                mt={6}
                value={one.id}
                label={`${one.tag}, ${one.what}${one.seats.length === 0 ? '' : ` (has a seat of ${one.seats.join(', ')}: it is freed with this)`}`}
              />
            ))}
          </Checkbox.Group>
          <Checkbox
            label="Software licences that were assigned to these things are given back"
            checked={licences}
            error={wrong.licences}
            onChange={event => setLicences(event.currentTarget.checked)}
          />
          <Checkbox
            label="Their entries in the directory and in device management (Entra, Google, Apple) are removed"
            checked={accounts}
            error={wrong.accounts}
            onChange={event => setAccounts(event.currentTarget.checked)}
          />
          <Textarea
            label="Note, if there is something to add"
            autosize
            maxLength={500}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

export function PaidDialog({ data, onClose }: { data: Batch; onClose(): void }) {
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={`Payment of ${data.taker}`}
      verb="It is paid"
      after="It cannot be undone: it is entered once, with your name."
      said="Written down, with your name."
      onClose={onClose}
      send={() => tell('POST', `/disposals/batches/${data.id}/paid`, { note })}
    >
      {wrong => (
        <TextInput
          label="How it was paid"
          description="With the number of the receipt or the day of the transfer. Money goes to the school’s account."
          maxLength={200}
          value={note}
          error={wrong.note}
          onChange={event => setNote(event.currentTarget.value)}
          data-autofocus
        />
      )}
    </FormDialog>
  );
}
