/** What enforcing would have done on one computer, of what it last reported. */
import type { WouldHave } from '../control.ts';
import type { Desktop, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

const isLater = ({ understood, lockEnabled, idleSeconds, delaySeconds }: Desktop, limitSeconds: number) =>
  understood &&
  (lockEnabled === false || idleSeconds === 0 || (idleSeconds ?? 0) + (delaySeconds ?? 0) > limitSeconds);

export function whatIf({ desktops, sessions }: Observation, { afterMinutes }: Policy): WouldHave[] {
  const limit = afterMinutes * 60;
  const later = desktops.filter(desktop => isLater(desktop, limit)).map(({ name }) => name);
  const open = (sessions ?? []).filter(
    ({ locked, idleSeconds }) => locked === false && (idleSeconds ?? 0) > limit,
  );
  const named = (graphical: boolean) =>
    open.filter(one => one.graphical === graphical).map(({ id }) => `Session ${id}`);
  const found: WouldHave[] = [
    { one: 'kind of desktop would lock sooner', many: 'kinds of desktop would lock sooner', names: later },
    {
      one: 'screen that nobody uses would have been locked',
      many: 'screens that nobody uses would have been locked',
      names: named(true),
    },
    {
      one: 'text console that nobody uses would have been asked to lock, and may have stayed open',
      many: 'text consoles that nobody uses would have been asked to lock, and may have stayed open',
      names: named(false),
    },
  ];
  return found.filter(({ names }) => names.length > 0);
}
