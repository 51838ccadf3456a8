/** Loaded first, because every one of the console’s five thousand checks stays in its memory. */
import * as z from 'zod';
import { lean } from '../../shared/lean.ts';

z.config({ ...{ postProcessor: lean } });
