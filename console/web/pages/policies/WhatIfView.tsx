import { Anchor } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { WhatIf } from '../../../../shared/protocol/api/policies.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';

type Consequence = WhatIf['controls'][number]['consequences'][number];

/** What would happen, to which devices, going by what they last reported. */
export function WhatIfView({ query }: { query: UseQueryResult<WhatIf> }) {
  return (
    <section className="what-if" aria-label="What it would do">
      <h3>What it would do</h3>
      <Loaded query={query} what="what it would do" skeleton={<RowsSkeleton rows={2} height={22} />}>
        {whatIf => (
          <>
            <p className="what-if-headline">{whatIf.headline}</p>
            <Changes of={whatIf.controls} />
            <p className="quiet">{whatIf.secondSentence}</p>
          </>
        )}
      </Loaded>
    </section>
  );
}

/** By control: what would be otherwise, where. */
export function Changes({ of }: { of: WhatIf['controls'] }) {
  return of.map(control => (
    <div key={control.control} className="what-if-control">
      <strong>{control.title}</strong>
      <ul className="plain-list">
        {control.consequences.map(one => (
          <Said key={one.sentence} consequence={one} />
        ))}
      </ul>
    </div>
  ));
}

const signs: Record<Consequence['tone'], string> = {
  worse: '✕',
  better: '✓',
  enforce: '!',
  unknown: '?',
  note: '·',
};

function Said({ consequence: { tone, sentence, devices, names } }: { consequence: Consequence }) {
  return (
    <li className="consequence" data-tone={tone}>
      <span aria-hidden className="consequence-sign">
        {signs[tone]}
      </span>
      <div>
        {sentence}
        {names === undefined ? null : (
          <details className="evidence">
            <summary>
              All {names.length}
              <span className="hidden-words">: {sentence}</span>
            </summary>
            <ul className="plain-list device-names">
              {names.map(name => (
                <li key={name}>{name}</li>
              ))}
            </ul>
          </details>
        )}
        {devices.named.length === 0 ? null : (
          <details className="evidence">
            <summary>
              Which devices<span className="hidden-words">: {sentence}</span>
            </summary>
            <ul className="plain-list device-names">
              {devices.named.map(device => (
                <li key={device.id}>
                  <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
                    {device.name}
                  </Anchor>
                </li>
              ))}
              {devices.count > devices.named.length ? (
                <li>and {devices.count - devices.named.length} more</li>
              ) : null}
            </ul>
          </details>
        )}
      </div>
    </li>
  );
}
