/**
 * WTSINFOEXW as Windows 10 and 11 lay it out on 64 bits: level, then the first level's fields. Pure, so that what is read
 * out of native memory is tried without any.
 */

/** `WTSDisconnected`: nobody is in front of it, and coming back needs the password. */
const disconnected = 4;
const levels = { locked: 0, unlocked: 1 };
const at = {
  level: 0,
  session: 8,
  state: 12,
  flags: 16,
  station: 20,
  logon: 168,
  lastInput: 192,
  current: 200,
};
export const infoBytes = 232;

/** FILETIME counts tenths of a microsecond. */
const perMs = 10_000n;
/** And begins in 1601. */
const epochMs = 11_644_473_600_000;
/** `RDP-Tcp#3`; the computer's own screen is `Console`, and a session that was left has none. */
const remoteStation = /^rdp-/i;
const stationLetters = 33;

export interface SessionInfo {
  session: number;
  /** Null where Windows does not know. */
  locked: boolean | null;
  disconnected: boolean;
  /** Since the last key or movement; null where it is not told, as often at the computer's own screen. */
  idleMs: number | null;
  /** In front of another computer. */
  remote: boolean;
  /** UTC; null where it is not told. */
  signedInAt: number | null;
}

/** Null for another layout than the one that is known. */
export function parseSessionInfo(bytes: Uint8Array): SessionInfo | null {
  if (bytes.byteLength < infoBytes) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(at.level, true) !== 1) return null;
  const flags = view.getInt32(at.flags, true);
  const isDisconnected = view.getInt32(at.state, true) === disconnected;
  return {
    session: view.getUint32(at.session, true),
    locked: isDisconnected || flags === levels.locked ? true : flags === levels.unlocked ? false : null,
    disconnected: isDisconnected,
    idleMs: idleMs(view.getBigInt64(at.lastInput, true), view.getBigInt64(at.current, true)),
    remote: remoteStation.test(stationOf(bytes)),
    signedInAt: timeOf(view.getBigInt64(at.logon, true)),
  };
}

const stationOf = (bytes: Uint8Array) =>
  new TextDecoder('utf-16le').decode(bytes.subarray(at.station, at.station + 2 * stationLetters));

const timeOf = (filetime: bigint) => (filetime <= 0n ? null : Number(filetime / perMs) - epochMs);

function idleMs(lastInput: bigint, current: bigint): number | null {
  if (lastInput <= 0n || current < lastInput) return null;
  return Number((current - lastInput) / perMs);
}

/** Tick counts are 32 bits wide and begin again every 49.7 days: the difference is taken modulo that. */
export const sinceTick = (then: number, now: number): number => (now - then) >>> 0;
