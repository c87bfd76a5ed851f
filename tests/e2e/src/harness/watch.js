// Runs in every page, before anything else where the engine lets it: keeps what the journey asks about
// afterwards.
(() => {
  if (window.isWatched) return;
  window.isWatched = true;
  const keep = (name, entry) => {
    try {
      const list = JSON.parse(sessionStorage.getItem(name) ?? "[]");
      list.push(entry);
      sessionStorage.setItem(name, JSON.stringify(list));
    } catch {
      // An empty tab has no storage.
    }
  };
  const label = (element) => {
    const target = element.closest?.("button, a, label, input, summary, [role]") ?? element;
    return target.getAttribute?.("aria-label") || (target.innerText ?? "").replace(/\s+/g, " ").trim().slice(0, 40) || target.tagName;
  };
  addEventListener("pointerdown", (event) => keep("e2e-taps", label(event.target)), { capture: true });
  addEventListener("error", (event) => keep("e2e-errors", String(event.error?.stack ?? event.message)));
  addEventListener("unhandledrejection", (event) => keep("e2e-errors", String(event.reason?.stack ?? event.reason)));
})();
