import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { batchWords, itemWords } from '../../../../shared/disposals/steps.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { apiPath } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** How it leaves or has left, with the way to every proof. Nothing for what is on no list. */
export function AssetDisposal({ asset }: { asset: Asset }) {
  const enabled = useMay()('disposals.read');
  const disposal = useQuery({ ...views.assetDisposal(asset.id), enabled }).data?.disposal ?? null;
  if (disposal === null) return null;
  const { itemId, state, writeOff, batch, keepUntil } = disposal;
  return (
    <Section title="Disposal" note={itemWords[state]}>
      <p>
        <Anchor component={Link} to={`/disposals/items/${itemId}`} inherit underline="always">
          Its storage and what was done to it
        </Anchor>
        {', '}
        <Anchor component={Link} to={`/disposals/write-offs/${writeOff.id}`} inherit underline="always">
          write-off {writeOff.number}
        </Anchor>
        {batch === null ? null : (
          <>
            {', '}
            <Anchor component={Link} to={`/disposals/batches/${batch.id}`} inherit underline="always">
              collection {batch.number}
            </Anchor>{' '}
            ({batchWords[batch.state].toLowerCase()}),{' '}
            <Anchor href={apiPath(`/disposals/batches/${batch.id}/pack`)} inherit underline="always">
              its pack (PDF)
            </Anchor>
          </>
        )}
        .
      </p>
      {keepUntil === null ? null : <p className="quiet">Its papers are kept until {sayDay(keepUntil)}.</p>}
    </Section>
  );
}
