import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type HistoryEntry, historyQuery, type Stood } from '../../../../shared/protocol/api/devices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type Filters, useFilters } from '../../filters.ts';
import { useToday } from '../../session.tsx';
import { views } from '../../views.ts';

const lateMs = 10 * 60_000;

const { on, about } = historyQuery.shape;
const shape = { on, about };

/** Every change of a control and every event, newest first; or as they were known at the end of a day. */
export function HistoryTab({ id }: { id: string }) {
  const [filters, setFilters] = useFilters(shape);
  const today = useToday();
  return (
    <>
      <div className="filter-bar history-bar">
        <TextInput
          type="date"
          label="As it was known on"
          max={today}
          value={filters.on ?? ''}
          onChange={event => setFilters({ on: event.currentTarget.value || undefined })}
        />
        <NativeSelect
          label="About"
          data={[
            { value: '', label: 'Everything' },
            { value: 'media', label: 'Sticks and disks' },
          ]}
          value={filters.about ?? ''}
          onChange={event => setFilters({ about: event.currentTarget.value || undefined })}
        />
        <Export list={`/devices/${id}/history`} filters={filters} what="the history" />
      </div>
      <Entries id={id} filters={filters} clear={() => setFilters({ on: undefined, about: undefined })} />
    </>
  );
}

/** What sticks and disks did there, and what became of each: plugged, refused, let in and for how long. */
export function MediaTab({ id }: { id: string }) {
  const filters = { about: 'media' };
  return (
    <>
      <div className="tool-line">
        <span className="quiet">
          Sticks and disks at this computer, newest first. What it may use is under Policy; a permission for
          one stick is given under Orders and recovery.
        </span>
        <Export list={`/devices/${id}/history`} filters={filters} what="the sticks" small />
      </div>
      <Entries id={id} filters={filters} />
    </>
  );
}

interface EntriesProps {
  id: string;
  filters: Filters<'on' | 'about'>;
  /** Back to all of it. */
  clear?(): void;
}

function Entries({ id, filters, clear }: EntriesProps) {
  const { on } = filters;
  const query = useInfiniteQuery(views.history(id, filters));
  return (
    <Loaded query={query} what="the history" skeleton={<RowsSkeleton rows={6} height={30} />}>
      {data => {
        const entries = data.pages.flatMap(page => page.items);
        const stood = data.pages[0]?.stood ?? null;
        if (entries.length === 0)
          return on === undefined ? (
            <Empty
              title={
                filters.about === 'media' ? 'No stick was seen here yet.' : 'Nothing is known of this yet.'
              }
            >
              The history begins with the first report of the device.
            </Empty>
          ) : (
            <Empty
              title={`Nothing was known of it by the end of ${sayDay(on)}.`}
              action={<Button onClick={clear}>Show all of it</Button>}
            >
              Its first report came later, or what was reported then is no longer kept.
            </Empty>
          );
        return (
          <>
            {on === undefined || stood === null ? null : <HowItStood stood={stood} on={on} />}
            <ol className="plain-list timeline">
              {entries.map(entry => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
            <More query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

/** What came later is not in it, also where it was about that day. */
function HowItStood({ stood, on }: { stood: readonly Stood[]; on: string }) {
  return (
    <section aria-label={`How it stood at the end of ${sayDay(on)}`}>
      <h3>How it stood at the end of {sayDay(on)}</h3>
      <ol className="plain-list timeline">
        {stood.map(one => (
          <li key={one.control} className="line">
            <StateMark state={one.state} size="sm" />
            <span className="line-words">{one.sentence}</span>
            <span className="line-age">
              <Ago at={one.at} before="since" />
            </span>
          </li>
        ))}
      </ol>
      <h3>What had happened by then</h3>
    </section>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  return (
    <li className="line">
      {entry.state === null ? (
        <span className="state-mark" data-size="sm" aria-hidden />
      ) : (
        <StateMark state={entry.state} size="sm" />
      )}
      <span className="line-words">
        {entry.sentence}
        {entry.receivedAt - entry.at > lateMs ? (
          <span className="quiet">
            {' '}
            (<Ago at={entry.receivedAt} before="received" />)
          </span>
        ) : null}
      </span>
      <span className="line-age">
        <Ago at={entry.at} />
      </span>
    </li>
  );
}
