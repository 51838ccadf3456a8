import { Checkbox, NativeSelect } from '@mantine/core';
import { type LeaveKind, leaveKinds } from '../../../../shared/protocol/leave.ts';
import { sayLength } from './length.ts';

export interface LeaveWish {
  warnMinutes: number;
  inLessons: boolean;
}
export const usualLeave: LeaveWish = { warnMinutes: 10, inLessons: false };

export const leaves = (kind: string): kind is LeaveKind => leaveKinds.some(one => one === kind);

/** How long people are warned, and whether lessons count. */
export function LeaveFields({ wish, onChange }: { wish: LeaveWish; onChange(wish: LeaveWish): void }) {
  return (
    <>
      <NativeSelect
        label="Warn everybody there before"
        description="Adults may put it off as often as the group’s rule for switching off says; pupils may not."
        value={String(wish.warnMinutes)}
        onChange={event => onChange({ ...wish, warnMinutes: Number(event.currentTarget.value) })}
        data={[1, 5, 10, 30, 60].map(value => ({ value: String(value), label: sayLength(value) }))}
      />
      <Checkbox
        label="Also in lessons"
        description="Otherwise it waits until the last bell, for at most eight hours. Without a school calendar no lessons are known."
        checked={wish.inLessons}
        onChange={event => onChange({ ...wish, inLessons: event.currentTarget.checked })}
      />
    </>
  );
}
