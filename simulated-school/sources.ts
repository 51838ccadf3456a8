/** What a computer of this school says that it asked: its agent's own words for the system that the roster gives it. */
import { backendsFor, type fakeBackends } from '../agent/service/controls/registry.ts';

/** The machines of the roster run Windows. */
const windows = backendsFor('windows');

/** Findings name the command or interface that a real one would have been looked at by, in place of a fake. */
export function nameSources(backends: ReturnType<typeof fakeBackends>): void {
  for (const [control, fake] of backends)
    Object.assign(fake, { source: windows.get(control)?.source ?? fake.source });
}
