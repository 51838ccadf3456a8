/**
 * What the files for device management would do to a device, before they are written: the profile and the declaration
 * are read back, and whatever in them is not known to be about disks alone is taken for a harm.
 */
import * as z from 'zod';
import {
  type Harm,
  isInput,
  isProtected,
  isStorage,
} from '../../../../../shared/controls/removable-media/compile.ts';
import type { Device } from '../../../../../shared/controls/removable-media/simulate.ts';
import { parsePlist } from '../../../system/plist.ts';

/**
 * Every key that may stand there. `allowUSBRestrictedMode`: accessories wait while the Mac is locked, which a Mac does
 * that nobody manages too; a keyboard that is in already goes on, and a laptop has its own.
 */
const aboutDisks: Record<string, readonly string[]> = {
  'com.northpolesec.santa': ['BlockUSBMount', 'RemountUSBMode'],
  'com.apple.applicationaccess': ['allowUSBRestrictedMode'],
};

const payload = z.looseObject({ PayloadType: z.string() });
const profile = z.looseObject({ PayloadContent: z.array(payload) });
const declaration = z.strictObject({
  ...{ Type: z.literal('com.apple.configuration.diskmanagement.settings'), Identifier: z.string() },
  ...{ ServerToken: z.string(), Payload: z.strictObject({ Restrictions: z.record(z.string(), z.string()) }) },
});

interface Written {
  profile: string;
  /** Null where there is none. */
  declaration: string | null;
}

/** The keys that are not about disks. */
async function strangeKeys(written: Written): Promise<string[]> {
  const { PayloadContent } = await parsePlist(written.profile, profile, 'the profile');
  const inProfile = PayloadContent.flatMap(({ PayloadType, ...rest }) =>
    Object.keys(rest).filter(key => !key.startsWith('Payload') && !aboutDisks[PayloadType]?.includes(key)),
  );
  if (written.declaration === null) return inProfile;
  const { Restrictions } = declaration.parse(JSON.parse(written.declaration)).Payload;
  return [...inProfile, ...Object.keys(Restrictions).filter(key => key !== 'ExternalStorage')];
}

/** Every described device that these files could take and must not. Throws for files that are not as they should be. */
export async function harmsOnMac(written: Written, devices: readonly Device[]): Promise<Harm[]> {
  const [strange] = await strangeKeys(written);
  return devices.flatMap(device => {
    if (strange !== undefined && (isInput(device) || isProtected(device)))
      return [{ device, what: `${device.name}, by ${strange}` }];
    return device.bootDisk && isStorage(device)
      ? [{ device, what: 'the disk that the computer runs from' }]
      : [];
  });
}
