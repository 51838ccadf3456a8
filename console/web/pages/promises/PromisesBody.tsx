import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { sayBrokenRecords, verdictWords } from '../../../../shared/clauses/verdicts.ts';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Empty } from '../../components/Loaded.tsx';
import { useOneSheet } from '../../components/one-sheet.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { sayMoment } from '../../time.ts';
import { Decisions } from './Decision.tsx';
import { KeptReports } from './KeptReports.tsx';
import { PolicyLook } from './PolicyLook.tsx';
import { PromiseList } from './PromiseList.tsx';
import { RecordPages } from './RecordPages.tsx';
import { WhatChanged } from './WhatChanged.tsx';

/** The answer first, then each promise; on a past `day` nothing is left to decide. */
export function PromisesBody({ promises, day }: { promises: Promises; day: string | null }) {
  useOneSheet();
  const today = day === null;
  const { decision } = promises;
  const decisions = promises.decisions ?? (decision === null ? [] : [decision]);
  if (promises.devices === 0)
    return (
      <>
        <Empty title="No computer reports here yet.">
          Once the first one has been added, this page says which promises hold, and on how many of them.
        </Empty>
        {today && decisions.length > 0 ? <Decisions decisions={decisions} /> : null}
      </>
    );
  return (
    <div className="promises">
      <p className="answer">
        {promises.headline} {promises.butFor}
      </p>
      <BrokenRecords recorded={promises.recorded} />
      {promises.closed === undefined ? null : <p>{promises.closed}</p>}
      {decisions.length === 0 ? null : (
        <p className="no-print">
          <Anchor href="#decide" inherit underline="always">
            {decisions.length === 1
              ? 'One thing is for you to decide'
              : `${decisions.length} things are for you to decide`}
          </Anchor>
        </p>
      )}
      {(promises.causes ?? []).map(({ sentence }) => (
        <p key={sentence} className="promise-shared">
          {sentence}
        </p>
      ))}
      <PromiseList promises={withoutCause(promises)} day={day} />
      {promises.lastTerm === undefined ? null : <p className="promise-since">{promises.lastTerm.sentence}</p>}
      {today ? (
        <div id="decide">
          <Decisions decisions={decisions} />
        </div>
      ) : null}
      <WhatChanged {...promises} day={day} />
      <Signed signed={promises.signed ?? []} today={today} />
      <PolicyLook look={promises.policyLook} today={today} />
      {today ? <LastReports /> : null}
      <Unknown {...promises} today={today} />
      <p className="only-print quiet">
        As it stood on {sayMoment(promises.at, promises.timeZone)}. Made by Caretaker.{' '}
        <span className="only-short">
          Made shorter to fit on one page: last term, how old each figure is and the end of long lists stand
          on the screen.
        </span>
      </p>
    </div>
  );
}

/** What a cause above has said is not said once more by each promise. */
function withoutCause({ promises, causes = [] }: Promises): Promises['promises'] {
  const said = new Set(causes.flatMap(one => one.promises));
  return promises.map(one => (said.has(one.key) && one.named === undefined ? { ...one, doing: null } : one));
}

/** Of today, each opens who has and who has not. */
function Signed({ signed, today }: { signed: NonNullable<Promises['signed']>; today: boolean }) {
  if (signed.length === 0) return null;
  return (
    <Section title="Who has signed our rules">
      <ul className="word-list">
        {signed.map(({ sentence, to }) => (
          <li key={to}>
            {sentence}{' '}
            {today ? (
              <Anchor component={Link} to={to} inherit underline="always" className="no-print">
                See who
              </Anchor>
            ) : null}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function BrokenRecords({ recorded }: Pick<Promises, 'recorded'>) {
  const said = sayBrokenRecords(recorded);
  if (said === null) return null;
  return (
    <p>
      {said}{' '}
      <Anchor href="#records" inherit underline="always" className="no-print">
        Which
      </Anchor>
    </p>
  );
}

function LastReports() {
  const may = useMay();
  if (!may('reports.read')) return null;
  return (
    <div className="no-print">
      <Section title="Last reports to the governors">
        <KeptReports most={3} none={<p className="quiet">None has been kept yet.</p>} />
      </Section>
    </div>
  );
}

type RecordedLine = NonNullable<Promises['recorded']>[number];
interface UnknownProps extends Pick<Promises, 'unknown' | 'unproved' | 'unprovedKeys' | 'recorded'> {
  today: boolean;
}

function Unknown({ unknown, unproved, unprovedKeys = {}, recorded = [], today }: UnknownProps) {
  const nothing = unknown.length + unproved.length + recorded.length === 0;
  return (
    <>
      {recorded.length === 0 ? null : (
        <div id="records">
          <Section title="What our records show">
            <ul className="word-list">
              {recorded.map(one => (
                <Recorded key={one.sentence} recorded={one} today={today} />
              ))}
            </ul>
          </Section>
        </div>
      )}
      <Section title="What we cannot know yet, and why" note={<ToNotYet />}>
        {nothing ? <p className="quiet">Nothing of these promises.</p> : null}
        <ul className="word-list">
          {unknown.map(reason => (
            <li key={reason}>{reason}</li>
          ))}
          {unproved.map(sentence => (
            <li key={sentence}>
              “{sentence}” No check on a computer proves this; somebody has to look.{' '}
              <ToLook line={today ? unprovedKeys[sentence] : undefined} />
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function Recorded({ recorded, today }: { recorded: RecordedLine; today: boolean }) {
  const { sentence, verdict, answer, doing, trend, evidence, pages, line } = recorded;
  return (
    <li data-verdict={verdict}>
      “{sentence}” <strong>{verdictWords[verdict ?? 'cannot_be_known']}.</strong>{' '}
      {answer ?? 'Nobody has written down yet that they looked.'} {doing}{' '}
      <span className="no-short">{trend}</span>{' '}
      {today && line !== undefined ? (
        <Anchor
          component={Link}
          to={`/promises/records/${line}`}
          inherit
          underline="always"
          className="no-print"
        >
          What is behind it
        </Anchor>
      ) : pages.length === 0 ? null : (
        <>
          See: {evidence} <RecordPages pages={pages} />
        </>
      )}
    </li>
  );
}

function ToLook({ line }: { line: string | undefined }) {
  if (line === undefined) return null;
  return (
    <Anchor component={Link} to={`/promises/records/${line}`} inherit underline="always" className="no-print">
      Write down a look
    </Anchor>
  );
}

const ToNotYet = () => (
  <Anchor component={Link} to="/promises/not-yet" inherit underline="always" className="no-print">
    What no school can show yet
  </Anchor>
);
