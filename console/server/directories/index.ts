/** Signing in with the school's own directory by OpenID Connect: Microsoft Entra, Google Workspace, another. */
export { routes } from './routes.ts';
