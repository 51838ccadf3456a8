import { IconAlertTriangle, IconCheck, IconClock } from '@tabler/icons-react';
import type { Incident } from '../../../../shared/protocol/api/incidents.ts';
import { Ago } from '../../components/Ago.tsx';

/** How a 24-hour clock stands: a mark and a word, so that colour is never alone. */
export function Clock({ clock }: { clock: NonNullable<Incident['clock']> }) {
  const { state, dueAt, doneAt } = clock;
  if (state === 'running')
    return (
      <span className="incident-clock" data-state={state}>
        <IconClock size={16} aria-hidden /> Change it <Ago at={dueAt} until />
      </span>
    );
  if (state === 'overdue')
    return (
      <span className="incident-clock" data-state={state}>
        <IconAlertTriangle size={16} aria-hidden /> Not changed, due <Ago at={dueAt} />
      </span>
    );
  if (doneAt === null) return <span className="quiet">Closed without a change</span>;
  return (
    <span className="incident-clock" data-state={state}>
      {state === 'in_time' ? (
        <IconCheck size={16} aria-hidden />
      ) : (
        <IconAlertTriangle size={16} aria-hidden />
      )}
      {state === 'in_time' ? ' Changed in time, ' : ' Changed too late, '}
      <Ago at={doneAt} />
    </span>
  );
}
