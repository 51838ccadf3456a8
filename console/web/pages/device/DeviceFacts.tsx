import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { DeviceLoan } from '../../../../shared/protocol/api/loans.ts';
import { LastSeen } from '../../components/LastSeen.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** What and whose, where, seen, policy, asset: one line under the name. */
export function DeviceFacts({ device }: { device: Device }) {
  const mayRead = useMay()('loans.read');
  const answer = useQuery({ ...views.deviceLoan(device.id), enabled: mayRead }).data;
  const loan = answer?.loan ?? null;
  // Not before it is known whether a loan says it better.
  const holder = mayRead && answer?.loan !== null ? null : (device.asset?.holder ?? null);
  const facts: [string, ReactNode][] = [
    [
      'group',
      <Anchor key="group" component={Link} to={`/devices?group=${device.group.id}`} inherit>
        {device.group.name}
      </Anchor>,
    ],
    ['seen', <LastSeen key="seen" connected={device.connected} at={device.lastSeenAt} before="seen" />],
    ['system', device.system ?? 'system not known yet'],
    ['model', device.model],
    ['loan', loan === null ? null : <OnLoan key="loan" loan={loan} />],
    ['place', device.asset?.location ?? null],
    ['holder', holder],
    ['policy', <Policy key="policy" of={device.policy} />],
    ['asset', <OfRegister key="asset" device={device} />],
  ];
  return (
    <span className="fact-line">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <span key={name}>{value}</span>
        ))}
    </span>
  );
}

function Policy({ of: { applied, current } }: { of: Device['policy'] }) {
  return (
    <Anchor component={Link} to="?tab=policy" inherit>
      {applied === current ? `policy ${current}` : `does not have policy ${current} yet`}
    </Anchor>
  );
}

function OfRegister({ device: { id, asset } }: { device: Device }) {
  return (
    <Anchor component={Link} to={asset === null ? `/assets?device=${id}` : `/assets/${asset.id}`} inherit>
      {asset === null ? 'asset' : `asset ${asset.tag}`}
    </Anchor>
  );
}

/** Off site is what the loan says; where it is, nobody asks. */
function OnLoan({ loan }: { loan: NonNullable<DeviceLoan['loan']> }) {
  const until = loan.dueOn === null ? 'without an end' : `until ${sayDay(loan.dueOn)}`;
  return (
    <Anchor component={Link} to={`/loans/${loan.id}`} inherit>
      on loan to {loan.holder.name} {until}
      {loan.offSite ? ', off site' : ''}
    </Anchor>
  );
}
