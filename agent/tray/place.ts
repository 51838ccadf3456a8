/** Where the bundle lies. */
import { join } from 'node:path';

export const folder = import.meta.dirname;
export const preload = join(folder, 'preload.cjs');
