/** What a window may see and say: all that `preload.ts` lets through, and what a test puts in its place. */
import type { Ask } from '../../shared/protocol/tray/asks.ts';
import type { Face, May } from '../../shared/protocol/tray/face.ts';
import type { Scene, Told } from '../../shared/protocol/tray/told.ts';
import type { Entry } from './menu.ts';
import type { HelpPage } from './window/words/words.ts';

/** What the tray says by itself: the screen did not lock as somebody wanted, or windows are about to look different. */
export const ownScenes = ['not_locked', 'new_look'] as const;
type OwnKind = (typeof ownScenes)[number];
/** Each by itself, so that asking for one leaves the others. */
export type OwnScene = { [K in OwnKind]: { kind: K } }[OwnKind];

/** The one thing that the small window shows now. */
export interface Shown {
  face: Face;
  may: May;
  scene: Scene | OwnScene;
}

/** What a window for asking begins with. */
export type About = Record<'program' | 'title' | 'publisher', string>;

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** What people can do; the greeting is the link's own. */
export type Wish = WithoutId<Exclude<Ask, { verb: 'hello' }>>;
export type Answer = Omit<Extract<Told, { kind: 'answer' }>, 'kind' | 'id'>;

export interface Bridge {
  /** Calls with what to show, at once and at each change. */
  onShown(show: (shown: Shown) => void): void;
  face(): Promise<Face>;
  may(): Promise<May>;
  /** What the icon's menu offers now, where a desktop shows no icon. */
  menu(): Promise<Entry[]>;
  /** Does what the entry of the menu does, if it is offered. */
  choose(key: Entry['key']): void;
  ask(wish: Wish): Promise<Answer>;
  /** Opens the window in which a notice is read whole; null: the school's rules. */
  read(notice: string | null): void;
  /** Opens the window in which more is said: for a program, of a problem, to present. */
  open(page: HelpPage, about: About): void;
  /** Opens the link that the safeguarding lead chose, in the computer's own browser. */
  link(): void;
  /** Not this any more: the window closes unless there is something else. */
  dismiss(): void;
  /** The height that the content needs, in pixels. */
  size(height: number): void;
}

/** Names of the messages between a window and the shell. */
export const ipc = {
  shown: 'caretaker:shown',
  ready: 'caretaker:ready',
  face: 'caretaker:face',
  may: 'caretaker:may',
  menu: 'caretaker:menu',
  choose: 'caretaker:choose',
  open: 'caretaker:open',
  link: 'caretaker:link',
  ask: 'caretaker:ask',
  read: 'caretaker:read',
  dismiss: 'caretaker:dismiss',
  size: 'caretaker:size',
} as const;

/** How a message leaves a window and comes to it: Electron's `ipcRenderer`, or what a test puts there. */
interface Wires {
  send(name: string, ...given: unknown[]): void;
  invoke(name: string, ...given: unknown[]): Promise<unknown>;
  on(name: string, call: (event: unknown, given: unknown) => void): void;
}

/** The one table of what a window can do. It leans on nothing outside, so that a test can put its text into a page. */
export function bridgeOver(wires: Wires, names: typeof ipc): Bridge {
  const asks = (name: string) => (given?: unknown) => wires.invoke(name, given) as Promise<never>;
  const tells = (name: string) => (given?: unknown, more?: unknown) => wires.send(name, given, more);
  return {
    onShown(show) {
      wires.on(names.shown, (_event, shown) => show(shown as Shown));
      wires.send(names.ready);
    },
    face: asks(names.face),
    may: asks(names.may),
    menu: asks(names.menu),
    choose: tells(names.choose),
    ask: asks(names.ask),
    read: tells(names.read),
    open: tells(names.open),
    link: tells(names.link),
    dismiss: tells(names.dismiss),
    size: tells(names.size),
  };
}
