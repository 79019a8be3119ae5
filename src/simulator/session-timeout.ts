/** How long a device's session waits for an answer or for the next bytes of it (URLSession's `timeoutIntervalForRequest`). */
export const sessionTimeoutMs = 60_000;
