/** The browser feed: one WebSocket a page, over which the console only nudges. Ends with the session. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { feedPath, type Nudge } from '../../shared/protocol/api/feed.ts';
import { heardBy } from './access.ts';
import { authenticate } from './accounts/index.ts';
import { isOurHost, isSameOrigin } from './app-guards.ts';
import type { Context } from './context.ts';
import type { Caller } from './route.ts';

const checkMs = 20_000;
/** A page that does not read falls behind; it is let go, connects anew and refetches. */
const mostBuffered = 256 * 1024;
const mostFeedsPerSession = 20;
const sessionEnded = 4401;

interface Feed {
  socket: WebSocket;
  caller: Caller;
  cookie: string | undefined;
  heard: boolean;
}

/** Answers upgrades on the server that browsers use. Returns the stop. */
export function attachFeed(server: Server, context: Context): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const feeds = new Set<Feed>();
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    admit(context, request, feeds).then(
      caller => {
        if (typeof caller === 'string') return refuse(socket, caller);
        sockets.handleUpgrade(request, socket, head, opened => join(feeds, opened, caller, request));
      },
      error => {
        context.log.error({ err: error }, 'feed could not be opened');
        refuse(socket, '500 Internal Server Error');
      },
    );
  };
  server.on('upgrade', onUpgrade);
  const stopListening = context.events.onNudge((schoolId, nudge) => {
    tell(feeds, schoolId, nudge);
    // Signing out, a new password and a closed account are all in the audit log: end their feeds now.
    if (nudge.topics.includes('audit')) void endWithSession(context, feeds);
  });
  const timer = setInterval(() => {
    letSilentGo(feeds);
    void endWithSession(context, feeds);
  }, checkMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    stopListening();
    server.off('upgrade', onUpgrade);
    for (const feed of feeds) feed.socket.close(1001, 'the console is stopping');
    sockets.close();
  };
}

/** The caller, or the status line of a refusal. A page cannot send headers here, so the cookie and the origin decide. */
async function admit(context: Context, request: IncomingMessage, feeds: Set<Feed>): Promise<Caller | string> {
  const { headers } = request;
  if ((request.url ?? '').split('?')[0] !== feedPath) return '404 Not Found';
  if (!isOurHost(context.config, headers.host)) return '421 Misdirected Request';
  if (isSameOrigin(context.config, headers) !== true) return '403 Forbidden';
  const caller = await authenticate(context, { cookie: headers.cookie }, false);
  if (caller === undefined) return '401 Unauthorized';
  const open = [...feeds].filter(feed => feed.caller.sessionId === caller.sessionId).length;
  return open >= mostFeedsPerSession ? '429 Too Many Requests' : caller;
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function join(feeds: Set<Feed>, socket: WebSocket, caller: Caller, request: IncomingMessage): void {
  const feed: Feed = { socket, caller, cookie: request.headers.cookie, heard: true };
  feeds.add(feed);
  socket.on('pong', () => {
    feed.heard = true;
  });
  socket.on('error', () => socket.terminate());
  socket.on('close', () => feeds.delete(feed));
}

function tell(feeds: Set<Feed>, schoolId: string, nudge: Nudge): void {
  const messages = new Map<string, string | undefined>();
  for (const { socket, caller } of feeds) {
    if (caller.schoolId !== schoolId || socket.readyState !== WebSocket.OPEN) continue;
    if (!messages.has(caller.role))
      messages.set(caller.role, heardBy(caller.role, nudge) && JSON.stringify(heardBy(caller.role, nudge)));
    const message = messages.get(caller.role);
    if (message === undefined) continue;
    if (socket.bufferedAmount > mostBuffered) socket.terminate();
    else socket.send(message);
  }
}

function letSilentGo(feeds: Set<Feed>): void {
  for (const feed of feeds) {
    if (!feed.heard) feed.socket.terminate();
    feed.heard = false;
    if (feed.socket.readyState === WebSocket.OPEN) feed.socket.ping();
  }
}

/** Sessions may have ended in another process, so the database is asked. While it does not answer, nothing is ended. */
async function endWithSession(context: Context, feeds: Set<Feed>): Promise<void> {
  for (const { socket, cookie } of [...feeds]) {
    try {
      if ((await authenticate(context, { cookie }, false)) === undefined)
        socket.close(sessionEnded, 'the session has ended');
    } catch (error) {
      context.log.warn({ err: error }, 'session of a feed could not be checked');
    }
  }
}
