import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { type DayOff, offKinds, offWords, type Term } from '../../../../shared/calendar/calendar.ts';

interface Props<T> {
  rows: readonly T[];
  /** `terms` or `daysOff`: how problems are named. */
  field: string;
  problems: Record<string, string>;
  disabled: boolean;
  onChange(rows: T[]): void;
}

/** After the last of them, or nothing to go by. */
const dayAfter = (day: string | undefined) =>
  day === undefined || day === '' ? '' : new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

export function TermRows({ notes, ...props }: Props<Term> & { notes: readonly string[] }) {
  const { rows, disabled, onChange } = props;
  return (
    <fieldset className="span-rows" disabled={disabled}>
      <legend className="hidden-words">Terms</legend>
      {rows.length === 0 ? <p className="quiet">No terms yet: add the first, or paste them all.</p> : null}
      <ul className="plain-list">
        {rows.map((row, at) => (
          <li key={String(at)} className="span-row">
            <SpanFields {...props} at={at} row={row} what={`term ${at + 1}`} />
            <span className="span-note">{notes[at]}</span>
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onChange([...rows, { name: '', from: dayAfter(rows.at(-1)?.to), to: '' }])}
      >
        Add a term
      </Button>
    </fieldset>
  );
}

export function DayOffRows(props: Props<DayOff>) {
  const { rows, disabled, onChange } = props;
  const set = (at: number, kind: DayOff['kind']) =>
    onChange(rows.map((row, index) => (index === at ? { ...row, kind } : row)));
  return (
    <fieldset className="span-rows" disabled={disabled}>
      <legend className="hidden-words">Half-terms, INSET days and closures</legend>
      {rows.length === 0 ? <p className="quiet">None yet.</p> : null}
      <ul className="plain-list">
        {rows.map((row, at) => (
          <li key={String(at)} className="span-row">
            <NativeSelect
              label="What it is"
              value={row.kind}
              data={offKinds.map(kind => ({ value: kind, label: offWords[kind] }))}
              onChange={event =>
                set(at, offKinds.find(kind => kind === event.currentTarget.value) ?? row.kind)
              }
            />
            <SpanFields {...props} at={at} row={row} what={`day off ${at + 1}`} />
          </li>
        ))}
      </ul>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onChange([...rows, { kind: 'inset', name: 'Staff training', from: '', to: '' }])}
      >
        Add a half-term or day off
      </Button>
    </fieldset>
  );
}

function SpanFields<T extends Term>({
  rows,
  at,
  row,
  field,
  problems,
  what,
  onChange,
}: Props<T> & { at: number; row: T; what: string }) {
  const set = (part: Partial<Term>) =>
    onChange(rows.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const problem = (name: string) => problems[`${field}.${at}.${name}`];
  return (
    <>
      <TextInput
        label="Name"
        className="span-name"
        maxLength={60}
        value={row.name}
        error={problem('name')}
        onChange={event => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label="First day"
        type="date"
        value={row.from}
        error={problem('from')}
        onChange={event => {
          const from = event.currentTarget.value;
          // A single day is the usual case, and typing it twice is a chance for a slip.
          set(row.to === '' && field === 'daysOff' ? { from, to: from } : { from });
        }}
      />
      <TextInput
        label="Last day"
        type="date"
        value={row.to}
        error={problem('to')}
        onChange={event => set({ to: event.currentTarget.value })}
      />
      <CloseButton
        aria-label={`Remove ${row.name || what}`}
        onClick={() => onChange(rows.filter((_, index) => index !== at))}
      />
    </>
  );
}
