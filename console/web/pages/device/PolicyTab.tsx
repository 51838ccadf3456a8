import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { PolicyWords } from '../../components/PolicyWords.tsx';

export function PolicyTab({ device }: { device: Device }) {
  return (
    <>
      <p>
        This device follows the policy of its group,{' '}
        <Anchor component={Link} to="/groups">
          {device.group.name}
        </Anchor>
        .
      </p>
      <PolicyWords groupId={device.group.id} />
    </>
  );
}
