/** Where this control's short-lived process is: in the checkout a `.ts` beside this file, in the packaged program a `.js`. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const softwareProcess = (): string =>
  fileURLToPath(new URL(`./software-process${extname(import.meta.url)}`, import.meta.url));
