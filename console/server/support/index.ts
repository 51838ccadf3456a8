/** The register of remote support: asked, answered, begun and ended here; held with the school's own tool. */
export { heardSupport } from './hear.ts';
export { startSupport } from './passing.ts';
export { routes } from './routes.ts';
export { readRules } from './rules.ts';
