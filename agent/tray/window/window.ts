/** Begins a window: the notice in the corner, or what this computer reports. */
import type { Bridge } from '../bridge.ts';
import { Notice } from './notice.ts';
import { ReportPage } from './report.ts';
import { en } from './words/en.ts';

declare global {
  interface Window {
    /** Put there by preload.ts. */
    caretaker: Bridge;
  }
}

const place = document.querySelector('main');
if (place !== null) {
  document.documentElement.lang = en.language;
  if (location.pathname.endsWith('/report')) void new ReportPage(window.caretaker, place).start();
  else new Notice(window.caretaker, en, place).start();
}
