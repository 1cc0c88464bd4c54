/**
 * Cloudflare's published prices in USD, Workers Paid plan, before free allowances and the plan's fee
 * (developers.cloudflare.com: durable-objects, d1, r2 and workers "pricing" pages, November 2026).
 */
export const PRICES = {
  /** Durable Objects: a million requests, GB-seconds, rows; a GB-month. Incoming socket messages count 20:1. */
  objectRequests: 0.15,
  objectGbSeconds: 12.5,
  objectRowsWritten: 1,
  objectRowsRead: 0.001,
  objectStorageGb: 0.2,
  /** D1: a million rows; a GB-month. */
  d1RowsWritten: 1,
  d1RowsRead: 0.001,
  d1StorageGb: 0.75,
  /** R2: a million operations; a GB-month. */
  r2ClassA: 4.5,
  r2ClassB: 0.36,
  r2StorageGb: 0.015,
  /** Workers: a million requests and CPU milliseconds. */
  workerRequests: 0.3,
  workerCpuMs: 0.02,
} as const;

export const DAYS_A_MONTH = 30;
/** Memory that an object is billed for while it is awake, in GB. */
export const OBJECT_GB = 0.128;
/** Incoming WebSocket messages that count as one request. */
export const MESSAGES_A_REQUEST = 20;
