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
import type { DeviceRow } from '../../../shared/protocol/api/devices.ts';
import { titleOf } from '../control-words.ts';
import { useSession } from '../session.tsx';
import { sayDate } from '../time.ts';
import { StateMark } from './StateMark.tsx';

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
