import { Ago } from './Ago.tsx';

/** "Connected" while the link is open, otherwise when the device was last heard of. */
export function LastSeen({ connected, at }: { connected: boolean; at: number | null }) {
  if (connected)
    return (
      <span className="connected">
        <span className="dot" aria-hidden />
        connected now
      </span>
    );
  return at === null ? <span className="quiet">not yet</span> : <Ago at={at} />;
}
