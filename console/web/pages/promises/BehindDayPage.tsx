import { Anchor, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type State, state as stateSchema, states } from '../../../../shared/finding.ts';
import type { BehindDay } from '../../../../shared/protocol/api/overview.ts';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { StateMark, stateWords } from '../../components/StateMark.tsx';
import { titleOf } from '../../control-words.ts';
import { useSession } from '../../session.tsx';
import { sayMoment } from '../../time.ts';
import { views } from '../../views.ts';
import './promises.css';

const all = 'all';
const choices = [all, ...states] as const;

/** The computers behind a figure of a past day: what the check had said of each, when, and by which source. */
export function BehindDayPage() {
  const { day = '', control = '' } = useParams();
  const [search, setSearch] = useSearchParams();
  const wanted = stateSchema.safeParse(search.get('state')).data;
  const query = useInfiniteQuery(views.behindDay(day, control, { state: wanted }));
  const title = titleOf(control);
  return (
    <Page
      title={`${title}, computer by computer`}
      windowTitle={`${title} on a past day`}
      lead={
        <>
          As it stood on {sayDay(day)}, by what had been received by then ·{' '}
          <Anchor component={Link} to={`/promises/days/${day}`} inherit underline="always">
            Promises of that day
          </Anchor>
        </>
      }
    >
      <Loaded query={query} what="the computers of that day" skeleton={<RowsSkeleton rows={6} />}>
        {({ pages: [first, ...rest] }) =>
          first === undefined ? null : (
            <>
              <div className="choice-row">
                <SegmentedControl
                  aria-label="Which computers"
                  value={wanted ?? all}
                  onChange={value => setSearch(value === all ? {} : { state: value }, { replace: true })}
                  data={choices.map(one => ({ value: one, label: labelOf(one, first.counts) }))}
                />
              </div>
              <Computers found={[first, ...rest].flatMap(page => page.items)} />
              <More query={query} />
              <p className="quiet">
                Names and groups are as they are now. Figures of the page leave computers with an exception
                out, and count a removed computer as not known until a second person agrees that it has left.
                What computers had said is sealed with each day: <code>caretaker doctor</code> finds what was
                changed since.
              </p>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function labelOf(one: (typeof choices)[number], counts: BehindDay['counts']): string {
  if (one === all) return 'All';
  return counts === null ? stateWords[one] : `${stateWords[one]} (${counts[one]})`;
}

function Computers({ found }: { found: BehindDay['items'] }) {
  if (found.length === 0)
    return <Empty title="No computer stood like that on that day.">Choose “All” to see the others.</Empty>;
  return (
    <ul className="plain-list">
      {found.map(one => (
        <Computer key={one.deviceId} one={one} />
      ))}
    </ul>
  );
}

function Computer({ one }: { one: BehindDay['items'][number] }) {
  const { school } = useSession();
  const at = (moment: number) => sayMoment(moment, school.timeZone);
  const mark: State = one.state;
  return (
    <li className="promise">
      <StateMark state={mark} size="md" />
      <div>
        <p>
          <Anchor component={Link} to={`/devices/${one.deviceId}`} inherit>
            <strong>{one.name}</strong>
          </Anchor>{' '}
          <span className="quiet">{one.group}</span>
          {one.excepted ? ' · with an exception' : ''}
        </p>
        <p>
          {one.sentence}
          {one.national === undefined
            ? ''
            : ` By the national baseline (${one.national.name}): ${stateWords[one.national.state].toLowerCase()}.`}
        </p>
        {one.since === null ? null : (
          <p className="promise-age">
            So since {at(one.since)}
            {one.receivedAt === null || one.receivedAt - one.since < 60_000
              ? ''
              : `, received ${at(one.receivedAt)}`}
            {one.lookedAt === null ? '' : ` · Last looked at ${at(one.lookedAt)}`}
            {one.source === null ? '' : ` · Source: ${one.source}`}
          </p>
        )}
      </div>
    </li>
  );
}
