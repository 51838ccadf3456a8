/** Webhooks: programs of others that are told, by signed requests, when something happens here. */
export { routes } from './routes.ts';
export { enqueueForWebhooks, followPass, isWebhookTold, sendToWebhook } from './tell.ts';
