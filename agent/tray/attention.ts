/** One thing at a time: which of all that could be shown is, what somebody has closed already, and how windows look. */
import { type Face, type May, nothing } from '../../shared/protocol/tray/face.ts';
import type { Now, Scene } from '../../shared/protocol/tray/told.ts';
import { type OwnScene, ownScenes, type Shown } from './bridge.ts';
import type { FaceMemory } from './face-memory.ts';

/** What cannot wait comes first. */
function rank(scene: Shown['scene']): number {
  if (scene.kind === 'lost' || scene.kind === 'kept') return -1;
  // Left open, it must not hide a lock that is near.
  if (scene.kind === 'lock_soon') return 0;
  if (scene.kind === 'not_locked') return 1;
  if (scene.kind === 'switch_off') return 2;
  if (scene.kind === 'support') return scene.stage === 'ask' ? 1 : 2;
  // Before whatever can be read as well in the windows as they then are.
  if (scene.kind === 'presenting' || scene.kind === 'new_look') return 3;
  if (scene.kind === 'answered') return 3;
  if (scene.kind === 'notice') return 5;
  if (scene.kind === 'program') return 4;
  return scene.stage === 'found' ? 1 : scene.stage === 'ending' ? 3 : 4;
}

/** The same while nothing new is to be said. The end of the day comes again once it is put off, a notice when the school reminds. */
function keyOf(scene: Scene): string {
  if (scene.kind === 'media') return `${scene.stick} ${scene.stage}`;
  if (scene.kind === 'notice') return `${scene.notice} ${scene.step}`;
  if (scene.kind === 'lost' || scene.kind === 'kept') return `${scene.kind} ${scene.step}`;
  // What they asked for themselves needs no window again.
  if (scene.kind === 'program') return `${scene.program} ${scene.step}`;
  if (scene.kind === 'answered') return scene.request;
  if (scene.kind === 'support') return `${scene.support} ${scene.stage}`;
  return `${scene.kind} ${scene.kind === 'switch_off' ? scene.at : ''}`;
}

const isOwn = ({ kind }: Shown['scene']): boolean => ownScenes.some(own => own === kind);
const isSame = (a: Face, b: Face) => a.profile === b.profile && a.text === b.text;

export class Attention {
  #now: Now | null = null;
  readonly #closed = new Set<string>();
  readonly #own = new Set<OwnScene['kind']>();
  readonly #memory: FaceMemory | undefined;
  #face: Face | undefined;

  /** Without a memory windows look at once as they are told to. */
  constructor(memory?: FaceMemory) {
    this.#memory = memory;
    this.#face = memory?.read();
  }

  told(now: Now | null): void {
    this.#now = now;
    const there = new Set((now?.scenes ?? []).map(keyOf));
    // Once it is over it may come again.
    for (const key of this.#closed) if (now !== null && !there.has(key)) this.#closed.delete(key);
    if (now !== null) this.#look(now.face);
  }

  /** A change is announced in windows as they were: closed, they are as they will be. */
  #look(face: Face): void {
    if (this.#memory === undefined || this.#face === undefined) this.#take(face);
    else if (isSame(this.#face, face)) this.#own.delete('new_look');
    else this.#own.add('new_look');
  }

  #take(face: Face): void {
    this.#face = face;
    this.#memory?.keep(face);
  }

  get face(): Face {
    return this.#face ?? { profile: 'adult', text: 'normal' };
  }

  get may(): May {
    return this.#now?.may ?? nothing;
  }

  /** Says it until it is closed. */
  say(kind: OwnScene['kind']): void {
    this.#own.add(kind);
  }

  /** Null: nothing, and no window. */
  get shown(): Shown | null {
    const open = (this.#now?.scenes ?? []).filter(scene => !this.#closed.has(keyOf(scene)));
    const all = [...[...this.#own].map(kind => ({ kind })), ...open];
    const [scene] = all.toSorted((a, b) => rank(a) - rank(b));
    return scene === undefined ? null : { face: this.face, may: this.may, scene };
  }

  dismiss(): void {
    const { shown } = this;
    if (shown === null) return;
    const { scene } = shown;
    if (!isOwn(scene)) this.#closed.add(keyOf(scene as Scene));
    else this.#own.delete(scene.kind as OwnScene['kind']);
    if (scene.kind === 'new_look' && this.#now !== null) this.#take(this.#now.face);
  }
}
