/** What this device is and has. Each part is read for itself: what failed is an error, and the part is left out. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hardware, SoftwareItem, System } from '../../../shared/protocol/inventory.ts';
import { hardware as hardwareSchema, system as systemSchema } from '../../../shared/protocol/inventory.ts';
import { maxSoftwareItems } from '../../../shared/protocol/limits.ts';
import type { Machine } from '../controls/control.ts';
import { type Platform, thisPlatform } from '../controls/registry.ts';
import { readSoftware } from '../system/software/index.ts';
import { softwareSources } from '../system/software/sources.ts';
import type { Probed } from './elsewhere/probe.ts';
import type { Evidence } from './evidence.ts';
import { readSystem } from './system.ts';

export interface InventoryOptions {
  platform?: Platform | null;
  /** Arguments by which this same Node prints the probe; a bundle names itself and a command of its own. */
  probe?: readonly string[];
  signal?: AbortSignal;
}

export interface ReadInventory {
  hardware?: Hardware;
  system?: System;
  software?: SoftwareItem[];
  errors: { section: string; error: string }[];
}

/** In the checkout a `.ts` beside this file, in the packaged program a `.js` beside its parts. */
const ownProbe = () => [
  fileURLToPath(new URL(`./probe-process${extname(import.meta.url)}`, import.meta.url)),
  'run',
];

/** Asked at most once, and only when something needs it. */
function askedOnce(machine: Machine, { probe, signal }: InventoryOptions): () => Promise<Probed> {
  let told: Promise<Probed> | undefined;
  return () => {
    told ??= import('./elsewhere/probe.ts').then(({ readProbe }) =>
      readProbe(machine, probe ?? ownProbe(), signal),
    );
    return told;
  };
}

/** Each system's readers are loaded when they are first needed, and those of other systems never. */
async function readHardware(
  machine: Machine,
  platform: Platform,
  told: () => Promise<Probed>,
  signal?: AbortSignal,
): Promise<Hardware> {
  if (platform === 'linux') return (await import('./linux/hardware.ts')).linuxHardware(machine, signal);
  const { probedHardware } = await import('./elsewhere/hardware.ts');
  return probedHardware(machine, platform, await told(), signal);
}

/** What is there for everybody, and what some have for themselves. Throws ProbeError, and an Error for more than can be sent: never a shorter list. */
async function everyTitle(
  machine: Machine,
  platform: Platform,
  signal?: AbortSignal,
): Promise<SoftwareItem[]> {
  const everybodys = await readSoftware(machine, softwareSources[platform], signal);
  const { readExtras } = await import('../system/software-extras/index.ts');
  const titles = [...everybodys, ...(await readExtras(machine, platform))];
  if (titles.length <= maxSoftwareItems) return titles;
  throw new Error(`${titles.length} titles are more than ${maxSoftwareItems}`);
}

/** Never throws. A section that is not there was not read this time: what was known of it still stands. */
export async function readInventory(
  machine: Machine,
  options: InventoryOptions = {},
): Promise<ReadInventory> {
  const { platform = thisPlatform, signal } = options;
  if (platform === null)
    return { errors: [{ section: 'system', error: 'this operating system is not known' }] };
  const told = askedOnce(machine, options);
  const errors: ReadInventory['errors'] = [];
  const part = async <T>(section: string, read: () => Promise<T>): Promise<T | undefined> =>
    read().catch(error => {
      errors.push({ section, error: error instanceof Error ? error.message.slice(0, 300) : String(error) });
      return undefined;
    });
  const [hardware, system, software] = await Promise.all([
    part('hardware', async () => hardwareSchema.parse(await readHardware(machine, platform, told, signal))),
    part('system', async () => systemSchema.parse(await readSystem(machine, platform, told))),
    part('software', () => everyTitle(machine, platform, signal)),
  ]);
  return {
    ...(hardware && { hardware }),
    ...(system && { system }),
    ...(software && { software }),
    errors,
  };
}

/** Never throws: no evidence is an answer too. */
export async function readEvidence(machine: Machine, options: InventoryOptions = {}): Promise<Evidence> {
  const { platform = thisPlatform, signal } = options;
  if (platform === null) return [];
  return import('./evidence.ts')
    .then(({ evidenceFrom }) => evidenceFrom(machine, platform, askedOnce(machine, options), signal))
    .catch(() => []);
}
