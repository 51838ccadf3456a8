/** The door for devices: proves who they are, and carries what they and the console say to each other. */
import type { Context } from '../context.ts';
import { Confirmations } from '../devices/index.ts';
import { Heartbeats, Ingest } from '../reports/index.ts';
import { chainSecret } from './chain.ts';
import { Conversation } from './conversation.ts';
import { Pace, paceFor } from './pace.ts';
import { Connections } from './presence.ts';
import { DeviceServer } from './server.ts';

export interface Gateway {
  /** The port it really listens on. */
  port: number;
  /** Says goodbye to every device, and commits what they sent. */
  close(): Promise<void>;
}

/** Listens on the configured device port, and from now on is the context's presence. */
export async function startGateway(context: Context): Promise<Gateway> {
  const connections = new Connections();
  context.presence = connections;
  const ingest = new Ingest(context);
  const heartbeats = new Heartbeats(context);
  const confirmations = new Confirmations(context);
  const pace = new Pace(context.db);
  const chain = chainSecret(context.identity);
  const rooms = { context, connections, ingest, heartbeats, confirmations, pace, chain };
  // A device keeps to the pace it was told at its welcome, so the sweep goes by the slowest there is.
  const slowestMs = paceFor(Number.MAX_SAFE_INTEGER).heartbeatMs;
  const server = new DeviceServer(context, slowestMs, connection => {
    connection.start(new Conversation(rooms, connection));
  });
  const port = await server.listen(context.config.deviceHost, context.config.devicePort);
  return {
    port,
    async close() {
      await server.close();
      await ingest.drain();
      await heartbeats.flush();
      await confirmations.flush();
    },
  };
}
