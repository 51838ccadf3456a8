import type { ReactNode } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { Notice } from '../../components/Notice.tsx';
import { plural } from '../../time.ts';

const clockToleranceMs = 5 * 60_000;

/** What changes how everything below is to be read. */
export function Warnings({ device }: { device: Device }) {
  const warnings = [status(device), clock(device), intercepted(device), policy(device)].filter(
    w => w !== null,
  );
  return warnings.map(({ title, text }) => (
    <Notice key={title} tone="caution" title={title}>
      {text}
    </Notice>
  ));
}

interface Warning {
  title: string;
  text: ReactNode;
}

function status({ status }: Device): Warning | null {
  if (status === 'cloned')
    return {
      title: 'Two computers used this record’s key',
      text: 'One disk was probably copied to another. Both were asked to make new keys; the newcomer waits in the approval queue.',
    };
  if (status === 'waiting') return { title: 'Not approved yet', text: 'Approve it in the approval queue.' };
  if (status === 'blocked') return { title: 'Blocked', text: 'Nothing that this device sends is taken.' };
  if (status === 'removed') return { title: 'Removed', text: 'This record is kept for its history only.' };
  return null;
}

function clock({ clockOffsetMs }: Device): Warning | null {
  if (clockOffsetMs === null || Math.abs(clockOffsetMs) < clockToleranceMs) return null;
  const minutes = Math.round(Math.abs(clockOffsetMs) / 60_000);
  const size = minutes < 120 ? plural(minutes, 'minute') : plural(Math.round(minutes / 60), 'hour');
  return {
    title: `Its clock is ${size} ${clockOffsetMs > 0 ? 'fast' : 'slow'}`,
    text: 'Set the date and time on the device. Until then its own times below are off by as much.',
  };
}

function intercepted({ intercepted }: Device): Warning | null {
  if (intercepted === null) return null;
  return {
    title: 'The link is opened on its way',
    text: `A filter or proxy shows its own certificate, issued by “${intercepted.issuer}”. Secrets stay sealed; exempt the console’s address from inspection to end this.`,
  };
}

function policy({ policy, status }: Device): Warning | null {
  if (status !== 'approved' || policy.applied === policy.current) return null;
  const before = policy.applied === 0 ? 'It has no policy yet' : `It still follows policy ${policy.applied}`;
  return {
    title: 'The present policy has not arrived',
    text: `${before}; policy ${policy.current} waits for it.`,
  };
}
