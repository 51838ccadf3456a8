/** Loaded first: the console's five thousand checks share their lists of traits, which is worth 1 MB. */
import * as z from 'zod';
import { shareTraits } from '../../shared/lean.ts';

z.config({ ...{ postProcessor: shareTraits } });
