import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AssetState, goneStates } from '../../../../shared/assets/states.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { Notice } from '../../components/Notice.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { ReportDialog } from '../device/LostSection.tsx';
import { KeepDialog } from '../device/QuarantineSection.tsx';

type Kind = 'lost' | 'kept';

const kindOf = (state: AssetState): Kind | undefined => {
  if (goneStates.includes(state)) return 'lost';
  return state === 'quarantined' ? 'kept' : undefined;
};

/** A word in the register changes nothing on a computer: offers the order that goes with it, or the release. */
export function AssetOrder({ asset }: { asset: Asset }) {
  const { device } = asset;
  const enabled = useMay()('orders.read') && device !== null && !device.removed;
  const id = device?.id ?? '';
  const lost = useQuery({ ...views.lost(id), enabled }).data?.lost;
  const kept = useQuery({ ...views.quarantine(id), enabled }).data?.quarantine;
  if (!enabled || device === null || lost === undefined || kept === undefined) return null;
  const stands = { lost: lost?.endedAt === null, kept: kept?.endedAt === null };
  const wanted = kindOf(asset.state);
  const over = (['lost', 'kept'] as const).filter(kind => stands[kind] && kind !== wanted);
  return (
    <>
      {wanted !== undefined && !stands[wanted] ? <Offer asset={asset} device={device} kind={wanted} /> : null}
      {over.map(kind => (
        <Notice key={kind} tone="caution" title={`${device.name} is still ${overWords[kind]}`}>
          The register says something else.{' '}
          <Anchor component={Link} to={`/devices/${id}?tab=orders`} inherit underline="always">
            Release it on its own page
          </Anchor>{' '}
          where that is over.
        </Notice>
      ))}
    </>
  );
}

const overWords: Record<Kind, string> = { lost: 'locked as lost', kept: 'kept as evidence' };

const offers: Record<Kind, { says: string; does: string; verb: string }> = {
  lost: {
    says: 'knows nothing of it',
    does: 'Only the register says where it stands. After a second person’s yes the computer itself locks at its next contact, ends permissions for sticks and shows a message to whoever finds it.',
    verb: 'Lock it as lost…',
  },
  kept: {
    says: 'is not kept as evidence itself',
    does: 'Only the register says so. After a second person’s yes nothing can be changed on the computer from here, and its network can be cut.',
    verb: 'Keep it as evidence…',
  },
};

interface OfferProps {
  asset: Asset;
  device: NonNullable<Asset['device']>;
  kind: Kind;
}

function Offer({ asset, device, kind }: OfferProps) {
  const [open, setOpen] = useState(false);
  const may = useMay()('orders.give');
  const question = useQuestion(device.id, [kind === 'lost' ? 'lost-mode' : 'quarantine']);
  const { says, does, verb } = offers[kind];
  const close = () => setOpen(false);
  if (question !== undefined) return <Question waits={question} />;
  return (
    <Notice tone="caution" title={`${device.name} ${says}`}>
      {does}{' '}
      {may ? (
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          {verb}
        </Button>
      ) : null}
      {open && kind === 'lost' ? (
        <ReportDialog device={device} first={asset.state === 'stolen' ? 'stolen' : 'lost'} onClose={close} />
      ) : null}
      {open && kind === 'kept' ? <KeepDialog device={device} onClose={close} /> : null}
    </Notice>
  );
}
