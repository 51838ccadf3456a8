/** Builds the core lane's guest ahead of it, so that the lane need not wait. A failure is the lane's own to tell. */
import { readyImage } from './image.ts';
import { turn } from './turn.ts';

await turn();
await readyImage('core');
process.exit(0);
