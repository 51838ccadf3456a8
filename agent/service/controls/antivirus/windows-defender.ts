/** Microsoft Defender by two witnesses: what it says of itself, and what Windows Security Center says of it. */
import type { Product } from '../../../../shared/controls/antivirus/observation.ts';
import { type CenterRow, type DefenderRow, readProductState, type WindowsLook } from './parse-windows.ts';

const dayMs = 24 * 3600_000;
/** What Defender writes for an age that it does not have. */
const never = 4294967295;
/** RPC_S_SERVER_UNAVAILABLE, as Defender's provider gives it while the service is stopped. */
const stopped = '0x800106ba';

type Said = Pick<Product, 'running' | 'detail' | 'off'>;

/** What Defender says of itself. Passive Mode and others still claim that real-time protection is on. */
function ownWord({ mode, service, antivirus }: DefenderRow): Said {
  if (mode === 'Normal') {
    if (service === true && antivirus === true) return { running: true, detail: null };
    if (service === false || antivirus === false) return { running: false, off: 'turned_off', detail: null };
    return { running: null, detail: 'in normal mode, but not told whether it is on' };
  }
  if (mode === 'Passive Mode' || mode === 'SxS Passive Mode')
    return { running: false, off: 'passive', detail: mode };
  if (mode === 'Not running') return { running: false, off: 'stopped', detail: mode };
  if (mode === 'EDR Block Mode')
    return { running: null, detail: 'in EDR block mode, which hides whether another product protects' };
  return { running: null, detail: `in a mode that is not known: ${mode.slice(0, 40)}` };
}

/** The list's date and its age in days must tell the same; they do not when the clock was moved. */
function ownList(row: DefenderRow, now: number): Product['signatures'] {
  const { listAt, listAge, listVersion } = row;
  if (listAge === never || listVersion === '0.0.0.0') return { kind: 'none' };
  if (listAt === null || listAge === null) return { kind: 'not_known' };
  const days = (now - listAt) / dayMs;
  if (days >= 0 && Math.abs(days - listAge) > 2) return { kind: 'not_known' };
  return { kind: 'dated', at: listAt, version: listVersion.slice(0, 60) };
}

/** Set against the center's row. Real-time protection turned off shows there as the whole product off. */
function agreed(own: Said, row: DefenderRow, center: CenterRow): Said {
  const { is } = readProductState(center.state);
  const contradiction = {
    running: null,
    detail: 'Windows Security and Microsoft Defender contradict each other',
  };
  if (own.running === null) return own;
  if (is === 'not_known') return { running: null, detail: `product state ${center.state} is not known` };
  if (own.running) return is === 'on' || row.realTime === false ? own : contradiction;
  return is === 'on' ? contradiction : own;
}

function listOf(row: DefenderRow, center: CenterRow | undefined, now: number): Product['signatures'] {
  const own = ownList(row, now);
  const said = center ? readProductState(center.state).current : true;
  const fresh = own.kind === 'dated' && now - own.at < dayMs * 3;
  return said === false && fresh ? { kind: 'not_known' } : own;
}

const lastScan = ({ quickScanAt, fullScanAt }: DefenderRow) => {
  const latest = Math.max(quickScanAt ?? 0, fullScanAt ?? 0);
  return latest > 0 ? latest : null;
};

/** Defender did not answer about itself: only a service that was seen to be stopped is an answer. */
function silent(error: string, look: WindowsLook, center: CenterRow | undefined): Product {
  const is = center && readProductState(center.state).is;
  const off = error.toLowerCase() === stopped && look.defenderRuns === false && is !== 'on';
  return {
    name: 'Microsoft Defender',
    running: off ? false : null,
    realTime: null,
    version: null,
    signatures: { kind: 'not_known' },
    ...(off ? { off: 'stopped' as const } : {}),
    detail: off ? error : `could not be asked (${error})`,
  };
}

/** `center` is Defender's row in the list of Windows Security; undefined where there is no list at all. */
export function defenderFrom(look: WindowsLook, center: CenterRow | undefined, now: number): Product {
  if ('error' in look.defender) return silent(look.defender.error, look, center);
  const [row] = look.defender.rows;
  if (row === undefined) return silent('no answer', look, center);
  const own = ownWord(row);
  const said = center ? agreed(own, row, center) : own;
  return {
    name: 'Microsoft Defender',
    ...said,
    realTime: row.realTime,
    version: row.version.slice(0, 120) || null,
    signatures: listOf(row, center, now),
    tamperProtected: row.tamper,
    lastScanAt: lastScan(row),
  };
}
