import { Button, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { codeInput, type MadeCode, madeCode } from '../../../../shared/protocol/api/enrolment.ts';
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

/** `uses` is text while it is empty. */
const initial = { groupId: '', label: '', uses: 1 as number | string, hours: '24' };

export function CodeForm({ onMade }: { onMade(made: MadeCode): void }) {
  const [value, write, forget] = useDraft('enrolment-code', initial);
  const groups = useQuery(views.groups()).data?.items ?? [];
  // Of several, nobody has chosen one yet: a whole trolley in the wrong group is work for an afternoon.
  const only = groups.length === 1 ? groups[0]?.id : undefined;
  const groupId = groups.some(group => group.id === value.groupId) ? value.groupId : (only ?? '');
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
  const [wrong, setWrong] = useState<{ groupId?: string; uses?: string }>({});
  const fields = fieldErrors(make.error);
  return (
    <form
      className="form-line"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        const found = problemsOf(groupId, value.uses);
        setWrong(found);
        if (Object.keys(found).length === 0) make.mutate(undefined);
      }}
    >
      <NativeSelect
        label="Group"
        value={groupId}
        error={groupId === '' ? wrong.groupId : fields.groupId}
        errorProps={{ role: 'alert' }}
        onChange={event => write({ groupId: event.currentTarget.value })}
        data={[
          ...(groupId === '' ? [{ value: '', label: 'Choose a group' }] : []),
          ...groups.map(({ id, name }) => ({ value: id, label: name })),
        ]}
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
        clampBehavior="none"
        value={value.uses}
        error={wrong.uses ?? fields.uses}
        errorProps={{ role: 'alert' }}
        onChange={uses => write({ uses })}
        className="short-field"
      />
      <NativeSelect
        label="Works for"
        value={value.hours}
        error={fields.hours}
        onChange={event => write({ hours: event.currentTarget.value })}
        data={lives}
      />
      <Button type="submit" loading={make.isPending} disabled={groups.length === 0}>
        Make a code
      </Button>
    </form>
  );
}

function problemsOf(groupId: string, uses: number | string) {
  const fits = codeInput.shape.uses.safeParse(uses).success;
  return {
    ...(groupId === '' && { groupId: 'Choose a group first' }),
    ...(!fits && { uses: 'Write a whole number from 1 to 500' }),
  };
}
