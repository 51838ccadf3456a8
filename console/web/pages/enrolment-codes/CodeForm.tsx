import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type MadeCode, madeCode } from '../../../../shared/protocol/api/enrolment.ts';
import { change } from '../../api-client.ts';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { views } from '../../views.ts';

const lives = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '168', label: '1 week' },
  { value: '720', label: '30 days' },
];

const initial = { groupId: '', label: '', uses: 1, hours: '24' };

export function CodeForm({ onMade }: { onMade(made: MadeCode): void }) {
  const [value, write, forget] = useDraft('enrolment-code', initial);
  const groups = useQuery(views.groups()).data?.items ?? [];
  const groupId = groups.some(group => group.id === value.groupId) ? value.groupId : (groups[0]?.id ?? '');
  const make = useChange({
    send: () =>
      change('POST', '/enrolment-codes', { ...value, groupId, hours: Number(value.hours) }, madeCode),
    touches: ['codes'],
    quiet: true,
    done: made => {
      forget();
      onMade(made);
    },
  });
  const fields = fieldErrors(make.error);
  return (
    <form
      className="form-line"
      onSubmit={event => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      <NativeSelect
        label="Group"
        value={groupId}
        error={fields.groupId}
        onChange={event => write({ groupId: event.currentTarget.value })}
        data={groups.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        label="What for (optional)"
        placeholder="Year 4 trolley"
        maxLength={60}
        value={value.label}
        error={fields.label}
        onChange={event => write({ label: event.currentTarget.value })}
      />
      <NumberInput
        label="Devices"
        min={1}
        max={500}
        allowDecimal={false}
        clampBehavior="strict"
        value={value.uses}
        error={fields.uses}
        onChange={uses => write({ uses: Number(uses) || 1 })}
        className="short-field"
      />
      <NativeSelect
        label="Works for"
        value={value.hours}
        error={fields.hours}
        onChange={event => write({ hours: event.currentTarget.value })}
        data={lives}
      />
      <Button type="submit" loading={make.isPending} disabled={groupId === ''}>
        Make a code
      </Button>
    </form>
  );
}
