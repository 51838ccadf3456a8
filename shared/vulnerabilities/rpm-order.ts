/** The order of versions of rpm (`rpmvercmp`), for `epoch:version-release`. */
import { compareDigits } from './dpkg-order.ts';

interface Parts {
  /** Undefined where none was told: the list of installed packages leaves it out. */
  epoch: number | undefined;
  version: string;
  release: string | undefined;
}

function parts(text: string): Parts | undefined {
  const [, epoch, version = '', release] =
    /^(?:(\d{1,9}):)?([A-Za-z0-9._+~^]+)(?:-([A-Za-z0-9._+~^]+))?$/.exec(text.trim()) ?? [];
  if (!/[A-Za-z0-9]/.test(version)) return undefined;
  return { epoch: epoch === undefined ? undefined : Number(epoch), version, release };
}

/** Runs of digits and of letters, with `~` and `^` that have a meaning of their own. */
const segments = (text: string) => text.match(/\d+|[A-Za-z]+|~|\^/g) ?? [];

/** `~` is before the end, the end before `^`, and anything else after the end. */
function endRank(segment: string | undefined): number {
  if (segment === '~') return -1;
  if (segment === undefined) return 0;
  return segment === '^' ? 1 : 2;
}

function compareSegment(a: string, b: string): number {
  const [left, right] = [/^\d/.test(a), /^\d/.test(b)];
  if (left && right) return compareDigits(a, b);
  if (left !== right) return left ? 1 : -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareText(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const [one, other] = [left[i], right[i]];
    const special = [one, other].some(part => part === undefined || part === '~' || part === '^');
    const difference = special ? endRank(one) - endRank(other) : compareSegment(one ?? '', other ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/**
 * Negative when `a` is older. Undefined where either is no version of rpm, or where only one tells an epoch that is not
 * 0: then nobody can say.
 */
export function rpmOrder(a: string, b: string): number | undefined {
  const [left, right] = [parts(a), parts(b)];
  if (left === undefined || right === undefined) return undefined;
  const told = left.epoch !== undefined && right.epoch !== undefined;
  if (!told && ((left.epoch ?? 0) !== 0 || (right.epoch ?? 0) !== 0)) return undefined;
  const byVersion = (left.epoch ?? 0) - (right.epoch ?? 0) || compareText(left.version, right.version);
  if (byVersion !== 0 || left.release === undefined || right.release === undefined) return byVersion;
  return compareText(left.release, right.release);
}
