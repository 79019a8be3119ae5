// The part of undici that the product calls, put in its place by scripts/build.mjs: `import "undici"` brings fetch, mocks,
// caches and web sockets too, and replaces the dispatcher of the whole process.
import Connect from "undici/lib/api/api-connect.js";
import buildConnector from "undici/lib/core/connect.js";
import errors from "undici/lib/core/errors.js";
import Client from "undici/lib/dispatcher/client.js";
import Dispatcher from "undici/lib/dispatcher/dispatcher.js";

// As undici's own index does it.
Dispatcher.prototype.connect = Connect;

export { buildConnector, Client, errors };
