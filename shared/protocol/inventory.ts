/** What a device tells about itself. Every field here is listed in the data map (README of this folder). */
import * as z from 'zod';

const text = z.string().max(200);
const optionalText = text.nullable();
const bytes = z.int().nonnegative().nullable();

/** Null where it was looked for and could not be read; left out by a device that does not look for it yet. */
const several = <T extends z.ZodType>(one: T, most: number) => z.array(one).max(most).nullish();

/**
 * One row for each person's own folder, without a name: on this computer alone, on a server, set up to be synchronised
 * (whether that works is not seen), or not known. Size in whole gigabytes; null where it was not measured.
 */
export const workKept = z
  .array(
    z.object({
      kept: z.enum(['here', 'elsewhere', 'synced', 'not_known']),
      gigabytes: z.int().nonnegative().max(1_000_000).nullable(),
    }),
  )
  .max(50);
export type WorkKept = z.infer<typeof workKept>;

export const hardware = z.object({
  manufacturer: optionalText,
  model: optionalText,
  serial: optionalText,
  chassis: optionalText,
  processor: z.object({ model: optionalText, cores: z.int().nonnegative().nullable() }),
  memoryBytes: bytes,
  disks: z
    .array(
      z.object({
        name: text,
        model: optionalText,
        serial: optionalText,
        sizeBytes: bytes,
        kind: z.enum(['ssd', 'hdd', 'nvme', 'virtual', 'unknown']),
        /** What the disk says of itself (SMART). Null or left out where it does not tell, or was not asked. */
        health: z.enum(['ok', 'failing']).nullish(),
      }),
    )
    .max(64),
  /** Of several the one that holds least. */
  battery: z
    .object({ healthPercent: z.number().min(0).max(200).nullable(), cycles: z.int().nullable() })
    .nullable(),
  /** How many there are, where there is more than one. */
  batteryCount: z.int().min(2).max(8).optional(),
  firmware: z.object({ vendor: optionalText, version: optionalText, date: optionalText }),
  /** Whether only signed programs may start this computer. `not_possible`: it starts in the older way. */
  secureBoot: z.enum(['on', 'off', 'not_possible']).nullish(),
  /** Version of the trusted platform module, or `none`. */
  tpm: z.enum(['2.0', '1.2', 'none']).nullish(),
  /** Room on the built-in disks, by the place where a volume is mounted. In whole percent, so that it seldom changes. */
  volumes: several(z.object({ name: text, sizeBytes: bytes, freePercent: z.int().min(0).max(100) }), 64),
  /** Filled sockets only. `speed` is what the module can do, in million transfers a second. */
  memoryModules: several(
    z.object({ slot: optionalText, sizeBytes: bytes, kind: optionalText, speed: bytes, part: optionalText }),
    64,
  ),
  monitors: several(
    z.object({
      maker: optionalText,
      model: optionalText,
      serial: optionalText,
      year: z.int().min(1990).max(2245).nullable(),
      /** Diagonal. */
      inches: z.number().min(1).max(400).nullable(),
      builtIn: z.boolean(),
    }),
    16,
  ),
  /** Printers that this computer is set up to use; never where they are nor what was printed. */
  printers: several(z.object({ name: text, model: optionalText }), 100),
  networkAdapters: several(
    z.object({
      name: text,
      kind: z.enum(['ethernet', 'wifi', 'mobile', 'bluetooth', 'other']),
      model: optionalText,
      /**
       * The hardware's own address (MAC), `00:8d:b9:37:4a:c2`: it identifies the part in a register, and never the
       * device to the console. Null for one that was made up, and where there is none; never an address on a network.
       */
      address: z
        .string()
        .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
        .nullish(),
    }),
    32,
  ),
  /** Only while the school's policy asks for it. */
  work: workKept.optional(),
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
  /** Where it was found: `dpkg`, `rpm`, `snap`, `flatpak`, `registry`, `appx`, `applications`, `chrome-extension`, `flatpak-user`. */
  source: z.string().regex(/^[a-z][a-z0-9-]{0,29}$/),
  /** What a Debian package was built from, where that has another name or version: advisories speak of it. */
  origin: z.object({ name: z.string().min(1).max(200), version: z.string().min(1).max(120) }).optional(),
});
export type SoftwareItem = z.infer<typeof softwareItem>;

/** One title from one source is one thing; a new version replaces the old. */
export function softwareKey(item: Pick<SoftwareItem, 'source' | 'name'>): string {
  return `${item.source}/${item.name}`;
}

export const sectionNames = ['hardware', 'system', 'software'] as const;
export type SectionName = (typeof sectionNames)[number];
