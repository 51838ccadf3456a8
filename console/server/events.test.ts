import { expect } from 'chai';
import type { Nudge } from '../../shared/protocol/api/feed.ts';
import { createEvents } from './events.ts';

describe('nudges', () => {
  function aListener() {
    const due: (() => void)[] = [];
    const events = createEvents(run => due.push(run));
    const heard: [string, Nudge][] = [];
    const stop = events.onNudge((school, nudge) => heard.push([school, nudge]));
    const pass = () => {
      for (const run of due.splice(0)) run();
    };
    return { events, heard, stop, pass };
  }

  it('are gathered into one for each school', () => {
    const { events, heard, pass } = aListener();
    events.nudge('a', ['devices'], ['1']);
    events.nudge('a', ['devices', 'queue'], ['1', '2']);
    events.nudge('b', ['audit']);
    expect(heard).to.have.length(0);
    pass();
    expect(heard).to.deep.equal([
      ['a', { topics: ['devices', 'queue'], deviceIds: ['1', '2'] }],
      ['b', { topics: ['audit'], deviceIds: [] }],
    ]);
  });

  it('name no device when there are more than a page could use', () => {
    const { events, heard, pass } = aListener();
    events.nudge(
      'a',
      ['devices'],
      Array.from({ length: 201 }, (_, i) => String(i)),
    );
    pass();
    expect(heard[0]?.[1].deviceIds).to.deep.equal([]);
  });

  it('reach nobody who has stopped listening', () => {
    const { events, heard, stop, pass } = aListener();
    stop();
    events.nudge('a', ['audit']);
    pass();
    expect(heard).to.deep.equal([]);
  });
});
