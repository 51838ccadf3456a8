import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Empty } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { sayMoment } from '../../time.ts';
import { Decision } from './Decision.tsx';
import { PromiseList } from './PromiseList.tsx';
import { RecordPages } from './RecordPages.tsx';
import { WhatChanged } from './WhatChanged.tsx';

/** The answer first, then each promise; on a past `day` nothing is left to decide. */
export function PromisesBody({ promises, day }: { promises: Promises; day: string | null }) {
  const today = day === null;
  if (promises.devices === 0)
    return (
      <Empty title="No computer reports here yet.">
        Once the first one has been added, this page says which promises hold, and on how many of them.
      </Empty>
    );
  return (
    <div className="promises">
      <p className="answer">{promises.headline}</p>
      {promises.decision === null ? null : (
        <p className="no-print">
          <Anchor href="#decide" inherit underline="always">
            One thing is for you to decide
          </Anchor>
        </p>
      )}
      <PromiseList promises={promises.promises} day={day} />
      {promises.lastTerm === undefined ? null : <p className="promise-since">{promises.lastTerm.sentence}</p>}
      {today ? (
        <div id="decide">
          <Decision decision={promises.decision} />
        </div>
      ) : null}
      <WhatChanged changed={promises.changed} today={today} />
      <Unknown {...promises} />
      <p className="only-print quiet">
        As it stood on {sayMoment(promises.at, promises.timeZone)}. Made by Caretaker.
      </p>
    </div>
  );
}

function Unknown({ unknown, unproved, recorded = [] }: Pick<Promises, 'unknown' | 'unproved' | 'recorded'>) {
  const nothing = unknown.length + unproved.length + recorded.length === 0;
  return (
    <>
      {recorded.length === 0 ? null : (
        <Section title="What our records show">
          <ul className="word-list">
            {recorded.map(one => (
              <li key={one.sentence}>
                “{one.sentence}” No figure is made of it. See: {one.evidence}{' '}
                <RecordPages pages={one.pages} />
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="What we cannot know yet, and why" note={<ToNotYet />}>
        {nothing ? <p className="quiet">Nothing of these promises.</p> : null}
        <ul className="word-list">
          {unknown.map(reason => (
            <li key={reason}>{reason}</li>
          ))}
          {unproved.map(sentence => (
            <li key={sentence}>“{sentence}” No check on a computer proves this; somebody has to look.</li>
          ))}
        </ul>
      </Section>
    </>
  );
}

const ToNotYet = () => (
  <Anchor component={Link} to="/promises/not-yet" inherit underline="always" className="no-print">
    What no school can show yet
  </Anchor>
);
