/**
 * Loaded before anything that checks data, because every check the service knows stays in its memory: no compiled
 * copies, one list of traits for all checks of one kind, and no titles of forms that only the console draws.
 */
import * as z from 'zod';
import { lean } from '../../shared/lean.ts';

z.config({ jitless: true, ...{ postProcessor: lean } });
z.globalRegistry.add = () => z.globalRegistry;
