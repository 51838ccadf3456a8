import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { verdictWords } from '../../../../shared/clauses/verdicts.ts';
import type { RecordDetail } from '../../../../shared/protocol/api/promise-records.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import './promises.css';
import { History } from './PromiseHistory.tsx';
import { BackToToday } from './PromisesPage.tsx';
import { RecordLooks } from './RecordLooks.tsx';
import { RecordPages } from './RecordPages.tsx';
import { SeesToIt } from './SeesToIt.tsx';
import { verdictMarks } from './verdict-words.ts';

/** One promise that records show: how it stands, the things behind it, and how it went. */
export function RecordPage() {
  const { line = '' } = useParams();
  const query = useQuery(views.promiseRecord(line));
  const sentence = query.data?.recorded.sentence;
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
            {detail.figured ? null : (
              <RecordLooks
                {...detail}
                promise={detail.recorded.line ?? ''}
                sentence={detail.recorded.sentence}
                note="No check and no count shows this. It holds by the word of somebody who looked, for a year at most."
              />
            )}
            {isSeenTo(detail) ? (
              <SeesToIt {...detail} promise={detail.recorded.line ?? ''} told={toldOf(detail)} />
            ) : null}
            {detail.recorded.pages.length === 0 ? null : <Things detail={detail} />}
            <History
              days={detail.history.map(one => ({ ...one, said: one.answer }))}
              altered={detail.altered}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** A sentence that nothing here shows is first to be looked at. */
const isSeenTo = ({ recorded }: RecordDetail) => recorded.pages.length > 0 || recorded.verdict !== undefined;

const toldOf = ({ recorded: { sentence, verdict = 'cannot_be_known', answer = '' } }: RecordDetail) => ({
  ...{ sentence, verdict, answer, parts: [] },
});

function Now({ detail: { recorded, lastTerm } }: { detail: RecordDetail }) {
  const { verdict = 'cannot_be_known', answer, trend, doing, provableSince } = recorded;
  return (
    <div className="promise promise-now" data-verdict={verdict}>
      <span aria-hidden>
        <StateMark state={verdictMarks[verdict]} size="lg" />
      </span>
      <div>
        <p className="promise-answer" data-verdict={verdict}>
          <strong>{verdictWords[verdict]}.</strong> {answer} {trend}
        </p>
        {doing === undefined ? null : <p className="promise-doing">{doing}</p>}
        <p className="promise-age">
          {provableSince === undefined
            ? 'Nothing is written down that would prove it.'
            : `Can be proved since ${sayDate(Date.parse(provableSince), 'UTC')}.`}
        </p>
        {lastTerm === undefined ? null : <p className="promise-age">{lastTerm.sentence}</p>}
      </div>
    </div>
  );
}

function Things({ detail: { recorded, things, more, figured } }: { detail: RecordDetail }) {
  return (
    <Section title="What is behind it">
      <p className="quiet">
        {recorded.evidence} <RecordPages pages={recorded.pages} />
      </p>
      {figured ? <ThingList things={things} /> : null}
      {more ? <p className="quiet">There are more. The pages above show them all.</p> : null}
    </Section>
  );
}

function ThingList({ things }: Pick<RecordDetail, 'things'>) {
  return (
    <>
      {things === null ? (
        <p className="quiet">The list is for those who look after it. You can ask them to show it to you.</p>
      ) : things.length === 0 ? (
        <p className="quiet">There is nothing to list here.</p>
      ) : (
        <ul className="plain-list">
          {things.map(({ what, says, open, to }) => (
            <li key={`${to} ${what}`} className="line">
              <span aria-hidden>
                <StateMark state={open ? 'not_met' : 'met'} size="sm" />
              </span>{' '}
              <span className="line-words">
                {to === null ? (
                  what
                ) : (
                  <Anchor component={Link} to={to} inherit underline="always">
                    {what}
                  </Anchor>
                )}
                : {says}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
