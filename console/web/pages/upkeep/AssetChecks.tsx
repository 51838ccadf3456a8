import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkWords, sayResult } from '../../../../shared/assets/checks.ts';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { closedStates } from '../../../../shared/assets/states.ts';
import type { AssetCheck } from '../../../../shared/protocol/api/asset-checks.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { CheckDialog } from './CheckDialog.tsx';

/** Tests and maintenance of one asset. */
export function AssetChecks({ asset }: { asset: Asset }) {
  const query = useQuery(views.assetChecks(asset.id));
  const [entering, setEntering] = useState(false);
  const [wrong, setWrong] = useState<AssetCheck>();
  const mayEdit = useMay()('assets.edit') && !closedStates.includes(asset.state);
  return (
    <Section
      title="Tests and maintenance"
      note={
        mayEdit ? (
          <Button size="compact-sm" variant="default" onClick={() => setEntering(true)}>
            Enter a test
          </Button>
        ) : undefined
      }
    >
      <Loaded query={query} what="the tests" skeleton={<RowsSkeleton rows={2} height={30} />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="quiet">None is written down.</p>
          ) : (
            <ul className="plain-list">
              {items.map(one => (
                <li key={one.id} className="line">
                  <span className="line-words">
                    {one.withdrawn === null ? sentence(one) : <s>{sentence(one)}</s>}
                    {one.note === null ? null : <span className="order-detail">“{one.note}”</span>}
                    {one.withdrawn === null ? null : (
                      <span className="order-detail">
                        Withdrawn by {one.withdrawn.by}: “{one.withdrawn.why}”
                      </span>
                    )}
                  </span>
                  <span className="line-age">
                    {one.isLast && one.nextOn !== null ? `due again ${sayDay(one.nextOn)}` : ''}{' '}
                    {mayEdit && one.withdrawn === null ? (
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        aria-label={`Withdraw: ${sentence(one)}`}
                        onClick={() => setWrong(one)}
                      >
                        Withdraw
                      </Button>
                    ) : null}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {entering ? <CheckDialog kind="pat" tags={asset.tag} onClose={() => setEntering(false)} /> : null}
      {wrong === undefined ? null : <WithdrawDialog one={wrong} onClose={() => setWrong(undefined)} />}
    </Section>
  );
}

const sentence = (one: AssetCheck) =>
  `${checkWords[one.kind].words}: ${sayResult(one.kind, one.result).toLowerCase()}, ${sayDay(one.doneOn)}, by ${one.doneBy}`;

function WithdrawDialog({ one, onClose }: { one: AssetCheck; onClose(): void }) {
  const [why, setWhy] = useState('');
  return (
    <FormDialog
      title="Withdraw this entry"
      verb="Withdraw it"
      said="Withdrawn. The entry before it counts again."
      onClose={onClose}
      send={() => tell('POST', `/asset-checks/${one.id}/withdraw`, { why })}
    >
      {wrong => (
        <>
          <p>{sentence(one)}. It stays readable, crossed out, with your reason.</p>
          <TextInput
            label="What was wrong with it"
            maxLength={300}
            value={why}
            error={wrong.why}
            onChange={event => setWhy(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </FormDialog>
  );
}
