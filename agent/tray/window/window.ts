/** Begins a window: the notice in the corner, what this computer reports, the school's rules, or what is asked and told. */
import type { Bridge } from '../bridge.ts';
import { HelpPage } from './help.ts';
import { Notice } from './notice.ts';
import { ReportPage } from './report.ts';
import { RulesPage } from './rules.ts';
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
  if (location.pathname.endsWith('/report')) void new ReportPage(window.caretaker, en, place).start();
  else if (location.pathname.endsWith('/rules')) void new RulesPage(window.caretaker, en, place).start();
  else if (location.pathname.endsWith('/help')) void new HelpPage(window.caretaker, en, place).start();
  else new Notice(window.caretaker, en, place).start();
}
