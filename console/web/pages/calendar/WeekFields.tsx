import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type OpenDay, type Week, weekdayNames } from '../../../../shared/calendar/calendar.ts';
import { plural } from '../../time.ts';
import { LessonRows } from './LessonRows.tsx';

interface Props {
  week: Week;
  problems: Record<string, string>;
  disabled: boolean;
  onChange(week: Week): void;
}

const usual: OpenDay = { opens: '08:00', closes: '17:30', lessons: [] };

/** What each weekday looks like, Monday first. */
export function WeekFields({ week, problems, disabled, onChange }: Props) {
  const [open, setOpen] = useState<number>();
  const put = (at: number, day: OpenDay | null) =>
    onChange(week.map((one, index) => (index === at ? day : one)));
  const like = week.find(day => day !== null) ?? usual;
  return (
    <fieldset className="week-fields" disabled={disabled}>
      <legend className="hidden-words">Weekdays</legend>
      {problems.week === undefined ? null : (
        <p className="field-problem" role="alert">
          {problems.week}
        </p>
      )}
      <ul className="plain-list">
        {weekdayNames.map((name, at) => (
          <li key={name} className="week-day">
            <Weekday
              name={name}
              at={at}
              day={week[at] ?? null}
              problems={problems}
              opened={open === at}
              toggle={() => setOpen(open === at ? undefined : at)}
              put={day => put(at, day)}
              onOpen={checked => put(at, checked ? like : null)}
            />
            {open === at && week[at] ? (
              <LessonRows
                weekday={name}
                at={at}
                lessons={week[at].lessons}
                problems={problems}
                onChange={lessons => put(at, { ...(week[at] ?? usual), lessons })}
                everywhere={() =>
                  onChange(
                    week.map(day => (day === null ? null : { ...day, lessons: week[at]?.lessons ?? [] })),
                  )
                }
              />
            ) : null}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

interface DayProps {
  name: string;
  at: number;
  day: OpenDay | null;
  problems: Record<string, string>;
  opened: boolean;
  toggle(): void;
  put(day: OpenDay): void;
  onOpen(checked: boolean): void;
}

function Weekday({ name, at, day, problems, opened, toggle, put, onOpen }: DayProps) {
  const bells = Object.keys(problems).some(field => field.startsWith(`week.${at}.lessons.`));
  return (
    <div className="week-line">
      <Checkbox label={name} checked={day !== null} onChange={event => onOpen(event.currentTarget.checked)} />
      {day === null ? (
        <span className="quiet">Closed</span>
      ) : (
        <>
          <TextInput
            type="time"
            label="Opens"
            aria-label={`${name} opens at`}
            value={day.opens}
            error={problems[`week.${at}.opens`]}
            onChange={event => put({ ...day, opens: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label="Closes"
            aria-label={`${name} closes at`}
            value={day.closes}
            error={problems[`week.${at}.closes`]}
            onChange={event => put({ ...day, closes: event.currentTarget.value })}
          />
          <span className="week-lessons">
            {sayLessons(day)}
            {bells && !opened ? <strong className="field-problem"> Look at the bells.</strong> : null}
          </span>
          <Button size="compact-sm" variant="default" aria-expanded={opened} onClick={toggle}>
            {opened ? 'Close' : 'Bells'}
            <span className="hidden-words"> of {name}</span>
          </Button>
        </>
      )}
    </div>
  );
}

function sayLessons({ lessons }: OpenDay): string {
  const [first] = lessons;
  if (first === undefined) return 'No lessons entered: all day counts';
  return `${plural(lessons.length, 'lesson')}, ${first.from} to ${lessons.at(-1)?.to}`;
}
