import { VisuallyHidden } from '@mantine/core';
import { useNow } from '../clock.ts';
import { useSession } from '../session.tsx';
import { sayAge, sayMoment, sayUntil } from '../time.ts';

interface Props {
  /** UTC milliseconds. */
  at: number;
  /** A word before the age: "seen". */
  before?: string;
  until?: boolean;
}

/** An age that stays true, with the exact time on hover and for a screen reader. */
export function Ago({ at, before, until = false }: Props) {
  const now = useNow();
  const { timeZone } = useSession().school;
  const exact = sayMoment(at, timeZone);
  const words = until ? sayUntil(at, now, timeZone) : sayAge(at, now, timeZone);
  return (
    <time dateTime={new Date(at).toISOString()} title={exact} className="figure">
      {before === undefined ? '' : `${before} `}
      {words}
      <VisuallyHidden> ({exact})</VisuallyHidden>
    </time>
  );
}

/** A moment written out: "21 Nov 2026, 09:14". */
export function Moment({ at }: { at: number }) {
  const { timeZone } = useSession().school;
  return (
    <time dateTime={new Date(at).toISOString()} className="figure">
      {sayMoment(at, timeZone)}
    </time>
  );
}
