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

/** What and whose, where, seen: one line under the name. */
export function DeviceFacts({ device }: { device: Device }) {
  const mayRead = useMay()('loans.read');
  const loan = useQuery({ ...views.deviceLoan(device.id), enabled: mayRead }).data?.loan ?? null;
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
    [
      'asset',
      <Anchor key="asset" component={Link} to={`/assets?device=${device.id}`} inherit>
        asset
      </Anchor>,
    ],
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
