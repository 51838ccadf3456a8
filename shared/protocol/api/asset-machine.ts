/** What the agent of a linked device says of the machine itself, for those who keep the register. */
import * as z from 'zod';
import { time } from './common.ts';

const said = z.string().nullable();

export const assetMachine = z.object({
  device: z.string(),
  /** When the device last said so; null where it has not yet. */
  at: time.nullable(),
  processor: said,
  cores: z.int().nullable(),
  memoryBytes: z.int().nullable(),
  disks: z.array(
    z.object({
      name: z.string(),
      model: said,
      serial: said,
      sizeBytes: z.int().nullable(),
      kind: z.string(),
    }),
  ),
  /** Network adapters, with the address that the hardware itself has (MAC). */
  adapters: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(['ethernet', 'wifi', 'mobile', 'bluetooth', 'other']),
      model: said,
      address: said,
    }),
  ),
  /** Whole percent of what it held when it was new; null without one. */
  batteryPercent: z.number().nullable(),
  /** "Debian 12" */
  system: said,
});
export type AssetMachine = z.infer<typeof assetMachine>;
/** Null for an asset that is linked to no device. */
export const assetMachineAnswer = z.object({ machine: assetMachine.nullable() });
