import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';

export function WhatChanged({ changed }: Pick<Promises, 'changed'>) {
  return (
    <Section title="What changed this week">
      {changed.length === 0 ? (
        <p className="quiet">Nothing has changed.</p>
      ) : (
        <ul className="plain-list">
          {changed.map(change => (
            <li key={`${change.at} ${change.sentence}`} className="line">
              <span className="line-words">{change.sentence}</span>
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
