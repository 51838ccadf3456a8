import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { controlByKey, controls } from '../../../../shared/controls/index.ts';
import { fieldsOf } from '../../../../shared/policies/fields.ts';
import { type ExceptionView, exceptionList } from '../../../../shared/protocol/api/policies.ts';
import { change } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { After } from '../../components/After.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { below, FieldInput } from './form/FieldInput.tsx';

const dayMs = 24 * 3600_000;

interface Props {
  /** Chosen already, when it is opened from a device. */
  device?: { id: string; name: string };
  control?: string;
  /** One that ends or has ended, to be asked for again: only its end is still to be said. */
  again?: ExceptionView;
  onClose(): void;
}

/** Asks for everything that an exception needs: what, who, why, for whom, until when. */
export function ExceptionDialog({ device, control, again, onClose }: Props) {
  const [first] = Object.entries(again?.settings ?? {});
  const [value, write, forget] = useDraft(
    `exception.${again?.id ?? [device?.id, control].filter(Boolean).join('.')}`,
    {
      control: again?.control ?? control ?? controls[0]?.key ?? '',
      field: first?.[0] ?? 'mode',
      // What is accepted as it is, is asked of them no more.
      value: (first?.[1] ?? (control === undefined ? undefined : 'off')) as unknown,
      devices: again?.devices.named ?? (device === undefined ? [] : [device]),
      reason: again?.reason ?? '',
      askedBy: again?.askedBy ?? '',
      until: '',
    },
  );
  const others = again !== undefined && again.control === value.control ? again.settings : {};
  const meaning = controlByKey(value.control);
  const fields = meaning === undefined ? [] : fieldsOf(meaning);
  const field = fields.find(one => one.name === value.field) ?? fields[0];
  const setting = value.value === undefined ? field?.default : value.value;
  const save = useChange({
    send: () =>
      change(
        'POST',
        '/policies/exceptions',
        {
          control: value.control,
          deviceIds: value.devices.map(one => one.id),
          settings: { ...others, [field?.name ?? '']: setting },
          reason: value.reason,
          askedBy: value.askedBy,
          endsAt: endOf(value.until),
        },
        exceptionList,
      ),
    said: ({ items }) =>
      items[0]?.status === 'waiting'
        ? 'With earlier ones it lasts longer than a term or lets many computers off, or the school’s rule asks for it: somebody else has to approve it first.'
        : 'The exception holds from now on.',
    touches: ['policies', 'device', 'devices', 'promises'],
    quiet: true,
    done: () => {
      forget();
      onClose();
    },
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={again === undefined ? 'Make an exception' : 'Ask for it again'}
      centered
      size="lg"
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="Control"
            value={value.control}
            error={wrong.control}
            data={controls.map(one => ({ value: one.key, label: one.words.title }))}
            onChange={event => write({ control: event.currentTarget.value, field: 'mode', value: undefined })}
            data-autofocus
          />
          <NativeSelect
            label="What is to be different"
            value={field?.name ?? ''}
            data={fields.map(one => ({ value: one.name, label: one.title }))}
            onChange={event => write({ field: event.currentTarget.value, value: undefined })}
          />
          {field === undefined ? null : (
            <FieldInput
              at={`exception.${field.name}`}
              field={{ ...field, title: `${field.title}, for these devices` }}
              value={setting}
              problems={below(below(wrong, 'settings'), field.name)}
              disabled={false}
              onChange={next => write({ value: next })}
            />
          )}
          <DeviceChoice
            chosen={value.devices}
            problem={wrong.deviceIds}
            onChange={devices => write({ devices })}
          />
          <TextInput
            label="Asked for by"
            description="The name of whoever needs it."
            required
            withAsterisk={false}
            maxLength={100}
            value={value.askedBy}
            error={wrong.askedBy}
            onChange={event => write({ askedBy: event.currentTarget.value })}
          />
          <Textarea
            label="Why"
            description="Name no pupil: say what is needed, not who needs it."
            required
            withAsterisk={false}
            autosize
            minRows={2}
            maxLength={300}
            value={value.reason}
            error={wrong.reason}
            onChange={event => write({ reason: event.currentTarget.value })}
          />
          <TextInput
            type="date"
            label="Until the end of"
            description="A year at most; it ends by itself. Somebody else approves it where, with earlier ones, it lasts longer than a term in a year, or lets off more than ten computers and a tenth of the school."
            required
            withAsterisk={false}
            min={dateAt(consoleNow())}
            max={dateAt(consoleNow() + 365 * dayMs)}
            value={value.until}
            error={wrong.endsAt}
            onChange={event => write({ until: event.currentTarget.value })}
          />
          <After>It can be ended at any time.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={value.devices.length === 0}>
              Make the exception
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);

/** The end of that day where the browser is. 0, which the console refuses, for no day. */
function endOf(date: string): number {
  const at = new Date(`${date}T23:59:59`).getTime();
  return Number.isNaN(at) ? 0 : at;
}

interface ChoiceProps {
  chosen: readonly { id: string; name: string }[];
  problem: string | undefined;
  onChange(devices: { id: string; name: string }[]): void;
}

function DeviceChoice({ chosen, problem, onChange }: ChoiceProps) {
  const [search, setSearch] = useState('');
  const query = useInfiniteQuery({
    ...views.devices({ search: search.trim() }),
    enabled: search.trim().length > 0,
  });
  const found = (query.data?.pages ?? [])
    .flatMap(page => page.items)
    .filter(one => !chosen.some(other => other.id === one.id))
    .slice(0, 8);
  return (
    <div>
      <TextInput
        label="Devices"
        description="Search by name, then choose."
        value={search}
        error={problem}
        onChange={event => setSearch(event.currentTarget.value)}
      />
      {search.trim() === '' ? null : (
        <ul className="plain-list found-devices" aria-label="Found devices">
          {found.map(({ id, name, group }) => (
            <li key={id}>
              <Button size="compact-sm" variant="subtle" onClick={() => onChange([...chosen, { id, name }])}>
                {name}
                <span className="quiet found-group">{group.name}</span>
              </Button>
            </li>
          ))}
          {query.isSuccess && found.length === 0 ? <li className="quiet">No other device fits.</li> : null}
        </ul>
      )}
      <ul className="plain-list chosen-devices" aria-label="Chosen devices">
        {chosen.map(one => (
          <li key={one.id}>
            <span className="tag">{one.name}</span>
            <button
              type="button"
              className="link-button"
              onClick={() => onChange(chosen.filter(other => other.id !== one.id))}
            >
              Remove<span className="hidden-words"> {one.name}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
