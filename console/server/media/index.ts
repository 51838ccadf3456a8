/** The register of the school's own media. What it says is in every group's policy (policies/registered-media.ts). */

export { mediaListKind } from './enter.ts';
export { forgetting } from './forget.ts';
export { routes } from './routes.ts';
export { seekMedia } from './seek.ts';
export { startNoting } from './seen.ts';
