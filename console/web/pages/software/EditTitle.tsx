import { Button, Checkbox, Group, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type Title,
  type TitleRecord,
  title as titleSchema,
} from '../../../../shared/protocol/api/software.ts';
import { change } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

type TextField = Exclude<keyof TitleRecord, 'personalData' | 'schoolOnly' | 'seats'>;

const lines: { name: TextField; label: string; description?: string; kind?: 'date' | 'long' }[] = [
  { name: 'owner', label: 'Answers for it', description: 'A role or a name, such as the computing lead.' },
  {
    name: 'updateSource',
    label: 'Updates come from',
    description: 'Itself, Windows Update, the technician…',
  },
  { name: 'reviewOn', label: 'Next review', kind: 'date' },
  {
    name: 'supportEndsOn',
    label: 'School’s own end of support',
    description: 'Counts before the table. Leave it empty to use the table.',
    kind: 'date',
  },
  { name: 'assessedOn', label: 'Risk assessed on', kind: 'date' },
  { name: 'assessedBy', label: 'Risk assessed by' },
  {
    name: 'assessment',
    label: 'Assessment',
    description: 'What was found, and what was agreed.',
    kind: 'long',
  },
  { name: 'dpia', label: 'DPIA', description: 'Its reference or where it is kept.' },
  { name: 'supplier', label: 'Supplier' },
  { name: 'contractEndsOn', label: 'Contract ends', kind: 'date' },
  { name: 'notes', label: 'Notes', kind: 'long' },
];

/** Everything that the school may write of a title. */
export function EditTitle({ title, onClose }: { title: Title; onClose(): void }) {
  const [record, setRecord] = useState(title.record);
  const write = (part: Partial<TitleRecord>) => setRecord(before => ({ ...before, ...part }));
  const save = useChange({
    send: () =>
      change('PATCH', `/software/${title.id}`, { revision: title.revision, ...changed() }, titleSchema),
    said: () => `Saved what you wrote of ${title.name}.`,
    undo: after => () =>
      change('PATCH', `/software/${title.id}`, { revision: after.revision, ...title.record }, titleSchema),
    touches: ['software'],
    quiet: true,
    done: onClose,
  });
  const changed = () =>
    Object.fromEntries(
      Object.entries(record).filter(([name, value]) => value !== title.record[name as keyof TitleRecord]),
    );
  const wrong = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <div className="asset-fields">
        {lines.map(({ name, label, description, kind }) => {
          const shared = {
            label,
            description,
            value: record[name] ?? '',
            error: wrong[name],
            onChange: (event: { currentTarget: { value: string } }) =>
              write({ [name]: event.currentTarget.value || null }),
          };
          return kind === 'long' ? (
            <Textarea key={name} {...shared} className="wide-field" autosize minRows={2} maxLength={2000} />
          ) : (
            <TextInput key={name} {...shared} type={kind === 'date' ? 'date' : 'text'} maxLength={200} />
          );
        })}
        <NativeSelect
          label="Holds personal data"
          value={record.personalData}
          error={wrong.personalData}
          data={[
            { value: 'not_said', label: 'Not said yet' },
            { value: 'yes', label: 'Yes' },
            { value: 'no', label: 'No' },
          ]}
          onChange={event =>
            write({ personalData: event.currentTarget.value as TitleRecord['personalData'] })
          }
        />
        <NumberInput
          label="Seats"
          description="How many devices the licence allows. Empty: it does not count them."
          min={0}
          allowDecimal={false}
          value={record.seats ?? ''}
          error={wrong.seats}
          onChange={value => write({ seats: value === '' ? null : Number(value) })}
        />
        <Checkbox
          label="On school devices only: it holds children’s data"
          checked={record.schoolOnly}
          onChange={event => write({ schoolOnly: event.currentTarget.checked })}
        />
      </div>
      {wrong.revision === undefined ? null : <Notice tone="error">{wrong.revision}</Notice>}
      <Group mt="md" gap="sm">
        <Button type="submit" loading={save.isPending} disabled={Object.keys(changed()).length === 0}>
          Save
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </Group>
    </form>
  );
}
