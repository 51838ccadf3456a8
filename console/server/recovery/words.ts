/** What a code does, after "It will". */
import type { BreakGlass } from '../../../shared/protocol/break-glass.ts';
import { lengthOf } from '../orders/index.ts';

export function actInWords(act: BreakGlass): string {
  const length = lengthOf(act.minutes);
  if (act.purpose === 'suspend') return `suspend enforcement for ${length}`;
  return `let one stick be read${act.access === 'read_write' ? ' and written' : ''} for ${length}`;
}
