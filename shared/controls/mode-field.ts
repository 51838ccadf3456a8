/** The first field of every control's policy. */
import * as z from 'zod';
import { modes } from './control.ts';

export const modeField = z.enum(modes).default('watch').meta({
  title: 'Mode',
  description: 'Off asks for nothing. Watch looks and reports. Enforce also sets the computer.',
});

/** Of a control that no system's hands can set: it looks, and people mend. */
export const watchingModeField = z
  .enum(['off', 'watch'], 'Caretaker can only watch this. Choose off or watch.')
  .default('watch')
  .meta({ title: 'Mode', description: 'Off asks for nothing. Watch looks and reports; people mend.' });
