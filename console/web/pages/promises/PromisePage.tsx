import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { PromiseDetail } from '../../../../shared/protocol/api/overview.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useMay } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { Age, Answers } from './PromiseList.tsx';
import './promises.css';
import { PromiseHistory } from './PromiseHistory.tsx';
import { BackToToday } from './PromisesPage.tsx';
import { RecordLooks } from './RecordLooks.tsx';
import { SeesToIt } from './SeesToIt.tsx';
import { verdictMarks } from './verdict-words.ts';

/** One promise: whether it holds, what proves it, how it went, and which standards it serves. */
export function PromisePage() {
  const { key = '' } = useParams();
  const query = useQuery(views.promise(key));
  const sentence = query.data?.promise.sentence;
  return (
    <Page
      narrow
      title={sentence === undefined ? 'Promise' : `“${sentence}”`}
      windowTitle={sentence ?? 'Promise'}
      lead={<BackToToday />}
    >
      <Loaded query={query} what="this promise" skeleton={<RowsSkeleton rows={6} />}>
        {detail => (
          <>
            <Now detail={detail} />
            <SeesToIt {...detail} promise={detail.promise.key} told={detail.promise} />
            <Proof detail={detail} />
            {detail.rest === null ? null : (
              <RecordLooks
                {...detail}
                promise={detail.promise.key}
                sentence={detail.promise.sentence}
                note={`${detail.rest} Somebody has to look at that too: then it holds where the checks hold and so it was found, for a year at most.`}
              />
            )}
            <LetOff sentences={detail.letOff} />
            <PromiseHistory detail={detail} />
            <Changes detail={detail} />
            <Standards detail={detail} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** How it stands, or stood on the day of the page. */
export function Now({
  detail: { promise, lastTerm },
}: {
  detail: Pick<PromiseDetail, 'promise' | 'lastTerm'>;
}) {
  return (
    <div className="promise promise-now" data-verdict={promise.verdict}>
      <span aria-hidden>
        <StateMark state={verdictMarks[promise.verdict]} size="lg" />
      </span>
      <div>
        <Answers promise={promise} />
        {promise.doing === null ? null : <p className="promise-doing">{promise.doing}</p>}
        <Age promise={promise} />
        {promise.provableSince === undefined ? (
          <p className="promise-age">It cannot be proved yet: no kept day shows it.</p>
        ) : null}
        {lastTerm === undefined ? null : <p className="promise-age">{lastTerm.sentence}</p>}
      </div>
    </div>
  );
}

export function LetOff({ sentences, is = 'is' }: { sentences: string[]; is?: 'is' | 'was' }) {
  return (
    <Section title={`Who ${is} let off, and until when`}>
      {sentences.length === 0 ? <p className="quiet">No computer {is} let off.</p> : null}
      <ul className="word-list">
        {sentences.map(sentence => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Section>
  );
}

/** What stands behind a turn in how it went. */
export function Changes({
  detail: { events, timeZone },
}: {
  detail: Pick<PromiseDetail, 'events' | 'timeZone'>;
}) {
  if (events.length === 0) return null;
  return (
    <Section title="When the rule was changed, or some were let off">
      <ul className="word-list">
        {events.map(({ at, sentence, changes }) => (
          <li key={`${at} ${sentence}`}>
            {sayDate(at, timeZone)}: {sentence} {changes.join(' ')}
          </li>
        ))}
      </ul>
    </Section>
  );
}

const modeWords = {
  off: 'Switched off.',
  watch: 'Caretaker looks, and tells.',
  enforce: 'Caretaker makes it true, and looks again.',
};

function Proof({ detail: { proof } }: { detail: PromiseDetail }) {
  const may = useMay();
  return (
    <Section title="What proves it">
      <ul className="plain-list">
        {proof.map(({ control, title, asks, mode, national }) => (
          <li key={control} className="line">
            <span className="line-words">
              {may('devices.read') ? <strong>{title}. </strong> : null}
              {asks} {modeWords[mode]} {national} {may('devices.read') ? <Behind control={control} /> : null}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

const behind = { not_met: 'Computers that do not keep it', unknown: 'Computers of which it is not known' };

/** For whoever may see which they are. */
function Behind({ control }: { control: string }) {
  return Object.entries(behind).map(([state, words], at) => (
    <span key={state}>
      {at === 0 ? '' : ' · '}
      <Anchor component={Link} to={`/devices?control=${control}&state=${state}`} inherit underline="always">
        {words}
      </Anchor>
    </span>
  ));
}

function Standards({ detail: { standards } }: { detail: PromiseDetail }) {
  if (standards.length === 0) return null;
  return (
    <Section title="Which standards it also serves">
      <dl className="promise-standards">
        {standards.map(({ framework, asks }) => (
          <div key={framework}>
            <dt>{framework}</dt>
            <dd>{asks.join(', ')}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
