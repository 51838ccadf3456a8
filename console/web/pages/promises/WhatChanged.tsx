import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { sayDate } from '../../time.ts';
import { pathOf } from './PromiseList.tsx';

/** Of today (`day` is null) with the way to the week in five lines, which is told of today alone. */
export function WhatChanged({
  changed,
  changedSince,
  timeZone,
  day,
}: Pick<Promises, 'changed' | 'changedSince' | 'timeZone'> & { day: string | null }) {
  const since = changedSince && sayDate(changedSince.at, timeZone);
  return (
    <Section
      title={
        since === undefined
          ? 'What changed this week'
          : `What changed since ${changedSince?.lastVisit ? `you last looked, on ${since}` : since}`
      }
      note={day === null ? <ToTheWeek /> : undefined}
    >
      {changed.length === 0 ? (
        <p className="quiet">Nothing has changed.</p>
      ) : (
        <ul className="plain-list changed-list">
          {changed.map(change => (
            <li key={`${change.at} ${change.sentence}`} className="line">
              <span className="line-words">
                {change.promise === undefined ? (
                  change.sentence
                ) : (
                  <Anchor component={Link} to={pathOf(change.promise, day)} inherit underline="always">
                    {change.sentence}
                  </Anchor>
                )}
              </span>
              <span className="line-age">
                <Ago at={change.at} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function ToTheWeek() {
  return (
    <Anchor component={Link} to="/promises/week" inherit underline="always" className="no-print">
      The week in five lines
    </Anchor>
  );
}
