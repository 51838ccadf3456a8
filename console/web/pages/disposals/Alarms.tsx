import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Disposals } from '../../../../shared/protocol/api/disposals.ts';
import { Ago } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { WhyDialog } from './WhyDialog.tsx';

type Sighting = Disposals['sightings'][number];

/** A machine that was to be gone is running somewhere: said first, with what to do. */
export function Alarms({ sightings }: { sightings: readonly Sighting[] }) {
  const [settling, setSettling] = useState<Sighting>();
  const edit = useMay()('disposals.edit');
  return (
    <>
      {sightings.map(one => (
        <div key={one.id} className="alarm">
          <Notice tone="error" title={`${one.tag} is running again`}>
            It was handed over for disposal, and its agent has spoken to this console{' '}
            {plural(one.times, 'time')} since <Ago at={one.firstAt} />. So its disk was neither wiped nor
            destroyed. Ask whoever took it where it is today, tell the data protection officer, and treat it
            as a possible breach (72 hours). The console refused it, and its agent has deleted its keys.{' '}
            <Link to={`/disposals/items/${one.itemId}`}>Its papers</Link>
          </Notice>
          {edit ? (
            <Button size="compact-sm" variant="default" onClick={() => setSettling(one)}>
              Say what became of it
            </Button>
          ) : null}
        </div>
      ))}
      {settling === undefined ? null : (
        <WhyDialog
          title={`Settle the alarm about ${settling.tag}`}
          verb="Settle it"
          path={`/disposals/sightings/${settling.id}/settle`}
          after="It cannot be undone. If the device comes once more, the alarm begins anew."
          said="Settled. It stays in the audit log."
          onClose={() => setSettling(undefined)}
        >
          The alarm leaves this page and the overview.
        </WhyDialog>
      )}
    </>
  );
}
