// The phone's own page, at the phone's own origin: opens the field app, and tells it what a phone's
// browser tells when the network goes or comes back. The network itself is cut by the server.
"use strict";

const CODE = "xuntian-demo.code";
const app = document.getElementById("app");
const { desk, language } = document.body.dataset;

const kept = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};
const keep = (key, text) => {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Without storage the phone is a new one every time.
  }
};

/** Where the app begins: at enrolment with a code of this phone's own, or at home. */
async function begin() {
  if (language) keep("xuntian.language", JSON.stringify(language));
  const answer = await fetch("/demo/start", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code: kept(CODE) }),
  });
  if (!answer.ok) {
    app.src = "/";
    return;
  }
  const { path, code } = await answer.json();
  keep(CODE, code);
  app.src = path;
}

// A phone's scrollbar takes no room of the page.
app.addEventListener("load", () => {
  const root = app.contentDocument?.documentElement;
  if (root) root.style.scrollbarWidth = "thin";
});

addEventListener("message", ({ origin, data }) => {
  if (origin !== desk) return;
  switch (data?.type) {
    case "line":
      app.contentWindow.dispatchEvent(new Event(data.isConnected ? "online" : "offline"));
      break;
    case "reopen":
      app.contentWindow.location.reload();
      break;
  }
});

begin();
