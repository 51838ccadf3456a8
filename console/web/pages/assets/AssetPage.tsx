import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { closedStates, isStep } from '../../../../shared/assets/states.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { useStateWords } from '../../state-words.ts';
import { views } from '../../views.ts';
import { LoansOf } from '../loans/LoansOf.tsx';
import { AssetChecks } from '../upkeep/AssetChecks.tsx';
import { AssetFiles } from '../upkeep/AssetFiles.tsx';
import { AssetCustody } from './AssetCustody.tsx';
import { AssetDisposal } from './AssetDisposal.tsx';
import { AssetFacts } from './AssetFacts.tsx';
import { AssetHistory } from './AssetHistory.tsx';
import { AssetMachine } from './AssetMachine.tsx';
import { AssetOrder } from './AssetOrder.tsx';
import { DeviceLink } from './DeviceLink.tsx';
import { EditAsset } from './EditAsset.tsx';
import { MistakeDialog } from './MistakeDialog.tsx';
import { StateDialog } from './StateDialog.tsx';

/** One asset: what, where, worth what, which device it is, and everything that changed. */
export function AssetPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.asset(id));
  const [search, setSearch] = useSearchParams();
  const editing = search.get('edit') === 'yes';
  const edit = (on: boolean) => setSearch(on ? { edit: 'yes' } : {}, { replace: true });
  const { data } = query;
  return (
    <Page
      title={data?.tag ?? 'Asset'}
      lead={data === undefined ? <Back /> : <Lead asset={data} />}
      actions={data === undefined || editing ? undefined : <Actions asset={data} onEdit={() => edit(true)} />}
    >
      <Loaded query={query} what="this asset" skeleton={<PageSkeleton />}>
        {asset =>
          editing ? (
            <EditAsset asset={asset} onClose={() => edit(false)} />
          ) : (
            <>
              <AssetOrder asset={asset} />
              <AssetFacts asset={asset} />
              <AssetDisposal asset={asset} />
              <DeviceLink asset={asset} />
              {asset.device === null ? null : <AssetMachine id={asset.id} />}
              <LoansOf
                title="Loans"
                of={{ asset: asset.id }}
                none="It was never lent with a handover."
                lend={
                  isStep(asset.state, 'on_loan')
                    ? { label: 'Lend it', to: `/loans/new?asset=${asset.id}` }
                    : undefined
                }
              />
              <AssetCustody asset={asset} />
              <AssetChecks asset={asset} />
              <AssetFiles asset={asset} />
              <AssetHistory id={asset.id} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

const Back = () => (
  <Anchor component={Link} to="/assets" inherit>
    All assets
  </Anchor>
);

function Lead({ asset }: { asset: Asset }) {
  const stateWords = useStateWords();
  return (
    <span className="fact-line">
      <span>
        <Back />
      </span>
      <span>
        {stateWords[asset.state]} <Ago at={asset.stateAt} before="since" />
      </span>
      {asset.name === null ? null : <span>{asset.name}</span>}
      <span>{asset.completeness.percent} % complete</span>
    </span>
  );
}

function Actions({ asset, onEdit }: { asset: Asset; onEdit(): void }) {
  const [open, setOpen] = useState<'state' | 'mistake'>();
  const close = () => setOpen(undefined);
  if (!useMay()('assets.edit') || closedStates.includes(asset.state)) return null;
  return (
    <Group gap="xs">
      <Button variant="subtle" onClick={() => setOpen('mistake')}>
        Entered by mistake
      </Button>
      <Button variant="default" onClick={onEdit}>
        Edit
      </Button>
      {asset.nextStates.length === 0 ? null : (
        <Button onClick={() => setOpen('state')}>Change the state</Button>
      )}
      {open === 'state' ? <StateDialog asset={asset} onClose={close} /> : null}
      {open === 'mistake' ? <MistakeDialog asset={asset} onClose={close} /> : null}
    </Group>
  );
}

function PageSkeleton() {
  return (
    <>
      <Skeleton height={28} width={220} mb="md" />
      <RowsSkeleton rows={10} height={26} />
    </>
  );
}
