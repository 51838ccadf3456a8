/** Figures about the console itself, in Prometheus's format. No device, person or school is named in them. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  timeRequests: RequestHandler;
  contentType: string;
  text(): Promise<string>;
  /** Compares without telling by time how much was right. */
  isToken(token: string | undefined, authorization: string | undefined): boolean;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** `connectedDevices` is asked whenever the figures are read. */
export function createMetrics(connectedDevices: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'caretaker_http_request_seconds',
    help: 'Time to answer an API request',
    labelNames: ['method', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  const failures = new Counter({
    name: 'caretaker_http_failures_total',
    help: 'API requests answered with 500 or above',
    registers: [registry],
  });
  new Gauge({
    name: 'caretaker_devices_connected',
    help: 'Devices connected to this process',
    registers: [registry],
    collect() {
      this.set(connectedDevices());
    },
  });
  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    timeRequests(request, response, next) {
      const stop = seconds.startTimer({ method: request.method });
      response.on('finish', () => {
        stop({ status: String(response.statusCode) });
        if (response.statusCode >= 500) failures.inc();
      });
      next();
    },
    isToken(token, authorization) {
      if (token === undefined || authorization === undefined) return false;
      return timingSafeEqual(digest(`Bearer ${token}`), digest(authorization));
    },
  };
}
