import { Button, CloseButton, TextInput } from '@mantine/core';
import type { Lesson } from '../../../../shared/calendar/calendar.ts';

interface Props {
  weekday: string;
  at: number;
  lessons: readonly Lesson[];
  problems: Record<string, string>;
  onChange(lessons: Lesson[]): void;
  /** These bells for every day that is open. */
  everywhere(): void;
}

/** The lessons of one weekday by their bells. Breaks are the time between them. */
export function LessonRows({ weekday, at, lessons, problems, onChange, everywhere }: Props) {
  const set = (index: number, part: Partial<Lesson>) =>
    onChange(lessons.map((lesson, i) => (i === index ? { ...lesson, ...part } : lesson)));
  const problem = (index: number, name: string) => problems[`week.${at}.lessons.${index}.${name}`];
  return (
    <fieldset className="lesson-rows">
      <legend>Lessons on {weekday}</legend>
      <ul className="plain-list">
        {lessons.map((lesson, index) => (
          <li key={String(index)} className="lesson-row">
            <TextInput
              label="Lesson"
              maxLength={40}
              value={lesson.name}
              error={problem(index, 'name')}
              onChange={event => set(index, { name: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="Begins"
              value={lesson.from}
              error={problem(index, 'from')}
              onChange={event => set(index, { from: event.currentTarget.value })}
            />
            <TextInput
              type="time"
              label="Ends"
              value={lesson.to}
              error={problem(index, 'to')}
              onChange={event => set(index, { to: event.currentTarget.value })}
            />
            <CloseButton
              aria-label={`Remove ${lesson.name || `lesson ${index + 1}`}`}
              onClick={() => onChange(lessons.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ul>
      <div className="tool-line">
        <Button
          size="compact-sm"
          variant="default"
          disabled={lessons.length >= 16}
          onClick={() =>
            onChange([
              ...lessons,
              { name: `Lesson ${lessons.length + 1}`, from: lessons.at(-1)?.to ?? '', to: '' },
            ])
          }
        >
          Add a lesson
        </Button>
        <Button size="compact-sm" variant="default" onClick={everywhere}>
          Use these bells on every open day
        </Button>
      </div>
    </fieldset>
  );
}
