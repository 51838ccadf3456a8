import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { views } from '../../views.ts';

/** "As it stood on …": from the first day that was kept. Not there before any was. */
export function DayPicker({ day }: { day: string | null }) {
  const kept = useQuery(views.promiseDays()).data?.items ?? [];
  const navigate = useNavigate();
  const [newest] = kept;
  const oldest = kept.at(-1);
  if (newest === undefined || oldest === undefined) return null;
  return (
    <TextInput
      type="date"
      className="no-print day-picker"
      aria-label="As it stood on"
      title="As it stood on a past day"
      value={day ?? ''}
      min={oldest.day}
      max={newest.day}
      onChange={event => {
        const { value } = event.currentTarget;
        void navigate(value === '' ? '/promises' : `/promises/days/${value}`);
      }}
    />
  );
}
