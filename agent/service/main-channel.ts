/** Builds the channel to the trays of this machine, where there can be one. */
import { Channel, type ChannelOptions } from './channel/channel.ts';
import { Desk } from './channel/desk.ts';
import { unixDoorway } from './channel/doorway.ts';
import { linuxPeople, macosPeople, nameOf, onlyMyself, type People } from './channel/people.ts';
import type { AgentConfig } from './config.ts';
import type { Machine } from './controls/control.ts';
import { Help } from './help/help.ts';
import type { Agent } from './main-agent.ts';
import { teller } from './main-enforcing.ts';
import type { Outbox } from './outbox.ts';
import { pause, systemClock } from './system/clock.ts';
import { giveBackSoon } from './system/give-back.ts';

/** What people at the computer may have of the agent. */
type Seen =
  | ('about' | 'answers' | 'guards' | 'leaving' | 'lost' | 'notices' | 'pupilLink' | 'quarantine')
  | ('speaks' | 'support' | 'view');

export interface OpenChannel {
  changed(): void;
  start(agent: Pick<Agent, Seen>): void;
  stop(): void;
}

const closed: OpenChannel = { changed: () => {}, start: () => {}, stop: () => {} };

export function openChannel(
  config: Pick<AgentConfig, 'aloud' | 'data' | 'doors' | 'face' | 'platform'>,
  machine: Machine,
  outbox: Outbox,
  log: (event: string, facts?: Record<string, unknown>) => void,
): OpenChannel {
  const own = { clock: systemClock, log, tell: teller(outbox, log) };
  const help = new Help({ clock: systemClock, tell: (name, facts) => outbox.event(name, facts) });
  let channel: Channel | undefined;
  let stopped = false;
  const people = peopleFor(config);
  if (people !== null)
    channel = new Channel({
      ...{ ...own, people, doorway: unixDoorway(config.doors) },
      nameOf: uid => nameOf(machine, config.platform, uid, () => pause(300)),
    });
  else if (config.platform !== 'win32') return closed;
  const begin = async (agent: Pick<Agent, Seen>) => {
    const { answers, guards, leaving, lost, notices, quarantine, support } = agent;
    const speaks = () => agent.speaks(config);
    const connected = () => {
      const { link } = agent.view();
      return link === null ? null : link.state === 'connected';
    };
    channel ??= await onWindows(config.doors, machine, own);
    if (stopped) return;
    const rooms = { answers, guards, leaving, lost, notices, quarantine, support, help, outbox };
    await channel.start(
      new Desk({
        ...rooms,
        connected,
        about: () => agent.about(),
        link: () => agent.pupilLink(),
        read: giveBackSoon,
        get face() {
          return speaks().face;
        },
        get aloud() {
          return speaks().aloud;
        },
        get forStaff() {
          return speaks().forStaff;
        },
      }),
    );
  };
  return {
    changed: () => channel?.changed(),
    start: agent =>
      void begin(agent).catch(error => log('no tray can connect', { error: (error as Error).message })),
    stop: () => {
      stopped = true;
      channel?.stop();
    },
  };
}

/** Loaded there only. */
async function onWindows(
  folder: string,
  machine: Machine,
  own: Pick<ChannelOptions, 'clock' | 'log' | 'tell'>,
): Promise<Channel> {
  const { windowsDoorway, windowsPeople } = await import('./channel/windows.ts');
  const people = windowsPeople(machine);
  const doorway = windowsDoorway(machine, folder, people.accountOf);
  return new Channel({ ...own, people, doorway, nameOf: async session => people.accountOf(session) });
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
