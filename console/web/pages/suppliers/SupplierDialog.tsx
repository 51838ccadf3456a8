import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { processorAnswers, type Supplier, supplierList } from '../../../../shared/protocol/api/suppliers.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';

const labels = {
  name: 'Name',
  contact: 'Who to speak to',
  phone: 'Telephone',
  email: 'E-mail',
  website: 'Website',
  account: 'Our account number',
} as const;
type Name = keyof typeof labels;
const names = Object.keys(labels) as Name[];
const answers = {
  yes: 'Yes, it keeps or can see some',
  no: 'No, none',
  unknown: 'Not known yet',
};

interface Props {
  supplier: Supplier | null;
  /** To begin with. */
  name: string;
  onClose(): void;
}

export function SupplierDialog({ supplier, name, onClose }: Props) {
  const [fields, setFields] = useState({
    ...(Object.fromEntries(names.map(one => [one, supplier?.[one] ?? ''])) as Record<Name, string>),
    name,
    processor: supplier?.processor ?? ('unknown' as const),
    agreementOn: supplier?.agreementOn ?? '',
    agreementUntil: supplier?.agreementUntil ?? '',
    notes: supplier?.notes ?? '',
    endedOn: supplier?.endedOn ?? '',
  });
  const write = (given: Partial<typeof fields>) => setFields({ ...fields, ...given });
  const body = {
    ...fields,
    agreementOn: fields.agreementOn || null,
    agreementUntil: fields.agreementUntil || null,
    endedOn: fields.endedOn || null,
    ...(supplier !== null && { revision: supplier.revision }),
  };
  const day = (one: 'agreementOn' | 'agreementUntil' | 'endedOn', label: string, wrong?: string) => (
    <TextInput
      type="date"
      label={label}
      value={fields[one]}
      error={wrong}
      onChange={event => write({ [one]: event.currentTarget.value })}
    />
  );
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={supplier === null ? 'Enter a supplier' : supplier.name}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={() =>
        supplier === null
          ? change('POST', '/suppliers', body, supplierList)
          : change('PUT', `/suppliers/${supplier.id}`, body, supplierList)
      }
    >
      {wrong => (
        <>
          <div className="two-fields">
            {names.map(one => (
              <TextInput
                key={one}
                label={labels[one]}
                value={fields[one]}
                error={wrong[one]}
                onChange={event => write({ [one]: event.currentTarget.value })}
              />
            ))}
          </div>
          <NativeSelect
            label="Does it handle personal data for the school?"
            description="Names, marks, photos, staff records: also where it could only look while mending something."
            data={processorAnswers.map(value => ({ value, label: answers[value] }))}
            value={fields.processor}
            error={wrong.processor}
            onChange={event => write({ processor: event.currentTarget.value as Supplier['processor'] })}
          />
          {fields.processor === 'yes' ? (
            <div className="two-fields">
              {day('agreementOn', 'Data processing agreement signed on', wrong.agreementOn)}
              {day('agreementUntil', 'It ends on, if it does', wrong.agreementUntil)}
            </div>
          ) : null}
          <Textarea
            label="Notes"
            autosize
            maxLength={1000}
            value={fields.notes}
            error={wrong.notes}
            onChange={event => write({ notes: event.currentTarget.value })}
          />
          {supplier === null ? null : day('endedOn', 'No longer worked with since, if so', wrong.endedOn)}
        </>
      )}
    </FormDialog>
  );
}
