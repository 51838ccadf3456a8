import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { retryNow, useConnection } from '../live.ts';
import { useSession } from '../session.tsx';
import { sayTime } from '../time.ts';

/** Says from when the page is, as soon as nothing new arrives. */
export function OfflineBanner() {
  const connection = useConnection();
  const { timeZone } = useSession().school;
  return (
    <div role="status" className="banner-place">
      {connection.state !== 'lost' ? null : (
        <div className="banner">
          <IconPlugConnectedX size={18} aria-hidden />
          <span>
            No connection to the console. What you see is from {sayTime(connection.since, timeZone)}. Devices
            stay protected and keep what they have to report.
          </span>
          <Button size="compact-sm" variant="default" onClick={retryNow}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
