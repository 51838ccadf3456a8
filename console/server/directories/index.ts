/** Signing in with the school's own directory by OpenID Connect: Microsoft Entra, Google Workspace, another. */
export { directoryKind } from './groups-yes.ts';
export { routes } from './routes.ts';
