/** Says beside each product whether what it finds is told from here, so that nobody waits for a word that never comes. */
import type { Observation } from '../../../../../shared/controls/antivirus/observation.ts';

/** `followed`: names of the products whose finds become events. */
export const tellingFinds = (seen: Observation, followed: readonly string[]): Observation => ({
  ...seen,
  products: seen.products.map(product => ({ ...product, findsTold: followed.includes(product.name) })),
});
