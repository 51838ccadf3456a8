/** The JSON of windows-script.ts. Numbers and the interface's own fixed words decide; names are only shown. */
import * as z from 'zod';
import { moment, parseAnswer, type Rows, rowsOf } from '../../system/powershell.ts';

export const source = 'Windows Security Center';

const flag = z
  .boolean()
  .nullish()
  .transform(value => value ?? null);
const text = z.string().max(400);

const centerRow = z.object({
  name: text.min(1),
  guid: text,
  program: text,
  product: text,
  exists: flag,
  state: z.int().min(0).max(0xffffffff),
});
export type CenterRow = z.infer<typeof centerRow>;

const defenderRow = z.object({
  mode: text,
  service: flag,
  antivirus: flag,
  realTime: flag,
  version: text,
  listVersion: text,
  listAt: moment,
  listAge: z
    .number()
    .int()
    .nonnegative()
    .nullish()
    .transform(value => value ?? null),
  tamper: flag,
  quickScanAt: moment,
  fullScanAt: moment,
});
export type DefenderRow = z.infer<typeof defenderRow>;

const answer = z.object({
  system: rowsOf(z.object({ productType: z.int() })),
  services: rowsOf(z.object({ name: text, state: text })),
  center: rowsOf(centerRow),
  defender: rowsOf(defenderRow),
});

export interface WindowsLook {
  /** Null when the system did not say. */
  server: boolean | null;
  /** Whether the service that keeps the list runs, and whether Defender's does; null when not told. */
  centerRuns: boolean | null;
  defenderRuns: boolean | null;
  center: Rows<CenterRow>;
  defender: Rows<DefenderRow>;
}

const rowsIn = <T>(part: Rows<T>): T[] => ('rows' in part ? part.rows : []);

function runs(services: Rows<{ name: string; state: string }>, name: string): boolean | null {
  const found = rowsIn(services).find(row => row.name.toLowerCase() === name);
  return found ? found.state === 'Running' : null;
}

/** Throws ProbeError. */
export function parseWindows(stdout: string): WindowsLook {
  const { system, services, center, defender } = parseAnswer(stdout, answer, source);
  const type = rowsIn(system)[0]?.productType;
  return {
    server: type === undefined ? null : type === 2 || type === 3,
    centerRuns: runs(services, 'wscsvc'),
    defenderRuns: runs(services, 'windefend'),
    center,
    defender,
  };
}

export type CenterState = 'on' | 'off' | 'snoozed' | 'expired' | 'not_known';

const byNibble: Record<number, CenterState> = { 0: 'off', 1: 'on', 2: 'snoozed', 3: 'expired' };

/** `productState`, which Microsoft does not document: its nibbles as the field has learnt them. */
export function readProductState(state: number): { is: CenterState; current: boolean | null } {
  const list = (state & 0xf0) >> 4;
  return {
    is: byNibble[(state & 0xf000) >> 12] ?? 'not_known',
    current: list === 0 ? true : list === 1 ? false : null,
  };
}

/** By its own identifier or its own program; the name is translated, and others can carry it. */
export function isDefender({ guid, program, product }: CenterRow): boolean {
  return (
    guid.toUpperCase() === '{D68DDC3A-831F-4FAE-9E44-DA132C1ACF46}' ||
    product.toLowerCase() === 'windowsdefender://' ||
    /\\windows defender\\msmpeng\.exe"?$/i.test(program)
  );
}
