import { expect } from 'chai';
import { nothing } from '../../shared/protocol/tray/face.ts';
import type { Now } from '../../shared/protocol/tray/told.ts';
import { Attention } from './attention.ts';

describe('what of several things is shown', () => {
  it('is a lock that is near, also while the window that the last one failed is still open', () => {
    const attention = new Attention();
    const now: Now = { kind: 'now', face: { profile: 'adult', text: 'normal' }, may: nothing, scenes: [] };
    const kind = () => attention.shown?.scene.kind;
    attention.say('not_locked');
    attention.told({ ...now, scenes: [{ kind: 'switch_off', at: 1, waits: 1 }] });
    expect(kind()).to.equal('not_locked');
    attention.told({ ...now, scenes: [{ kind: 'lock_soon', at: 1 }] });
    expect(kind()).to.equal('lock_soon');
    attention.dismiss();
    expect(kind()).to.equal('not_locked');
  });
});
