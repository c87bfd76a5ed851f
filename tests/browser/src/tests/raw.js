// The browser's side of the tests: what another tab, an older app or a broken browser would do.

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });

const held = new Map();

/** Opens a database as it is and keeps the connection, deaf to everybody else's wishes. */
export async function hold(name) {
  held.set(name, await settled(indexedDB.open(name)));
}

export function release(name) {
  held.get(name).close();
  held.delete(name);
}

/** Brings a database to a version, as a newer app would, and lets go of it. */
export async function raise_to(name, version) {
  (await settled(indexedDB.open(name, version))).close();
}

/** Every object of every store: [store, object]. */
export async function dump(name) {
  const database = await settled(indexedDB.open(name));
  const stores = [...database.objectStoreNames];
  const transaction = database.transaction(stores);
  const all = [];
  for (const store of stores) {
    for (const object of await settled(transaction.objectStore(store).getAll())) all.push([store, object]);
  }
  database.close();
  return all;
}

const put = IDBObjectStore.prototype.put;
const commit = IDBTransaction.prototype.commit;

/** The disk is full. */
export function break_put() {
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
}

/** The browser takes a transaction back at its end. */
export function break_commit() {
  IDBTransaction.prototype.commit = function () {
    this.abort();
  };
}

export function mend() {
  IDBObjectStore.prototype.put = put;
  IDBTransaction.prototype.commit = commit;
}

/** What a page hears that is left and kept, and what it hears when it is shown again. */
export function put_aside() {
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: true }));
}

export function bring_back() {
  dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
}

/** How the transactions end that are begun from now on: their `complete` and `abort`, in order. */
let ends = [];
const transaction = IDBDatabase.prototype.transaction;

export function watch_transactions() {
  ends = [];
  IDBDatabase.prototype.transaction = function (...given) {
    const begun = transaction.apply(this, given);
    ends.push(new Promise((resolve) => {
      for (const end of ["complete", "abort"]) begun.addEventListener(end, () => resolve(end));
    }));
    return begun;
  };
}

export async function how_they_ended() {
  IDBDatabase.prototype.transaction = transaction;
  return (await Promise.all(ends)).join(" ");
}

class FakeWorker extends EventTarget {
  constructor(state, answer) {
    super();
    Object.assign(this, { state, answer, heard: [] });
  }
  postMessage(message, ports) {
    this.heard.push(message.type);
    ports?.[0]?.postMessage({ type: message.type, ...this.answer });
  }
  become(state) {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

/** A browser's service workers, moved by hand. */
export function stub_workers() {
  const registration = Object.assign(new EventTarget(), { installing: null, waiting: null, active: null });
  const container = Object.assign(new EventTarget(), {
    registration,
    fails: false,
    register: (script) =>
      container.fails ? Promise.reject(new TypeError("no network")) : Promise.resolve(registration),
  });
  Object.defineProperty(navigator, "serviceWorker", { value: container, configurable: true });
  return container;
}

export function mend_workers() {
  delete navigator.serviceWorker;
}

/** Puts a worker into one of the three places; `version` is what it answers, if `ready`. */
export function place_worker(container, place, state, version, ready) {
  const worker = place === null ? null : new FakeWorker(state, { version, ready });
  container.registration[place] = worker;
  return worker;
}

/** The worker that was installing is active now. */
export function activate(container) {
  const worker = container.registration.installing;
  Object.assign(container.registration, { installing: null, active: worker });
  worker.become("activated");
}

export function set_failing(container, fails) {
  container.fails = fails;
}

export function heard_by(worker) {
  return worker.heard.join();
}

const own_fetch = globalThis.fetch;

/** A server that never answers. */
export function stall_fetch() {
  globalThis.fetch = (_, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

/** Keeps what was asked: [url, init]. */
export function record_fetch() {
  const asked = [];
  globalThis.fetch = (url, init) => {
    asked.push([url, init]);
    return Promise.resolve(new Response("body", { status: 207, headers: { "X-One": "1" } }));
  };
  return asked;
}

/** An answer whose body breaks off. */
export function break_body() {
  globalThis.fetch = () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError("broken off")) });
    return Promise.resolve(new Response(body));
  };
}

export function mend_fetch() {
  globalThis.fetch = own_fetch;
}

/** A phone that gives one fix and one error, and remembers what was asked of it. */
export function stub_geolocation() {
  const seen = { options: null, cleared: null };
  const geolocation = {
    watchPosition(on_fix, on_error, options) {
      seen.options = options;
      queueMicrotask(() => {
        on_fix({
          coords: { longitude: 102.5, latitude: 24.25, accuracy: 6.5, altitude: null },
          timestamp: 1700000000000,
        });
        on_error({ code: 1, message: "no" });
      });
      return 7;
    },
    clearWatch(id) {
      seen.cleared = id;
    },
  };
  Object.defineProperty(navigator, "geolocation", { value: geolocation, configurable: true });
  return seen;
}

export function mend_geolocation() {
  delete navigator.geolocation;
}

/** A picture of two halves, red on the left and blue on the right, as a file. */
export async function picture_file(width, height, type) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.fillStyle = "#f00";
  context.fillRect(0, 0, width / 2, height);
  context.fillStyle = "#00f";
  context.fillRect(width / 2, 0, width / 2, height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, type, 0.9));
  return new File([blob], "picture", { type, lastModified: 1234567890123 });
}

/** The same JPEG with an Exif segment that says: turn it by 90° clockwise to see it upright. */
export async function turned_file(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  // prettier-ignore
  const exif = new Uint8Array([
    0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0,
    0x4d, 0x4d, 0, 42, 0, 0, 0, 8,
    0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0,
    0, 0, 0, 0,
  ]);
  // One part: Firefox looks at the first part alone to see whether it is a picture.
  const turned = await new Blob([bytes.slice(0, 2), exif, bytes.slice(2)]).arrayBuffer();
  return new File([turned], "turned", { type: file.type });
}

export function file_of(bytes, type) {
  return new File([bytes], "file", { type });
}

/** Width, height and the colour (red, green, blue) at a place, in parts of the whole. */
export async function look_at(bytes, x, y) {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d");
  context.drawImage(bitmap, 0, 0);
  const [red, green, blue] = context.getImageData(x * width, y * height, 1, 1).data;
  return [width, height, red, green, blue];
}

export function video_element() {
  const video = document.createElement("video");
  document.body.append(video);
  return video;
}

/** The states of the tracks that a video shows. */
export function tracks_of(video) {
  return video.srcObject?.getTracks() ?? [];
}

export function states_of(tracks) {
  return tracks.map((track) => track.readyState).join();
}

export function forbid_camera(name) {
  navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", name));
}

export function mend_camera() {
  delete navigator.mediaDevices.getUserMedia;
}

export async function text_at(url) {
  return await (await own_fetch(url)).text();
}

/** Calls back from outside, where an exception of the callback harms nobody; awaits the crash event. */
export function crash_by(callback) {
  return new Promise((resolve) => {
    addEventListener("xuntian-crash", (event) => resolve(event.detail), { once: true });
    // The harness must not take the expected error for its own.
    addEventListener("error", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    }, { once: true, capture: true });
    setTimeout(callback);
  });
}
