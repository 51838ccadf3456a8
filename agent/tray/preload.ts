/** All that a window can reach: what `bridge.ts` lists, and nothing of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron';
import { type Bridge, ipc } from './bridge.ts';

const bridge: Bridge = {
  onShown(show) {
    ipcRenderer.on(ipc.shown, (_event, shown) => show(shown));
    ipcRenderer.send(ipc.ready);
  },
  face: () => ipcRenderer.invoke(ipc.face),
  may: () => ipcRenderer.invoke(ipc.may),
  ask: wish => ipcRenderer.invoke(ipc.ask, wish),
  read: notice => ipcRenderer.send(ipc.read, notice),
  open: (page, about) => ipcRenderer.send(ipc.open, page, about),
  link: () => ipcRenderer.send(ipc.link),
  dismiss: () => ipcRenderer.send(ipc.dismiss),
  size: height => ipcRenderer.send(ipc.size, height),
};

contextBridge.exposeInMainWorld('caretaker', bridge);
