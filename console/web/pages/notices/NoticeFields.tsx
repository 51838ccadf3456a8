/** What the forms of a message, of the rules and of a round share. */
import { Button, Checkbox, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { noticePictures } from '../../../../shared/protocol/notice-pictures.ts';
import { reasonOf } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { Notice } from '../../components/Notice.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

const dayMs = 24 * 3600_000;
export const dayText = (daysOn: number) => new Date(consoleNow() + daysOn * dayMs).toISOString().slice(0, 10);

interface Texts {
  adult: string;
  plain: string;
  symbols: string;
}

interface TextsProps {
  value: Texts;
  most: Record<keyof Texts, number>;
  problems: Record<string, string>;
  rows: number;
  onChange(change: Partial<Texts>): void;
}

/** One text in three renderings: each computer shows the one that its technician chose for it. */
export function TextFields({ value, most, problems, rows, onChange }: TextsProps) {
  const field = (name: keyof Texts, label: string, description: string, minRows: number) => (
    <Textarea
      label={label}
      description={description}
      maxLength={most[name]}
      autosize
      minRows={minRows}
      maxRows={24}
      value={value[name]}
      error={problems[name]}
      onChange={event => onChange({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <>
      {field('adult', 'For adults', 'An empty line begins a paragraph.', rows)}
      {field(
        'plain',
        'In plain words',
        'Short sentences and everyday words, for pupils who read. Without it they see the text for adults.',
        Math.ceil(rows / 2),
      )}
      {field(
        'symbols',
        'Beside a picture',
        'One or two very short sentences, for pupils who read with symbols. Without it they are sent to an adult. A line that begins with a name in brackets, such as [key], stands beside that picture: ' +
          `${noticePictures.join(', ')}.`,
        2,
      )}
    </>
  );
}

/** Whoever may not see the groups tells every computer. */
export function GroupChoice({ chosen, onChange }: { chosen: string[]; onChange(ids: string[]): void }) {
  const may = useMay()('groups.read');
  const query = useQuery({ ...views.groups(), enabled: may });
  if (!may || query.data === undefined) return null;
  return (
    <Checkbox.Group
      label="At the computers of"
      description="Choose none for every computer."
      value={chosen}
      onChange={onChange}
    >
      <Group gap="md" mt="xs">
        {query.data.items.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </Group>
    </Checkbox.Group>
  );
}

interface DayProps {
  label: string;
  description: string;
  value: string;
  error: string | undefined;
  optional?: boolean;
  onChange(day: string): void;
}

export function DayField({ label, description, value, error, optional = false, onChange }: DayProps) {
  return (
    <TextInput
      type="date"
      label={label}
      description={description}
      required={!optional}
      withAsterisk={false}
      styles={{ input: { maxWidth: '16rem' } }}
      min={dayText(0)}
      max={dayText(395)}
      value={value}
      error={error}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}

interface FormProps {
  verb: string;
  error: Error | null;
  busy: boolean;
  disabled?: boolean;
  back: string;
  onSend(): void;
  onLeave(): void;
  children: ReactNode;
}

/** Fields, what was refused, and the two ways out. */
export function NoticeForm({
  verb,
  error,
  busy,
  disabled = false,
  back,
  onSend,
  onLeave,
  children,
}: FormProps) {
  const navigate = useNavigate();
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend();
  };
  return (
    <form noValidate onSubmit={send}>
      <Stack gap="md" maw="44rem">
        {children}
        {error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(error)}
          </Notice>
        )}
        <Group gap="sm">
          <Button type="submit" loading={busy} disabled={disabled}>
            {verb}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              onLeave();
              navigate(back);
            }}
          >
            Cancel
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          It shows where the tray runs, and asks: nothing is locked until somebody answers.
        </Text>
      </Stack>
    </form>
  );
}
