import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { plainMoney } from '../../../../shared/assets/money.ts';
import {
  type Licence,
  type LicenceBasis,
  licenceBases,
  licenceBasisWords,
  licenceList,
} from '../../../../shared/protocol/api/licences.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useTextFields } from '../../text-fields.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { penceOf } from '../suppliers/ContractDialog.tsx';

export function LicenceDialog({ licence, onClose }: { licence: Licence | null; onClose(): void }) {
  const { fields, text } = useTextFields({
    title: licence?.title ?? '',
    seats: licence?.seats?.toString() ?? '',
    startsOn: licence?.startsOn ?? '',
    endsOn: licence?.endsOn ?? '',
    cost: licence === null || licence.cost === null ? '' : plainMoney(licence.cost),
    reference: licence?.reference ?? '',
    notes: licence?.notes ?? '',
    endedOn: licence?.endedOn ?? '',
  });
  const [basis, setBasis] = useState<LicenceBasis>(licence?.basis ?? 'device');
  const [software, setSoftware] = useState(licence?.software ?? null);
  const [supplierId, setSupplierId] = useState(licence?.supplier?.id ?? '');
  const [key, setKey] = useState('');
  const [forget, setForget] = useState(false);
  const suppliers = useQuery(views.suppliers()).data?.items ?? [];
  const send = async () => {
    const { cost, seats, startsOn, endsOn, endedOn, ...texts } = fields;
    const body = {
      ...texts,
      basis,
      softwareId: software?.id ?? null,
      supplierId: supplierId || null,
      seats: basis === 'site' || seats.trim() === '' ? null : Number(seats),
      startsOn: startsOn || null,
      endsOn: endsOn || null,
      endedOn: endedOn || null,
      cost: penceOf(cost, 'cost'),
      ...(key.trim() !== '' && { key }),
      ...(forget && { key: null }),
      ...(licence !== null && { revision: licence.revision }),
    };
    return licence === null
      ? change('POST', '/licences', body, licenceList)
      : change('PUT', `/licences/${licence.id}`, body, licenceList);
  };
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={licence?.title ?? 'Enter a licence'}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <TextInput label="What it is for" {...text('title', wrong)} data-autofocus />
          <TitlePicker chosen={software} choose={setSoftware} problem={wrong.softwareId} />
          <div className="two-fields">
            <NativeSelect
              label="It counts"
              data={licenceBases.map(value => ({ value, label: licenceBasisWords[value] }))}
              value={basis}
              onChange={event => setBasis(event.currentTarget.value as LicenceBasis)}
            />
            {basis === 'site' ? null : (
              <TextInput label="Seats; empty for no limit" inputMode="numeric" {...text('seats', wrong)} />
            )}
            <TextInput type="date" label="Starts" {...text('startsOn', wrong)} />
            <TextInput type="date" label="Ends, if it does" {...text('endsOn', wrong)} />
            <TextInput label="Cost" leftSection="£" inputMode="decimal" {...text('cost', wrong)} />
            <TextInput label="Order or contract number" {...text('reference', wrong)} />
            <NativeSelect
              label="Supplier"
              data={[
                { value: '', label: 'None chosen' },
                ...suppliers.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              value={supplierId}
              error={wrong.supplierId}
              onChange={event => setSupplierId(event.currentTarget.value)}
            />
          </div>
          <Textarea
            label={
              licence === null || licence.keyEnd === null ? 'Key, if it is to be kept here' : 'Another key'
            }
            description="Kept under lock: no list or export shows it, and each look is in the log."
            autosize
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
            value={key}
            error={wrong.key}
            onChange={event => setKey(event.currentTarget.value)}
          />
          {licence === null || licence.keyEnd === null ? null : (
            <Checkbox
              label="Forget the key that is kept"
              checked={forget}
              onChange={event => setForget(event.currentTarget.checked)}
            />
          )}
          <Textarea label="Notes" autosize maxLength={1000} {...text('notes', wrong)} />
          {licence === null ? null : (
            <TextInput type="date" label="Given up on, if it was" {...text('endedOn', wrong)} />
          )}
        </>
      )}
    </FormDialog>
  );
}

interface PickerProps {
  chosen: { id: string; name: string } | null;
  choose(title: { id: string; name: string } | null): void;
  problem: string | undefined;
}

/** Which title of the software list the licence covers. */
function TitlePicker({ chosen, choose, problem }: PickerProps) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search.trim(), 250);
  const found = useQuery({ ...views.licenceTitles(asked), enabled: asked.length >= 2 }).data?.items ?? [];
  const options = [
    ...(chosen === null ? [] : [{ value: chosen.id, label: chosen.name }]),
    ...found
      .filter(({ id }) => id !== chosen?.id)
      .map(({ id, name, devices }) => ({ value: id, label: `${name} (${plural(devices, 'computer')})` })),
  ];
  return (
    <div className="two-fields">
      <TextInput
        label="Find it in the software list"
        description="So that computers are counted"
        maxLength={100}
        value={search}
        onChange={event => setSearch(event.currentTarget.value)}
      />
      <NativeSelect
        label="Title"
        description={
          asked.length >= 2 && found.length === 0 ? 'Nothing found by this name' : 'As agents name it'
        }
        data={[{ value: '', label: 'Tied to none' }, ...options]}
        value={chosen?.id ?? ''}
        error={problem}
        onChange={event => {
          const { value } = event.currentTarget;
          const one = found.find(({ id }) => id === value) ?? (chosen?.id === value ? chosen : null);
          choose(one === null ? null : { id: one.id, name: one.name });
        }}
      />
    </div>
  );
}
