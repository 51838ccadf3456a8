import { Button, NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { nations, nationWords, type SchoolCalendar } from '../../../../shared/calendar/calendar.ts';
import { endingWords } from '../../../../shared/calendar/ending.ts';
import { problemsOf } from '../../../../shared/calendar/problems.ts';
import type { ReadDates } from '../../../../shared/calendar/reading.ts';
import { resolveCalendar } from '../../../../shared/calendar/resolve.ts';
import { dayAt } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import {
  emptyCalendar,
  schoolYearOf,
  usualYear,
  withNextYear,
} from '../../../../shared/calendar/usual-year.ts';
import { type CalendarView, calendarView } from '../../../../shared/protocol/api/calendar.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { useNow } from '../../clock.ts';
import { Empty } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { MonthView } from './MonthView.tsx';
import { ReadDialog } from './ReadDialog.tsx';
import { DayOffRows, TermRows } from './SpanRows.tsx';
import { termNotes, todayWords } from './standing.ts';
import { WeekFields } from './WeekFields.tsx';

interface Draft {
  /** The revision that the changes were begun on. */
  revision: number;
  calendar: SchoolCalendar | null;
}

const inOrder = (calendar: SchoolCalendar): SchoolCalendar => ({
  ...calendar,
  terms: [...calendar.terms].sort((a, b) => (a.from < b.from ? -1 : 1)),
  daysOff: [...calendar.daysOff].sort((a, b) => (a.from < b.from ? -1 : 1)),
});

/** Shown while it is changed: the month is drawn from the draft as far as its dates fit. */
export function CalendarEditor({ view, mayEdit }: { view: CalendarView; mayEdit: boolean }) {
  const [draft, write, forget] = useDraft<Draft>('calendar', {
    revision: view.revision,
    calendar: view.calendar,
  });
  const save = useSave(view, draft, forget);
  const [reading, setReading] = useState(false);
  const { calendar } = draft;
  const edit = (next: SchoolCalendar) => write({ calendar: next });
  const year = schoolYearOf(new Date(useNow()).toISOString().slice(0, 10));
  const use = (read: ReadDates) => {
    edit(withRead(calendar ?? emptyCalendar(), read));
    setReading(false);
  };
  return (
    <>
      <ReadDialog opened={reading} onClose={() => setReading(false)} onUse={use} />
      {calendar === null ? (
        <NothingYet
          mayEdit={mayEdit}
          year={year}
          begin={() => edit({ ...emptyCalendar(), ...usualYear(year) })}
          type={() => edit(emptyCalendar())}
          paste={() => setReading(true)}
        />
      ) : (
        <Body
          {...{ view, draft, calendar, edit, mayEdit, save }}
          forget={forget}
          paste={() => setReading(true)}
        />
      )}
    </>
  );
}

/** What is entered for the school years that were read gives way; the others stay. */
function withRead(calendar: SchoolCalendar, { terms, daysOff }: ReadDates): SchoolCalendar {
  const years = new Set([...terms, ...daysOff].map(({ from }) => schoolYearOf(from)));
  const stays = ({ from }: { from: string }) => !years.has(schoolYearOf(from));
  return inOrder({
    ...calendar,
    terms: [...calendar.terms.filter(stays), ...terms],
    daysOff: [...calendar.daysOff.filter(stays), ...daysOff],
  });
}

function useSave(view: CalendarView, draft: Draft, forget: () => void) {
  return useChange({
    send: () =>
      change(
        'PUT',
        '/calendar',
        { revision: draft.revision, calendar: draft.calendar && inOrder(draft.calendar) },
        calendarView,
      ),
    said: () => 'Calendar saved. Computers get it with their policy.',
    undo:
      ({ revision }) =>
      () =>
        tell('PUT', '/calendar', { revision, calendar: view.calendar }),
    touches: ['calendar', 'policies', 'audit'],
    silent: true,
    done: forget,
  });
}

interface NothingYetProps {
  mayEdit: boolean;
  year: number;
  begin(): void;
  type(): void;
  paste(): void;
}

function NothingYet({ mayEdit, year, begin, type, paste }: NothingYetProps) {
  return (
    <Empty
      title="No term dates are entered yet"
      action={
        mayEdit ? (
          <>
            <Button onClick={begin}>
              Begin with a usual {year}/{String(year + 1).slice(2)}
            </Button>
            <Button variant="default" onClick={paste}>
              Paste or import term dates
            </Button>
            <Button variant="default" onClick={type}>
              Type them
            </Button>
          </>
        ) : undefined
      }
    >
      Until then every weekday counts as a school day, also in August, and no computer is switched off by
      itself. A usual year is what primary schools in England often have: check its dates against your own
      before you save.
    </Empty>
  );
}

interface BodyProps {
  view: CalendarView;
  draft: Draft;
  calendar: SchoolCalendar;
  edit(calendar: SchoolCalendar): void;
  mayEdit: boolean;
  save: ReturnType<typeof useSave>;
  forget(): void;
  paste(): void;
}

/** Null where a date does not fit: a calendar is only drawn when it could be kept. */
function useSigned(calendar: SchoolCalendar, fits: boolean): SignedCalendar | null {
  const { timeZone } = useSession().school;
  return useMemo(() => (fits ? resolveCalendar(calendar, timeZone) : null), [calendar, timeZone, fits]);
}

function Body({ view, draft, calendar, edit, mayEdit, save, forget, paste }: BodyProps) {
  const [tried, setTried] = useState(false);
  const now = useNow();
  const problems = useMemo(() => problemsOf(calendar), [calendar]);
  const count = Object.keys(problems).length;
  const signed = useSigned(calendar, count === 0);
  const refused = Object.fromEntries(
    Object.entries(fieldErrors(save.error)).map(([field, words]) => [
      field.replace(/^calendar\./, ''),
      words,
    ]),
  );
  const shown = { ...(tried ? problems : withoutEmpty(problems)), ...refused };
  const changed = JSON.stringify(calendar) !== JSON.stringify(view.calendar);
  const ending = signed === null ? undefined : endingWords(calendar, dayAt(signed, now));
  const nextYear = () => edit(withNextYear(calendar));
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        setTried(true);
        if (count === 0) save.mutate(undefined);
      }}
    >
      {changed && draft.revision !== view.revision ? (
        <Notice tone="caution" title="The calendar was changed by somebody else">
          What you see is your own change, begun before that. It cannot be saved: put it back, and make it
          again.
        </Notice>
      ) : null}
      {ending === undefined ? null : (
        <Notice tone="caution" title="The calendar is about to end">
          {ending}
        </Notice>
      )}
      {signed === null ? (
        <p className="quiet">
          {calendar.terms.length === 0
            ? 'The month is shown here once there is a term.'
            : 'The month is shown here again once every date below fits.'}
        </p>
      ) : (
        <>
          <p className="answer">{todayWords(signed, now)}</p>
          <MonthView calendar={signed} />
        </>
      )}
      <Section
        title="Terms"
        note={
          mayEdit ? (
            <span className="section-tools">
              <Button size="compact-sm" variant="default" onClick={paste}>
                Paste or import term dates
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                disabled={calendar.terms.length === 0}
                onClick={nextYear}
              >
                Copy the last year to the next
              </Button>
            </span>
          ) : undefined
        }
      >
        <TermRows
          rows={calendar.terms}
          field="terms"
          problems={shown}
          disabled={!mayEdit}
          notes={termNotes(calendar, signed)}
          onChange={terms => edit({ ...calendar, terms })}
        />
      </Section>
      <Section
        title="Half-terms, INSET days and closures"
        note="Days between terms are holidays by themselves."
      >
        <DayOffRows
          rows={calendar.daysOff}
          field="daysOff"
          problems={shown}
          disabled={!mayEdit}
          onChange={daysOff => edit({ ...calendar, daysOff })}
        />
        <NativeSelect
          mt="md"
          maw={320}
          label="Bank holidays"
          description="These are days off by themselves. Others, such as a coronation, are entered as closed."
          disabled={!mayEdit}
          value={calendar.bankHolidays}
          data={nations.map(nation => ({ value: nation, label: nationWords[nation] }))}
          onChange={event =>
            edit({
              ...calendar,
              bankHolidays: nations.find(one => one === event.currentTarget.value) ?? calendar.bankHolidays,
            })
          }
        />
      </Section>
      <Section title="The week" note="Lessons by their bells, and when the school is locked up.">
        <WeekFields
          week={calendar.week}
          problems={shown}
          disabled={!mayEdit}
          onChange={week => edit({ ...calendar, week })}
        />
      </Section>
      {mayEdit ? (
        <div className="calendar-save" data-changed={changed || undefined}>
          {tried && count > 0 ? (
            <p className="field-problem" role="alert">
              {count === 1 ? 'One date or time does' : `${count} dates or times do`} not fit. They are marked
              above.
            </p>
          ) : null}
          {save.error ? (
            <p className="field-problem" role="alert">
              {reasonOf(save.error)}
            </p>
          ) : null}
          <div className="tool-line">
            <Button type="submit" loading={save.isPending} disabled={!changed}>
              Save the calendar
            </Button>
            {changed ? (
              <Button
                variant="default"
                onClick={() => {
                  setTried(false);
                  save.reset();
                  forget();
                }}
              >
                Put back
              </Button>
            ) : null}
            <span className="quiet">{changed ? 'Not saved yet.' : 'Nothing to save.'}</span>
          </div>
        </div>
      ) : null}
    </form>
  );
}

/** A field that nobody has filled yet is not held against anybody before they save. */
const withoutEmpty = (problems: Record<string, string>) =>
  Object.fromEntries(Object.entries(problems).filter(([, words]) => !/^(Choose a|Give it)/.test(words)));
