import { FileInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Contractor } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToday } from '../../session.tsx';
import { keepFile } from './files.ts';

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
  guaranteeOn: 'Written guarantee that data is destroyed, of',
  checkedOn: 'You looked all this up on',
};
type Name = keyof typeof labels;
const names = Object.keys(labels) as Name[];
const days: readonly Name[] = [
  'carrierUntil',
  'permitUntil',
  'agreementOn',
  'agreementUntil',
  'guaranteeOn',
  'checkedOn',
];
const mayLack: readonly Name[] = ['permitUntil', 'agreementOn', 'agreementUntil', 'guaranteeOn'];

export function ContractorDialog({
  contractor,
  onClose,
}: {
  contractor: Contractor | null;
  onClose(): void;
}) {
  const today = useToday();
  const [fields, setFields] = useState(
    () =>
      Object.fromEntries(
        names.map(name => [name, name === 'checkedOn' ? today : (contractor?.[name] ?? '')]),
      ) as Record<Name, string>,
  );
  const [file, setFile] = useState<File | null>(null);
  const send = async () => {
    const texts = names.map(name => [
      name,
      mayLack.includes(name) && fields[name] === '' ? null : fields[name],
    ]);
    const guaranteeFileId = file === null ? (contractor?.guaranteeFileId ?? null) : (await keepFile(file)).id;
    const body = { ...Object.fromEntries(texts), guaranteeFileId };
    return contractor === null
      ? tell('POST', '/disposals/contractors', body)
      : tell('PUT', `/disposals/contractors/${contractor.id}`, body);
  };
  return (
    <FormDialog
      after="It can be changed again at any time."
      title={contractor === null ? 'Enter a company' : contractor.name}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={send}
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
          <FileInput
            label={contractor?.guaranteeFileId ? 'Another file of its guarantee' : 'The guarantee as a file'}
            placeholder="PDF, PNG, JPEG or text"
            value={file}
            error={wrong.file}
            onChange={setFile}
            clearable
          />
        </div>
      )}
    </FormDialog>
  );
}
