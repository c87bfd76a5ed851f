// The last line of defence: shows the plain-HTML crash screen of index.html when the program stops.
// Plain script without a build step, because it must work when the wasm does not load. No inline
// handlers: the Content-Security-Policy forbids them.
//
// What brings the screen up:
//   - the event `xuntian-crash` on window, sent by the panic hook of the apps
//     (a CustomEvent whose `detail` is the text for support: never a name, number or position);
//   - `error` and `unhandledrejection`, unless they are none of ours (see `isOurs`);
//   - a script or style of ours that fails to load.
// It also takes the splash away once the app has put its first element into <body>.
"use strict";
(() => {
  /** Until the app has started, every failure counts: nothing else would be on the screen. */
  let started = false;
  let shown = false;

  function show(detail) {
    const screen = document.getElementById("crash");
    // A second failure adds nothing for the person: the first is the cause.
    if (!screen || shown) return;
    shown = true;
    document.getElementById("splash")?.remove();
    // Nothing behind the screen may be touched or read out: it no longer answers.
    for (const element of document.body.children) element.inert = element !== screen;
    document.getElementById("crash-detail").textContent = `${detail}\n${navigator.userAgent}`;
    const button = document.getElementById("crash-reopen");
    button.addEventListener("click", reopen, { once: true });
    screen.hidden = false;
    button.focus();
  }

  /** A failure before <body> is parsed waits for it. */
  function report(detail) {
    if (document.getElementById("crash")) show(detail);
    else document.addEventListener("DOMContentLoaded", () => show(detail), { once: true });
  }

  /** Opens the app again; a new version that is waiting takes over first, as it may hold the cure. */
  async function reopen(event) {
    event.currentTarget.disabled = true;
    const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
    if (!registration?.waiting) return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage({ type: "skip-waiting" });
    setTimeout(() => location.reload(), 3000);
  }

  /**
   * Some phone browsers inject scripts into every page; what those break is not a crash of ours.
   * Ours are failures whose file or stack is on this origin.
   */
  function isOurs(where) {
    return !started || String(where ?? "").includes(location.origin);
  }

  /** Browsers report these as errors although nothing is broken. */
  function isBenign(message, reason) {
    return /ResizeObserver loop/.test(message) || reason?.name === "AbortError";
  }

  window.addEventListener("xuntian-crash", (event) => report(String(event.detail ?? "panic")));

  window.addEventListener(
    "error",
    (event) => {
      // A <script> or <link rel=stylesheet> that did not load; pictures and icons may fail.
      const element = event.target;
      if (element instanceof HTMLElement) {
        const vital = element.matches("script, link[rel=stylesheet], link[rel=modulepreload]");
        // An inline module has no address; it fails when something that it imports does.
        if (vital && !started) report(`did not load: ${element.src || element.href || "the program"}`);
        return;
      }
      if (isBenign(event.message ?? "", event.error)) return;
      if (!isOurs(`${event.filename} ${event.error?.stack}`)) return;
      report(`${event.message} (${event.filename}:${event.lineno})`);
    },
    // Load failures do not bubble; they pass window on the way down.
    true,
  );

  window.addEventListener("unhandledrejection", (event) => {
    const message = String(event.reason?.message ?? event.reason);
    if (isBenign(message, event.reason) || !isOurs(event.reason?.stack)) return;
    report(`unhandled: ${message}`);
  });

  /** Elements of <body> that stand in index.html; anything else was put there by the app. */
  function isApp(node) {
    return node instanceof HTMLElement && !node.matches("script, #splash, #crash");
  }

  document.addEventListener("DOMContentLoaded", () => {
    const observer = new MutationObserver(look);
    function look() {
      if (![...document.body.children].some(isApp)) return;
      started = true;
      observer.disconnect();
      document.getElementById("splash")?.remove();
    }
    observer.observe(document.body, { childList: true });
    // With everything in the cache the app may be there before this event.
    look();
  });
})();
