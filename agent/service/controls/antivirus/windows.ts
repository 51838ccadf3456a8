/**
 * Windows: every product that Windows Security lists, and Microsoft Defender by its own word. Where there is
 * no list (Windows Server, or the service that keeps it is not running), only Defender can be seen.
 */
import type { Observation, Product } from '../../../../shared/controls/antivirus/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend } from '../control.ts';
import { defender } from './acts/defender.ts';
import { AntivirusGuard } from './acts/guard.ts';
import { DetectionGuard } from './detections/guard.ts';
import { tellingFinds } from './detections/told.ts';
import { defenderDetections } from './detections/windows.ts';
import {
  type CenterRow,
  isDefender,
  parseWindows,
  readProductState,
  source,
  type WindowsLook,
} from './parse-windows.ts';
import { windowsTampering } from './tampering/windows.ts';
import { defenderFrom } from './windows-defender.ts';
import { windowsScript } from './windows-script.ts';

type Said = Pick<Product, 'running' | 'realTime' | 'off' | 'detail'>;

/** An entry can outlive its product: one that is on must also still have its program on the disk. */
function otherSaid({ state, exists }: CenterRow): Said {
  const { is } = readProductState(state);
  if (is === 'not_known')
    return { running: null, realTime: null, detail: `product state ${state} is not known` };
  if (is !== 'on')
    return { running: false, realTime: false, off: is === 'off' ? 'turned_off' : is, detail: null };
  if (exists === true) return { running: true, realTime: true, detail: null };
  const detail =
    exists === false
      ? 'listed as on, but its program is not on the disk'
      : 'its program could not be looked for';
  return { running: null, realTime: null, detail };
}

/** Another maker's product. Windows tells whether its list is current, but not how old it is. */
function otherFrom(row: CenterRow): Product {
  const { current } = readProductState(row.state);
  return {
    name: row.name.slice(0, 120),
    version: null,
    signatures: current === null ? { kind: 'not_known' } : { kind: 'reported', current },
    ...otherSaid(row),
  };
}

/** The list, where there is one that can be believed. */
function listed(look: WindowsLook): CenterRow[] | undefined {
  if (look.centerRuns !== true || 'error' in look.center || look.center.rows.length === 0) return undefined;
  return look.center.rows;
}

/** Without a list another product may protect: Defender being off proves nothing then. */
function alone(look: WindowsLook, now: number): Product {
  const seen = defenderFrom(look, undefined, now);
  const { off, ...known } = seen;
  const detail = [off, seen.detail]
    .filter(Boolean)
    .map(word => `${word}; `)
    .join('');
  if (seen.running !== true)
    return {
      ...known,
      running: null,
      detail: `${detail}${look.server ? 'Windows Server keeps no list of products' : 'Windows Security lists no product'}`,
    };
  if (look.server === true) return seen;
  return { ...seen, running: null, detail: 'on by its own word, but Windows Security lists no product' };
}

/** Throws nothing: what could not be read is a product that is not known to run. */
export function observationFrom(look: WindowsLook, now: number): Observation {
  const rows = listed(look);
  if (rows === undefined) return { products: [alone(look, now)], searchedAll: false, realTimeUsual: true };
  const mine = rows.find(isDefender);
  const others = rows.filter(row => !isDefender(row)).map(otherFrom);
  const defender = defenderFrom(look, mine, now);
  const unlisted = mine === undefined && defender.running === true;
  const products = unlisted
    ? [{ ...defender, running: null, detail: 'on by its own word, but Windows Security does not list it' }]
    : [defender];
  return { products: [...others.slice(0, 19), ...products], searchedAll: true, realTimeUsual: true };
}

export const windows: Backend<Observation> = {
  source: `${source} and Microsoft Defender (powershell)`,
  async observe(machine, signal) {
    const look = parseWindows(await askPowershell(machine, windowsScript, signal));
    return tellingFinds(observationFrom(look, machine.now()), ['Microsoft Defender']);
  },
  guard: edges =>
    new AntivirusGuard(edges, {
      performers: async () => [defender],
      tampering: windowsTampering(edges),
      detections: new DetectionGuard(edges, {
        // Each look starts a PowerShell.
        everyMs: 3600_000,
        look: signal => defenderDetections(edges.machine, signal),
      }),
    }),
};
