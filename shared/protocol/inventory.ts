/** What a device tells about itself. Every field here is listed in the data map (README of this folder). */
import * as z from 'zod';

const text = z.string().max(200);
const optionalText = text.nullable();

export const hardware = z.object({
  manufacturer: optionalText,
  model: optionalText,
  serial: optionalText,
  chassis: optionalText,
  processor: z.object({ model: optionalText, cores: z.number().int().nonnegative().nullable() }),
  memoryBytes: z.number().int().nonnegative().nullable(),
  disks: z
    .array(
      z.object({
        name: text,
        model: optionalText,
        serial: optionalText,
        sizeBytes: z.number().int().nonnegative().nullable(),
        kind: z.enum(['ssd', 'hdd', 'nvme', 'virtual', 'unknown']),
      }),
    )
    .max(64),
  battery: z
    .object({ healthPercent: z.number().min(0).max(200).nullable(), cycles: z.number().int().nullable() })
    .nullable(),
  firmware: z.object({ vendor: optionalText, version: optionalText, date: optionalText }),
});
export type Hardware = z.infer<typeof hardware>;

export const system = z.object({
  platform: z.enum(['windows', 'macos', 'linux']),
  name: text,
  version: optionalText,
  build: optionalText,
  kernel: optionalText,
  architecture: text,
  hostName: text,
  virtual: z.boolean().nullable(),
});
export type System = z.infer<typeof system>;

export const softwareItem = z.object({
  name: z.string().min(1).max(200),
  version: z.string().max(120),
  publisher: optionalText,
  /** Where it was found: `dpkg`, `rpm`, `snap`, `flatpak`, `registry`, `appx`, `applications`. */
  source: z.string().regex(/^[a-z][a-z0-9-]{0,29}$/),
});
export type SoftwareItem = z.infer<typeof softwareItem>;

/** One title from one source is one thing; a new version replaces the old. */
export function softwareKey(item: Pick<SoftwareItem, 'source' | 'name'>): string {
  return `${item.source}/${item.name}`;
}

export const sectionNames = ['hardware', 'system', 'software'] as const;
export type SectionName = (typeof sectionNames)[number];
