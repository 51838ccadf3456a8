import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Contractor } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from './FormDialog.tsx';
import { today } from './words.tsx';

const labels = {
  name: 'Company',
  contact: 'How to reach it',
  carrierNumber: 'Carrier registration number',
  carrierUntil: 'Registration runs out on',
  permit: 'Permit or AATF number of the treatment site',
  permitUntil: 'Permit or approval runs out on, if it does',
  agreementOn: 'Data processing agreement signed on',
  agreementUntil: 'Agreement ends on, if it does',
  certification: 'Certified for data destruction, such as ADISA 8.0',
  checkedOn: 'You looked all this up on',
};
type Name = keyof typeof labels;
const names = Object.keys(labels) as Name[];
const days: readonly Name[] = ['carrierUntil', 'permitUntil', 'agreementOn', 'agreementUntil', 'checkedOn'];
const mayLack: readonly Name[] = ['permitUntil', 'agreementOn', 'agreementUntil'];

export function ContractorDialog({
  contractor,
  onClose,
}: {
  contractor: Contractor | null;
  onClose(): void;
}) {
  const [fields, setFields] = useState(
    () => Object.fromEntries(names.map(name => [name, startOf(contractor, name)])) as Record<Name, string>,
  );
  const body = Object.fromEntries(
    names.map(name => [name, mayLack.includes(name) && fields[name] === '' ? null : fields[name]]),
  );
  return (
    <FormDialog
      title={contractor === null ? 'Enter a company' : contractor.name}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={() =>
        contractor === null
          ? tell('POST', '/disposals/contractors', body)
          : tell('PUT', `/disposals/contractors/${contractor.id}`, body)
      }
    >
      {wrong => (
        <div className="two-fields">
          {names.map(name => (
            <TextInput
              key={name}
              type={days.includes(name) ? 'date' : 'text'}
              label={labels[name]}
              value={fields[name]}
              error={wrong[name]}
              onChange={event => setFields({ ...fields, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      )}
    </FormDialog>
  );
}

function startOf(contractor: Contractor | null, name: Name): string {
  if (name === 'checkedOn') return today();
  return contractor?.[name] ?? '';
}
