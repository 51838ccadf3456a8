/** For tests: what Windows would answer about USB, in the shape that our script writes. All of it is composed. */
import {
  observed,
  parseWindows,
} from '../../agent/service/controls/removable-media/windows/parse-windows.ts';

/** Composed, in the shape that the script writes. */
const started = '2026-11-20T07:00:00Z';
export const stickId = 'USB\\VID_0781&PID_5567\\4C530001';
export const keyboard = {
  id: 'USB\\VID_1209&PID_C0DE\\5&1A&0&1',
  class: 'HIDClass',
  problem: 0,
  compatible: ['USB\\Class_03&SubClass_01&Prot_01'],
};
export const stick = {
  id: stickId,
  class: 'USB',
  problem: 0,
  compatible: ['USB\\Class_08&SubClass_06&Prot_50', 'USB\\Class_08'],
};
export const disk = { parent: stickId, readOnly: false, system: false, open: 1, locks: [0], volumes: 1 };
const told = (over: object = {}) => ({
  keys: {},
  edition: 'Education',
  build: 22631,
  revision: 4460,
  startedAt: started,
  controllers: { rows: [{ status: 'OK' }] },
  nodes: { rows: [keyboard] },
  disks: { rows: [] },
  encryption: { rows: [{ seen: true, keysOnSticks: 0 }] },
  adapters: { rows: [] },
  ...over,
});
export const text = (over: object = {}, language = 'FullLanguage') =>
  JSON.stringify({ language, answer: told(over) });
export const seen = (over: object = {}, known = null, since: boolean | null = true) =>
  observed(parseWindows(text(over)), known, since);
