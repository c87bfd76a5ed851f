// The last line of defence: shows the plain-HTML screen of index.html when the program stops, or when it
// cannot run here at all. Plain script without a build step, because it must work when the wasm does not
// load; in the JavaScript of 2009 (the build holds it to ES5), because it must work where nothing else
// does. No inline handlers: the Content-Security-Policy forbids them.
//
// What brings the screen up:
//   - the browser lacks what the apps are made with (see `missing`);
//   - the address is not https, and the app keeps records (`data-keeps-records`): it signs, works offline
//     and takes pictures, which browsers allow nowhere else;
//   - the event `xuntian-crash` on window, sent by the panic hook of the apps
//     (a CustomEvent whose `detail` is the text for support: never a name, number or position);
//   - `error` and `unhandledrejection`, unless they are none of ours (see `isOurs`);
//   - a script or style of ours that fails to load.
// It also takes the splash away once the app has put its first element into <body>, and opens an app that
// keeps records anew where the browser shows a page again that was left: its locks and its store are gone.
(function () {
  "use strict";

  /**
   * A module with a reference in it: of what the compiler makes of Rust, the youngest that browsers have
   * learnt (Chrome 96, Firefox 79, Safari 15).
   */
  var MODULE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0];

  /** Said in place of what index.html says: Chinese and English title, Chinese and English text. */
  var OLD = [
    "这个浏览器太旧",
    "This browser is too old",
    "已经存下和提交的都还在，不要清除浏览器数据。请更新它，或换一个打开这个网址：Chrome 97、Firefox 102、iOS 16 或更新。微信里点右上角 ···，选“在浏览器打开”。",
    "What was saved and sent is still there; do not clear the browser's data. Update it, or open this address in Chrome 97, Firefox 102, iOS 16 or newer. In WeChat tap ··· and choose “Open in browser”.",
  ];
  var INSECURE = [
    "这个网址不安全",
    "This address is not secure",
    "网址以 https:// 开头，手机才让程序签名、离线保存和拍照。这里什么也没有存，登记码没有用掉。请要 https 的网址再打开。",
    "Only where the address begins with https:// can the app sign, keep records and take pictures. Nothing was kept here, no code was used up. Ask for the https address.",
  ];

  /** Until the app has started, every failure counts: nothing else would be on the screen. */
  var started = false;
  var shown = null;

  /**
   * What this browser lacks, for support; "" where all is there. Asked is what there is, not which
   * version it calls itself: the browsers of phones' makers count their own way.
   */
  function missing() {
    try {
      if (!window.WebAssembly.validate(new Uint8Array(MODULE))) return "externref";
    } catch (error) {
      return "WebAssembly";
    }
    if (!window.HTMLDialogElement) return "dialog";
    if (!window.BroadcastChannel) return "BroadcastChannel";
    if (!window.isSecureContext) return "";
    if (!navigator.locks) return "locks";
    return window.crypto && window.crypto.subtle ? "" : "crypto.subtle";
  }

  function element(id) {
    return document.getElementById(id);
  }

  function keepsRecords() {
    return element("crash").hasAttribute("data-keeps-records");
  }

  function remove(node) {
    if (node) node.parentNode.removeChild(node);
  }

  /** Nothing behind the screen may be touched or read out: it does not answer. */
  function quieten() {
    var all = document.body.children;
    for (var i = 0; i < all.length; i++) all[i].inert = all[i] !== shown;
  }

  function show(detail, words) {
    var screen = element("crash");
    // A second failure adds nothing for the person: the first is the cause.
    if (!screen || shown) return;
    shown = screen;
    remove(element("splash"));
    quieten();
    element("crash-detail").textContent = detail + "\n" + navigator.userAgent;
    var button = element("crash-reopen");
    button.onclick = reopen;
    if (words) {
      // The same would come again.
      button.hidden = true;
      screen.tabIndex = -1;
      var title = element("crash-title");
      var texts = element("crash-safe").children;
      title.firstChild.data = words[0] + " ";
      title.lastChild.textContent = words[1];
      texts[0].textContent = words[2];
      texts[1].textContent = words[3];
    }
    screen.hidden = false;
    (words ? screen : button).focus();
  }

  function whenParsed(then) {
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", then);
    else then();
  }

  function report(detail) {
    whenParsed(function () {
      show(detail);
    });
  }

  function reload() {
    location.reload();
  }

  /** Opens the app again; a new version that is waiting takes over first, as it may hold the cure. */
  function reopen(event) {
    event.currentTarget.disabled = true;
    var workers = navigator.serviceWorker;
    if (!workers) return reload();
    workers.getRegistration().then(function (registration) {
      if (!registration || !registration.waiting) return reload();
      workers.addEventListener("controllerchange", reload);
      registration.waiting.postMessage({ type: "skip-waiting" });
      setTimeout(reload, 3000);
    }, reload);
  }

  /**
   * Some phone browsers inject scripts into every page; what those break is not a crash of ours.
   * Ours are failures whose file or stack is on this origin.
   */
  function isOurs(where) {
    return !started || String(where).indexOf(location.origin) >= 0;
  }

  /** Browsers report these as errors although nothing is broken. */
  function isBenign(message, reason) {
    return /ResizeObserver loop/.test(message) || (reason && reason.name === "AbortError");
  }

  window.addEventListener("xuntian-crash", function (event) {
    report(String(event.detail || "panic"));
  });

  window.addEventListener(
    "error",
    function (event) {
      // A <script> or <link rel=stylesheet> that did not load; pictures and icons may fail.
      var target = event.target;
      if (target instanceof HTMLElement) {
        var vital = target.tagName === "SCRIPT" || /stylesheet|modulepreload/.test(target.rel);
        // An inline module has no address; it fails when something that it imports does.
        if (vital && !started) report("did not load: " + (target.src || target.href || "the program"));
        return;
      }
      var message = String(event.message);
      if (isBenign(message, event.error)) return;
      if (!isOurs(event.filename + " " + (event.error && event.error.stack))) return;
      report(message + " (" + event.filename + ":" + event.lineno + ")");
    },
    // Load failures do not bubble; they pass window on the way down.
    true
  );

  window.addEventListener("unhandledrejection", function (event) {
    var reason = event.reason;
    var message = String((reason && reason.message) || reason);
    if (isBenign(message, reason) || !isOurs(reason && reason.stack)) return;
    report("unhandled: " + message);
  });

  window.addEventListener("pageshow", function (event) {
    if (event.persisted && keepsRecords()) reload();
  });

  /** Elements of <body> that stand in index.html; anything else was put there by the app. */
  function isApp(node) {
    return node.tagName !== "SCRIPT" && node.id !== "splash" && node.id !== "crash";
  }

  function look() {
    if (shown) return quieten();
    var all = document.body.children;
    for (var i = 0; i < all.length; i++) if (isApp(all[i])) started = true;
    if (started) remove(element("splash"));
  }

  whenParsed(function () {
    var lacks = missing();
    if (lacks) show("lacks " + lacks, OLD);
    else if (!window.isSecureContext && keepsRecords()) show(location.origin, INSECURE);
    // With everything in the cache the app may be there before this event.
    look();
    if (window.MutationObserver) new MutationObserver(look).observe(document.body, { childList: true });
  });
})();
