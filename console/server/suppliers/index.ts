/** Suppliers and contracts: who the school buys from, what runs with them until when, and who handles personal data. */
export { processorsOf, supplierMatters } from './matters.ts';
export { listSuppliers } from './present.ts';
export { routes } from './routes.ts';
export { seekSuppliers } from './seek.ts';
