import type { BrowserWindow } from 'electron';

/** A page that cannot be shown, or that dies, leaves no empty window behind: what is to be said then makes another. */
export function showPage(window: BrowserWindow, address: string): void {
  let isThere = true;
  window.on('closed', () => {
    isThere = false;
  });
  const end = () => {
    if (isThere) window.destroy();
  };
  window.webContents.on('render-process-gone', end);
  window.loadURL(address).catch(end);
}
