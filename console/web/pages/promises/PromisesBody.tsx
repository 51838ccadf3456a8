import { Anchor } from '@mantine/core';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Empty } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { sayMoment } from '../../time.ts';
import { Decision } from './Decision.tsx';
import { PromiseList } from './PromiseList.tsx';
import { WhatChanged } from './WhatChanged.tsx';

/** The answer first, then each promise; on a past `day` nothing is left to decide. */
export function PromisesBody({ promises, day }: { promises: Promises; day: string | null }) {
  const today = day === null;
  if (promises.devices === 0)
    return (
      <Empty title="No computer reports here yet.">
        As soon as the technician has added the first one, this page says which of the school’s promises about
        computers hold, and on how many.
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
      {promises.lastTerm === undefined ? null : <p className="promise-age">{promises.lastTerm.sentence}</p>}
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

function Unknown({ unknown, unproved }: Pick<Promises, 'unknown' | 'unproved'>) {
  if (unknown.length + unproved.length === 0) return null;
  return (
    <Section title="What we cannot know yet, and why">
      <ul className="word-list">
        {unknown.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
        {unproved.map(sentence => (
          <li key={sentence}>“{sentence}” No check on a computer proves this; somebody has to look.</li>
        ))}
      </ul>
    </Section>
  );
}
