/** Who looked at this device, and for how long what it says is kept: as the console told it last. */
import type { AboutDevice } from '../../shared/protocol/about.ts';
import { type Cell, keptIn } from './controls/control.ts';

/** Null while the console has not said. */
export const aboutIn = (cell: Cell<AboutDevice>): AboutDevice | null => keptIn(cell) ?? null;

/** Written only when it is another. Nobody's work depends on it, so it never throws. */
export function keepAbout(
  cell: Cell<AboutDevice>,
  given: AboutDevice,
  failed: (error: unknown) => void,
): void {
  try {
    if (JSON.stringify(aboutIn(cell)) !== JSON.stringify(given)) cell.write(given);
  } catch (error) {
    failed(error);
  }
}
