// The page with the phone and the desk: pulls and plugs the phone's cable, turns the tour's pages.
"use strict";

const id = (name) => document.getElementById(name);
const { phone: phoneOrigin, language, plugged, pulled, failed } = document.body.dataset;
const [phone, desk, state, pull, plug] = ["phone", "desk", "cable-state", "pull", "plug"].map(id);

/** Asks the server to pull or to plug the cable; gives how it is then. */
async function setCable(isConnected) {
  const answer = await fetch("/demo/line", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ is_connected: isConnected }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return (await answer.json()).is_connected;
}

function show(isConnected) {
  document.body.dataset.cable = isConnected ? "plugged" : "pulled";
  state.textContent = isConnected ? plugged : pulled;
  pull.disabled = !isConnected;
  plug.disabled = isConnected;
}

/** What the phone's own page does with it is in phone.js. */
function tellPhone(message) {
  phone.contentWindow.postMessage(message, phoneOrigin);
}

async function turn(isConnected) {
  try {
    show(await setCable(isConnected));
    // The button that was pressed can be pressed no more: the other one is next.
    (isConnected ? pull : plug).focus();
    tellPhone({ type: "line", isConnected });
  } catch {
    state.textContent = failed;
  }
}

/** Both apps speak the language that was asked for; they keep it under this key themselves. */
function speak(tag) {
  try {
    if (tag) localStorage.setItem("xuntian.language", JSON.stringify(tag));
  } catch {
    // A browser without storage speaks the language that it prefers.
  }
}

/** Another tab may have pulled the cable. */
async function look() {
  try {
    const answer = await fetch("/demo/line");
    if (answer.ok) show((await answer.json()).is_connected);
  } catch {
    state.textContent = failed;
  }
}

function beginTour() {
  const steps = [...document.querySelectorAll(".step")];
  const [back, next] = [id("back"), id("next")];
  let at = 0;
  const turnTo = (to) => {
    at = to;
    steps.forEach((step, n) => (step.hidden = n !== at));
    back.disabled = at === 0;
    next.disabled = at === steps.length - 1;
  };
  const move = (by) => {
    turnTo(at + by);
    steps[at].querySelector("h2").focus();
  };
  back.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  turnTo(0);
}

async function begin() {
  beginTour();
  speak(language);
  desk.src = "/review/";
  pull.addEventListener("click", () => turn(false));
  plug.addEventListener("click", () => turn(true));
  id("reopen").addEventListener("click", () => tellPhone({ type: "reopen" }));
  addEventListener("focus", look);
  // The phone's page itself comes over the cable: whoever opens this page finds it plugged.
  try {
    show(await setCable(true));
  } catch {
    state.textContent = failed;
  }
  phone.src = `${phoneOrigin}/demo/phone?lang=${encodeURIComponent(language)}`;
}

begin();
