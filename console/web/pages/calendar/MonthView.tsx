import { Button, Title } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { dayNumber } from '../../../../shared/assets/dates.ts';
import { weekdayNames } from '../../../../shared/calendar/calendar.ts';
import { dayAt, dayOf, type SchoolDay, weekdayOf } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import { useNow } from '../../clock.ts';
import { sayLongDate } from '../../time.ts';
import { dayKinds, dayWords } from './day-words.ts';

const dayMs = 86_400_000;
const isMonth = /^20\d\d-(0[1-9]|1[0-2])$/;

const monthOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 7);
const sayMonth = (month: string) =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-15`),
  );

/** The first of the month so many months away. */
function shifted(month: string, by: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** Whole weeks from Monday, so that every row is full. */
function weeksOf(month: string): number[][] {
  const first = dayNumber(`${month}-01`) ?? 0;
  const last = (dayNumber(`${shifted(month, 1)}-01`) ?? 0) - 1;
  const start = first - weekdayOf(first);
  const weeks = Math.ceil((last - start + 1) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => start + week * 7 + day),
  );
}

/** One month of the calendar, each day with what it is. The month is in the address. */
export function MonthView({ calendar }: { calendar: SignedCalendar }) {
  const [search, setSearch] = useSearchParams();
  const today = dayAt(calendar, useNow());
  const asked = search.get('month') ?? '';
  const month = isMonth.test(asked) ? asked : monthOf(today);
  const show = (next: string) =>
    setSearch(
      before => {
        before.set('month', next);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  return (
    <div className="month">
      <div className="month-head">
        <Title order={2} size="h3" aria-live="polite">
          {sayMonth(month)}
        </Title>
        <div className="month-turn">
          <Button size="compact-sm" variant="default" onClick={() => show(shifted(month, -1))}>
            Previous month
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => show(monthOf(today))}>
            Today
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => show(shifted(month, 1))}>
            Next month
          </Button>
        </div>
      </div>
      <Grid calendar={calendar} month={month} today={today} />
      <ul className="plain-list month-key" aria-label="What the colours mean">
        {dayKinds.map(kind => (
          <li key={kind}>
            <span className="month-swatch" data-kind={kind} aria-hidden />
            {dayWords[kind].full}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Grid({ calendar, month, today }: { calendar: SignedCalendar; month: string; today: number }) {
  return (
    <table className="month-grid">
      <caption className="hidden-words">{sayMonth(month)}, day by day</caption>
      <thead>
        <tr>
          {weekdayNames.map(name => (
            <th key={name} scope="col" abbr={name}>
              {name.slice(0, 3)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(month).map(week => (
          <tr key={week[0]}>
            {week.map(day => (
              <Square
                key={day}
                day={day}
                what={dayOf(calendar, day)}
                calendar={calendar}
                outside={monthOf(day) !== month}
                isToday={day === today}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SquareProps {
  day: number;
  what: SchoolDay;
  calendar: SignedCalendar;
  outside: boolean;
  isToday: boolean;
}

function Square({ day, what, calendar, outside, isToday }: SquareProps) {
  if (outside) return <td className="month-outside" />;
  const hours = calendar.week[weekdayOf(day)];
  const ends = what.kind === 'school' ? (hours?.lessons.at(-1)?.to ?? hours?.closes) : undefined;
  const words = dayWords[what.kind];
  const name = what.kind === 'school' ? '' : what.name;
  return (
    <td
      data-kind={what.kind}
      data-today={isToday || undefined}
      aria-current={isToday ? 'date' : undefined}
      title={[sayLongDate(day * dayMs, 'UTC'), words.full, what.name].filter(Boolean).join(', ')}
    >
      <span className="month-number">{new Date(day * dayMs).getUTCDate()}</span>
      <span className="month-words">
        {words.short}
        {ends === undefined ? null : <span className="month-more"> until {ends}</span>}
        {name === '' ? null : <span className="month-more">{name}</span>}
      </span>
    </td>
  );
}
