/** Builds the channel to the trays of this machine, where there can be one. */
import { setTimeout as pause } from 'node:timers/promises';
import { Channel } from './channel/channel.ts';
import { Desk } from './channel/desk.ts';
import { linuxPeople, macosPeople, nameOf, onlyMyself, type People } from './channel/people.ts';
import type { AgentConfig } from './config.ts';
import type { Machine } from './controls/control.ts';
import type { Agent } from './main-agent.ts';
import { teller } from './main-enforcing.ts';
import type { Outbox } from './outbox.ts';
import { systemClock } from './system/clock.ts';
import { giveBackSoon } from './system/give-back.ts';

export interface OpenChannel {
  changed(): void;
  start(agent: Pick<Agent, 'guards' | 'notices' | 'view'>): void;
  stop(): void;
}

const closed: OpenChannel = { changed: () => {}, start: () => {}, stop: () => {} };

/** On Windows there is none (channel/README.md). */
export function openChannel(
  config: Pick<AgentConfig, 'data' | 'doors' | 'face' | 'platform'>,
  machine: Machine,
  outbox: Outbox,
  log: (event: string, facts?: Record<string, unknown>) => void,
): OpenChannel {
  const people = peopleFor(config);
  if (people === null) return closed;
  const channel = new Channel({
    ...{ folder: config.doors, people, face: config.face, clock: systemClock, log },
    nameOf: uid => nameOf(machine, config.platform, uid, () => pause(300)),
    tell: teller(outbox, log),
  });
  return {
    changed: () => channel.changed(),
    start: agent => {
      const { guards, notices } = agent;
      const { face } = config;
      const connected = () => {
        const link = agent.view().link;
        return link === null ? null : link.state === 'connected';
      };
      void channel.start(new Desk({ guards, notices, outbox, face, connected, read: giveBackSoon }));
    },
    stop: () => channel.stop(),
  };
}

/** A service that keeps its sockets in its own folder is some person's own, and speaks to nobody else. */
function peopleFor({
  data,
  doors,
  platform,
}: Pick<AgentConfig, 'data' | 'doors' | 'platform'>): People | null {
  const uid = process.getuid?.();
  if (uid === undefined) return null;
  if (uid !== 0 || doors.startsWith(data)) return onlyMyself(uid);
  return platform === 'darwin' ? macosPeople() : linuxPeople();
}
