/** All that a window can reach: what `bridge.ts` lists, and nothing of Electron or Node. */
import { contextBridge, ipcRenderer } from 'electron';
import { bridgeOver, ipc } from './bridge.ts';

contextBridge.exposeInMainWorld('caretaker', bridgeOver(ipcRenderer, ipc));
