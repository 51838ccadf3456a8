import {
  type Icon,
  IconApps,
  IconBatteryCharging,
  IconCircleX,
  IconClockPause,
  IconDeviceUsb,
  IconLock,
  IconPassword,
  IconPlayerPlay,
  IconRefresh,
  IconShieldCheck,
  IconSquareCheck,
  IconUser,
  IconWall,
} from '@tabler/icons-react';
import { controls } from '../../../shared/controls/index.ts';
import { states } from '../../../shared/finding.ts';
import type { DeviceRow } from '../../../shared/protocol/api/devices.ts';
import { titleOf } from '../control-words.ts';
import { useSession } from '../session.tsx';
import { sayDate } from '../time.ts';
import { StateMark, stateWords } from './StateMark.tsx';

const icons: Record<string, Icon> = {
  'disk-encryption': IconLock,
  antivirus: IconShieldCheck,
  'os-updates': IconRefresh,
  'idle-lock': IconClockPause,
  'removable-media': IconDeviceUsb,
  'approved-software': IconApps,
  'password-policy': IconPassword,
  'local-accounts': IconUser,
  firewall: IconWall,
  power: IconBatteryCharging,
  autorun: IconPlayerPlay,
  'required-software': IconSquareCheck,
  'unwanted-software': IconCircleX,
};

/** One small picture a control, over the column of its marks. */
export function StripHeading() {
  return (
    <span className="strip" aria-hidden>
      {controls.map(({ key }) => {
        const Picture = icons[key] ?? IconSquareCheck;
        return (
          <span key={key} className="strip-heading" title={titleOf(key)}>
            <Picture size={15} stroke={1.8} />
          </span>
        );
      })}
    </span>
  );
}

/** Every picture and every mark with its word, for whoever does not know them yet. */
export function StripKey() {
  return (
    <details className="strip-key no-print">
      <summary>What the pictures mean</summary>
      <ul className="plain-list">
        {controls.map(({ key }) => {
          const Picture = icons[key] ?? IconSquareCheck;
          return (
            <li key={key}>
              <Picture size={15} stroke={1.8} aria-hidden /> {titleOf(key)}
            </li>
          );
        })}
      </ul>
      <ul className="plain-list">
        {states.map(state => (
          <li key={state}>
            <span aria-hidden>
              <StateMark state={state} size="sm" />
            </span>{' '}
            {stateWords[state]}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Undefined where nothing is excepted. */
export const sayEnd = (until: number | undefined, timeZone: string) =>
  until === undefined ? undefined : sayDate(until, timeZone);

/** One mark a control, always in the registry's order; what the device has not reported yet is not known. */
export function StateStrip({ of }: { of: DeviceRow['controls'] }) {
  const { timeZone } = useSession().school;
  const known = new Map(of.map(standing => [standing.control, standing]));
  const keys = [...new Set([...controls.map(control => control.key), ...known.keys()])];
  return (
    <span className="strip">
      {keys.map(key => (
        <StateMark
          key={key}
          size="sm"
          state={known.get(key)?.state ?? 'unknown'}
          about={titleOf(key)}
          excepted={sayEnd(known.get(key)?.exceptedUntil, timeZone)}
        />
      ))}
    </span>
  );
}
