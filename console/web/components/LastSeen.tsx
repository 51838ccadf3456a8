import { Ago } from './Ago.tsx';

interface Props {
  connected: boolean;
  at: number | null;
  /** A word before the age: "seen". */
  before?: string;
}

/** "Connected" while the link is open, otherwise when the device was last heard of. */
export function LastSeen({ connected, at, before }: Props) {
  if (connected)
    return (
      <span className="connected">
        <span className="dot" aria-hidden />
        connected now
      </span>
    );
  return at === null ? <span className="quiet">not seen yet</span> : <Ago at={at} before={before} />;
}
