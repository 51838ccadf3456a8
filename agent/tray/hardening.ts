/** What keeps a window from being a way in: nothing from elsewhere, no other page, no permission, no caller but our own. */
import type { App, IpcMainEvent, IpcMainInvokeEvent, Protocol, Session, WebPreferences } from 'electron';
import { pageAt, pageOrigin, pageScheme } from './pages.ts';

/** Before the app is ready. */
export function hardenApp(app: App, protocol: Protocol): void {
  app.enableSandbox();
  // No window here needs it, and its process is the largest.
  app.disableHardwareAcceleration();
  // Linux: the voices of the system, without which nothing can be read aloud.
  app.commandLine.appendSwitch('enable-speech-dispatcher');
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true } },
  ]);
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate'] as const)
      contents.on(name as 'will-navigate', event => event.preventDefault());
    contents.on('will-attach-webview', event => event.preventDefault());
  });
}

/** Once it is ready. */
export function hardenSession(session: Session, folder: string): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', event => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, answer) =>
    answer({ cancel: !url.startsWith(`${pageOrigin}/`) }),
  );
  session.protocol.handle(pageScheme, request => {
    const { status, headers, body } = pageAt(request.url, folder);
    return new Response(body, { status, headers });
  });
}

export const safePreferences = (preload: string): WebPreferences => ({
  preload,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
  devTools: false,
});

/** Only the main frame of a window of ours, on a page of ours. */
export function isOurs(
  event: IpcMainEvent | IpcMainInvokeEvent,
  ours: (contentsId: number) => boolean,
): boolean {
  const { senderFrame, sender } = event;
  if (senderFrame === null || senderFrame.parent !== null) return false;
  return senderFrame.url.startsWith(`${pageOrigin}/`) && ours(sender.id);
}
