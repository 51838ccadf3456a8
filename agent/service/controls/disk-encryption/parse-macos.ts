/** What macOS says of FileVault: fdesetup's fixed English sentences, and diskutil's property lists. */
import * as z from 'zod';
import type { Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { ProbeError } from '../control.ts';

export interface FileVault {
  on: boolean;
  /** Encrypting or decrypting now. */
  moving: 'encrypting' | 'decrypting' | null;
  detail: string | null;
}

const firstLine: Record<string, Omit<FileVault, 'moving'>> = {
  'FileVault is On.': { on: true, detail: null },
  'FileVault is Off.': { on: false, detail: null },
  'FileVault is Off, but will be enabled after the next restart.': {
    on: false,
    detail: 'to be turned on at the next restart',
  },
  'FileVault is Off, but needs to be restarted to finish.': {
    on: false,
    detail: 'waits for a restart to finish',
  },
};

/** Whose name stands in the line is not kept. */
const deferred = /^Deferred enablement appears to be active for user '.*'\.$/;
const progress = /^(Encryption|Decryption) in progress: Percent completed = \d+(\.\d+)?$/;
const ignored = /^FileVault (master|institutional) keychain appears to be installed\.$/;

function withLine(state: FileVault, line: string): FileVault | undefined {
  if (ignored.test(line)) return state;
  if (deferred.test(line) && !state.on) return { ...state, detail: 'to be turned on at the next sign-in' };
  const moving = progress.exec(line)?.[1];
  if (moving) return { ...state, moving: moving === 'Encryption' ? 'encrypting' : 'decrypting' };
  return undefined;
}

/** Every line must be known. Throws ProbeError. */
export function parseFdesetup(stdout: string): FileVault {
  const unknown = () =>
    new ProbeError('unrecognised_output', 'fdesetup status: a sentence that is not known', 'fdesetup');
  const [first = '', ...more] = stdout.trim().split(/\r?\n/);
  const start = Object.hasOwn(firstLine, first) ? firstLine[first] : undefined;
  if (!start || !stdout.endsWith('\n')) throw unknown();
  let state: FileVault = { ...start, moving: null };
  for (const line of more.filter(text => text.trim() !== '')) {
    const next = withLine(state, line.trim());
    if (!next) throw unknown();
    state = next;
  }
  return state;
}

const apfsVolume = z.object({
  DeviceIdentifier: z.string().min(1),
  Name: z.string().max(150).default(''),
  Roles: z.array(z.string()).default([]),
  FileVault: z.boolean(),
  Encryption: z.boolean().optional(),
  Locked: z.boolean().optional(),
  CryptoMigrationOn: z.boolean().optional(),
});
export type ApfsVolume = z.infer<typeof apfsVolume>;

const apfsContainer = z.object({
  ContainerReference: z.string().min(1),
  DesignatedPhysicalStore: z.string().min(1).optional(),
  Volumes: z.array(apfsVolume),
});
export type ApfsContainer = z.infer<typeof apfsContainer>;

/** `diskutil apfs list -plist`. */
export const apfsList = z.object({ Containers: z.array(apfsContainer).max(64) });

/** `diskutil info -plist`: of a disk, and of the volume that the system runs from. */
export const diskInfo = z.object({
  Internal: z.boolean().optional(),
  BusProtocol: z.string().optional(),
  RemovableMedia: z.boolean().optional(),
  APFSContainerReference: z.string().optional(),
  FilesystemType: z.string().optional(),
});
export type DiskInfo = z.infer<typeof diskInfo>;

const partition = z.object({
  Content: z.string().default(''),
  DeviceIdentifier: z.string().min(1),
  VolumeName: z.string().max(150).optional(),
});

/** `diskutil list -plist internal physical`. */
export const diskList = z.object({
  AllDisksAndPartitions: z
    .array(partition.extend({ Partitions: z.array(partition).default([]) }))
    .min(1)
    .max(64),
});
export type DiskList = z.infer<typeof diskList>;

/** Positively seen to be portable, or a file on another volume; anything else counts as built in. */
export function isPortable({ Internal, BusProtocol, RemovableMedia }: DiskInfo): boolean {
  return BusProtocol === 'Disk Image' || RemovableMedia === true || Internal === false;
}

/** Written and read by the system alone; swap is encrypted by macOS itself. */
const systemsOwn = new Set([
  'Preboot',
  'Recovery',
  'VM',
  'Update',
  'xART',
  'Hardware',
  'iSCPreboot',
  'Baseband',
]);

/** The volumes of a container that hold what people keep. The sealed system is the same on every Mac. */
export function volumesThatCount({ Volumes }: ApfsContainer): ApfsVolume[] {
  const withData = Volumes.some(({ Roles }) => Roles.includes('Data'));
  return Volumes.filter(
    ({ Roles }) => !Roles.some(role => systemsOwn.has(role)) && !(withData && Roles.includes('System')),
  );
}

type Protected = Pick<Volume, 'protection' | 'detail'>;

function movingOf(volume: ApfsVolume, told: FileVault | null): Protected | undefined {
  if (!told?.moving && !volume.CryptoMigrationOn) return undefined;
  if (told?.moving) return { protection: told.moving, detail: null };
  return { protection: 'not_understood', detail: 'being converted, and not told in which direction' };
}

/** `told` is fdesetup's word, which counts for the volume that the system runs from; null for others. */
export function protectionOf(volume: ApfsVolume, told: FileVault | null): Protected {
  const moving = movingOf(volume, told);
  if (moving) return moving;
  if (told && told.on !== volume.FileVault)
    return { protection: 'not_understood', detail: 'fdesetup and diskutil contradict each other' };
  if (volume.Locked) return { protection: 'locked', detail: null };
  if (volume.FileVault) return { protection: 'on', detail: told?.detail ?? null };
  const hardware = volume.Encryption ? 'only the hardware encrypts, without asking for a password' : null;
  return { protection: 'off', detail: told?.detail ?? hardware };
}

/** Partitions that hold nothing of a person's, or whose volumes the list of APFS tells. */
const told =
  /^(EFI|Apple_APFS(_.*)?|Apple_Boot|Apple_KernelCoreDump|Apple_partition_scheme|GUID_partition_scheme|)$/;

/** Built-in partitions of another kind, of which diskutil does not say how they are protected. */
export function otherPartitions({ AllDisksAndPartitions }: DiskList): Volume[] {
  return AllDisksAndPartitions.flatMap(({ Partitions }) => Partitions)
    .filter(({ Content }) => !told.test(Content))
    .map(({ Content, DeviceIdentifier, VolumeName }) => ({
      name: VolumeName ?? DeviceIdentifier,
      role: 'data',
      protection: 'not_understood',
      method: null,
      fileSystem: Content.slice(0, 40),
      recoveryKey: null,
      detail: 'not APFS, so FileVault does not tell',
    }));
}
