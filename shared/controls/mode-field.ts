/** The first field of every control's policy. */
import * as z from 'zod';
import { modes } from './control.ts';

export const modeField = z.enum(modes).default('watch').meta({
  title: 'Mode',
  description: 'Off asks for nothing. Watch looks and reports. Enforce also sets the computer.',
});
