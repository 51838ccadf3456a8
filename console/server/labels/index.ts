/** Labels for things: a tag and its QR code, on sheets or tape. */
export { routes } from './routes.ts';
