// The service worker of the field app: it makes the app open without a signal, and nothing else.
//
// It answers only (a) GET navigations to the field app's own routes, with the cached index.html, and
// (b) GET requests for the files of its precache. Everything else goes to the network untouched:
// /review/, /api/, /healthz, /readyz, /demo/, other origins, any other method.
//
// Install is all or nothing: every core file is fetched, its SHA-256 compared with the build's list,
// and only then is it kept. A half-deployed server or a captive portal therefore never gets in.
// A new version waits until the person lets it take over (or until no page is open).
//
// MESSAGES. The page posts an object with `type`, and a MessagePort where an answer is due:
//   { type: "status" } + port        to registration.active. Answers
//                                    { type: "status", version: "…", ready: true|false }. `ready` means that
//                                    every core file is in the cache now (looked up, and fetched again
//                                    where the browser had dropped one). Only then may the page say that
//                                    the app works offline.
//   { type: "extras" } + port        to registration.active, when the page is idle. Fetches what is not
//                                    needed to work. Answers { type: "extras", version: "…", ready: true|false }.
//   { type: "skip-waiting" }         to registration.waiting, after the person agreed. No answer: the page
//                                    hears `controllerchange` and reloads. It must reload only if it asked:
//                                    the very first activation claims the page and fires the same event.
"use strict";

// Filled in by `cargo xtask dist`. Entries are [path, SHA-256 in hex].
const BUILD = /* build */ { version: "unbuilt", core: [], extra: [] } /* /build */;

const PREFIX = "xuntian-app-";
const CACHE = PREFIX + BUILD.version;
const INDEX = "/";
const PRECACHED = new Set([...BUILD.core, ...BUILD.extra].map(([path]) => path));
const NOT_OURS = /^\/(review|api|healthz|readyz|metrics|demo)(\/|$)/;

self.addEventListener("install", (event) => {
  event.waitUntil(install());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (isFieldRoute(url.pathname)) event.respondWith(answer(INDEX, request));
  } else if (PRECACHED.has(url.pathname)) {
    event.respondWith(answer(url.pathname, request));
  }
});

self.addEventListener("message", (event) => {
  const [port] = event.ports;
  switch (event.data?.type) {
    case "status":
      event.waitUntil(fill(BUILD.core).then((ready) => reply(port, "status", ready)));
      break;
    case "extras":
      event.waitUntil(fill(BUILD.extra).then((ready) => reply(port, "extras", ready)));
      break;
    case "skip-waiting":
      event.waitUntil(self.skipWaiting());
      break;
  }
});

/** Field routes have no dot in their last part; what has one is a file. */
function isFieldRoute(pathname) {
  return !NOT_OURS.test(pathname) && !/\.[^/]*$/.test(pathname);
}

function reply(port, type, ready) {
  port?.postMessage({ type, version: BUILD.version, ready });
}

/** From the cache; from the network only if the browser has dropped the entry. */
async function answer(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}

async function install() {
  try {
    const fetched = await Promise.all(BUILD.core.map(fetchVerified));
    const cache = await caches.open(CACHE);
    await Promise.all(fetched.map(([path, response]) => cache.put(path, response)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function activate() {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(older.map((name) => caches.delete(name)));
  // On the very first visit there is no older version whose pages could be surprised.
  if (older.length === 0) await self.clients.claim();
}

/** True when every entry is in the cache afterwards; fetches only what is missing. */
async function fill(entries) {
  const cache = await caches.open(CACHE);
  const present = await Promise.all(
    entries.map(async (entry) => {
      if (await cache.match(entry[0], { ignoreVary: true })) return true;
      try {
        await cache.put(...(await fetchVerified(entry)));
        return true;
      } catch {
        return false;
      }
    }),
  );
  return present.every(Boolean);
}

/** [path, response], or throws: not reachable, not found, redirected, or not the bytes of this build. */
async function fetchVerified([path, sha256]) {
  // Names with a content hash never change, so an older version's copy or the HTTP cache will do:
  // on a thin line an update fetches only what is new. A damaged copy is fetched once more.
  if (/-[0-9a-f]{16}\.\w+$/.test(path)) {
    const kept = (await caches.match(path, { ignoreVary: true })) ?? (await fetch(path));
    if (await isFile(kept, sha256)) return [path, kept];
  }
  const fresh = await fetch(path, { cache: "reload" });
  if (await isFile(fresh, sha256)) return [path, fresh];
  throw new Error(`${path}: not the file of version ${BUILD.version}`);
}

/** Compares the bytes, not the status alone: a captive portal answers 200 as well. */
async function isFile(response, sha256) {
  if (!response.ok || response.redirected) return false;
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex === sha256;
}
