/** Loaded before anything that checks data: a long-running service keeps no compiled copy of each check. */
import * as z from 'zod';

z.config({ jitless: true });
