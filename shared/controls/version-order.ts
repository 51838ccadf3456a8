/** Which of two version texts is the newer, as far as texts of many makers can be compared. */

/** `1:2.10.4-3ubuntu1` → [2, 10, 4]: the packager's epoch and revision say nothing about the program. */
function numbers(version: string): number[] | undefined {
  const [, upstream] = /^(?:\d+:)?v?(\d+(?:[._]\d+)*)/i.exec(version.trim()) ?? [];
  return upstream?.split(/[._]/).map(Number);
}

/** Negative when `a` is older, 0 when they are alike; undefined where either does not begin with a number. */
export function versionOrder(a: string, b: string): number | undefined {
  const [left, right] = [numbers(a), numbers(b)];
  if (left === undefined || right === undefined) return undefined;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
