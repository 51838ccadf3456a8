import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { LastSeen } from '../../components/LastSeen.tsx';

/** What and whose, where, seen: one line under the name. */
export function DeviceFacts({ device }: { device: Device }) {
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
