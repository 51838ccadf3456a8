/**
 * Loaded before anything that checks data, because every check the service knows stays in its memory: no compiled
 * copies, one list of traits for all checks of one kind, and nothing of titles and JSON schemas, which only the console
 * makes.
 */
import * as z from 'zod';
import { lean } from '../../shared/lean.ts';

type Made = Parameters<typeof lean>[0] & { _zod: { processJSONSchema?: unknown } };

function leaner(made: Made): void {
  lean(made);
  made._zod.processJSONSchema = undefined;
}

z.config({ jitless: true, ...{ postProcessor: leaner } });
z.globalRegistry.add = () => z.globalRegistry;
