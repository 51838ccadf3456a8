/** "90 minutes", "2 hours". */
import { plural } from '../../time.ts';

export function sayLength(minutes: number): string {
  return minutes < 60 || minutes % 60 !== 0 ? plural(minutes, 'minute') : plural(minutes / 60, 'hour');
}
