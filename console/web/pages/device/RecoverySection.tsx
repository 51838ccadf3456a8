import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import type { RecoveryView } from '../../../../shared/protocol/api/orders.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { RecoveryDialog } from './RecoveryDialog.tsx';

/** For a device that no order reaches: somebody types a code there. */
export function RecoverySection({ device }: { device: Device }) {
  const query = useQuery(views.recovery(device.id));
  return (
    <Section title="Recovery code">
      <p className="quiet tab-lead">
        For a device that no order reaches. Whoever is at it types <code>sudo caretaker agent challenge</code>{' '}
        and reads out the letters that it shows; you read a code back. It needs no network.
      </p>
      <Loaded query={query} what="the recovery secret" skeleton={<RowsSkeleton rows={1} />}>
        {recovery => <Ready device={device} recovery={recovery} />}
      </Loaded>
    </Section>
  );
}

function Ready({ device, recovery }: { device: Device; recovery: RecoveryView }) {
  const [giving, setGiving] = useState(false);
  const mayGive = useMay()('recovery.give');
  if (!recovery.ready)
    return (
      <p>
        This device has not fetched its recovery secret yet. It does so by itself when it is next connected.
      </p>
    );
  return (
    <>
      {recovery.usedAt === null ? null : (
        <p>
          A code was last used on this device <Ago at={recovery.usedAt} />.
        </p>
      )}
      {mayGive ? (
        <Button variant="default" onClick={() => setGiving(true)}>
          Give a recovery code…
        </Button>
      ) : null}
      {giving ? <RecoveryDialog device={device} onClose={() => setGiving(false)} /> : null}
    </>
  );
}
