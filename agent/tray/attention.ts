/** One thing at a time: which of all that could be shown is, and what somebody has closed already. */
import { type May, nothing } from '../../shared/protocol/tray/face.ts';
import type { Now, Scene } from '../../shared/protocol/tray/told.ts';
import type { Shown } from './bridge.ts';

/** What cannot wait comes first. */
function rank(scene: Scene): number {
  if (scene.kind === 'lost') return -1;
  if (scene.kind === 'lock_soon') return 0;
  if (scene.kind === 'switch_off') return 2;
  if (scene.kind === 'support') return scene.stage === 'ask' ? 1 : 2;
  if (scene.kind === 'notice') return 5;
  if (scene.kind === 'program') return 4;
  if (scene.kind === 'presenting') return 3;
  return scene.stage === 'found' ? 1 : scene.stage === 'ending' ? 3 : 4;
}

/** The same while nothing new is to be said. The end of the day comes again once it is put off, a notice when the school reminds. */
function keyOf(scene: Scene): string {
  if (scene.kind === 'media') return `${scene.stick} ${scene.stage}`;
  if (scene.kind === 'notice') return `${scene.notice} ${scene.step}`;
  if (scene.kind === 'lost') return `lost ${scene.step}`;
  // What they asked for themselves needs no window again.
  if (scene.kind === 'program') return `${scene.program} ${scene.step}`;
  if (scene.kind === 'support') return `${scene.support} ${scene.stage}`;
  return `${scene.kind} ${scene.kind === 'switch_off' ? scene.at : ''}`;
}

export class Attention {
  #now: Now | null = null;
  readonly #closed = new Set<string>();

  told(now: Now | null): void {
    this.#now = now;
    const there = new Set((now?.scenes ?? []).map(keyOf));
    // Once it is over it may come again.
    for (const key of this.#closed) if (now !== null && !there.has(key)) this.#closed.delete(key);
  }

  get face(): Now['face'] {
    return this.#now?.face ?? { profile: 'adult', text: 'normal' };
  }

  get may(): May {
    return this.#now?.may ?? nothing;
  }

  /** Null: nothing, and no window. */
  get shown(): Shown | null {
    const open = (this.#now?.scenes ?? []).filter(scene => !this.#closed.has(keyOf(scene)));
    const [scene] = open.toSorted((a, b) => rank(a) - rank(b));
    return scene === undefined ? null : { face: this.face, may: this.may, scene };
  }

  dismiss(): void {
    const { shown } = this;
    if (shown !== null) this.#closed.add(keyOf(shown.scene));
  }
}
