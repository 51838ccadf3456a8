/** What this device is and has. Each part is read for itself: what failed is an error, and the part is left out. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Hardware, SoftwareItem, System } from '../../../shared/protocol/inventory.ts';
import { hardware as hardwareSchema, system as systemSchema } from '../../../shared/protocol/inventory.ts';
import type { Machine } from '../controls/control.ts';
import { type Platform, thisPlatform } from '../controls/registry.ts';
import { readSoftware } from '../system/software/index.ts';
import { softwareSources } from '../system/software/sources.ts';
import { type Evidence, evidenceFrom } from './evidence.ts';
import { readHardware } from './hardware.ts';
import { type Probed, readProbe } from './probe.ts';
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
    told ??= readProbe(machine, probe ?? ownProbe(), signal);
    return told;
  };
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
    part('hardware', async () =>
      hardwareSchema.parse(await readHardware(machine, platform, await told(), signal)),
    ),
    part('system', async () => systemSchema.parse(await readSystem(machine, platform, told))),
    part('software', () => readSoftware(machine, softwareSources[platform], signal)),
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
  return evidenceFrom(machine, platform, askedOnce(machine, options), signal).catch(() => []);
}
