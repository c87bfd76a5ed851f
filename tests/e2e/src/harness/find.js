// Finds what a person would: by role and accessible name, as WAI-ARIA and HTML-AAM say, as far as the
// apps use them. Arguments: a role or "", a name, whether to bring it into reach. With "" it is anything that can be acted upon.
// A name that ends with an asterisk stands for every name that begins so. Gives the element to touch,
// or null. Without a name: the list of everything that has one.
const [wantedRole, wantedName, isToTouch] = arguments;

const SELECTORS = {
  button: "button, [role=button], input[type=button], input[type=submit], summary",
  link: "a[href], [role=link]",
  textbox: "textarea, input:not([type]), input[type=text], input[type=search], input[type=tel], input[type=password], input[type=url], [role=textbox], [contenteditable=true]",
  radio: "input[type=radio], [role=radio]",
  checkbox: "input[type=checkbox], [role=checkbox], [role=switch]",
  combobox: "select, [role=combobox]",
  option: "option, [role=option]",
  tab: "[role=tab]",
  menuitem: "[role=menuitem]",
  heading: "h1, h2, h3, h4, h5, h6, [role=heading]",
  dialog: "dialog[open], [role=dialog], [role=alertdialog]",
  img: "img, [role=img]",
  status: "output, [role=status], [role=alert]",
};
const ACTIONABLE = ["button", "link", "textbox", "radio", "checkbox", "combobox", "tab", "menuitem"];

const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();

function isShown(element) {
  if (element.closest("[aria-hidden=true], [inert], [hidden]")) return false;
  return element.checkVisibility({ visibilityProperty: true });
}

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE) return "";
  if (node.matches("[aria-hidden=true], svg, script, style")) return "";
  if (!node.checkVisibility({ visibilityProperty: true }) && !node.matches("option")) return "";
  if (node.hasAttribute("aria-label")) return ` ${node.getAttribute("aria-label")} `;
  if (node.matches("img")) return ` ${node.alt} `;
  const inner = [...node.childNodes].map(textOf).join("");
  return getComputedStyle(node).display.startsWith("inline") ? inner : ` ${inner} `;
}

function nameOf(element) {
  const ids = element.getAttribute("aria-labelledby");
  if (ids) return squeeze(ids.split(/\s+/).map((id) => document.getElementById(id)).filter(Boolean).map(textOf).join(" "));
  if (element.getAttribute("aria-label")) return squeeze(element.getAttribute("aria-label"));
  if (element.labels?.length) {
    return squeeze([...element.labels].map((label) => [...label.childNodes].filter((node) => node !== element).map(textOf).join("")).join(" "));
  }
  if (element.matches("input[type=button], input[type=submit]")) return squeeze(element.value);
  if (element.matches("img")) return squeeze(element.alt);
  const text = element.matches("input, textarea, select") ? "" : squeeze(textOf(element));
  return text || squeeze(element.getAttribute("title")) || squeeze(element.getAttribute("placeholder"));
}

/** What a finger can hit: the label, where the input itself is drawn by it. */
function touchable(element) {
  const { width, height } = element.getBoundingClientRect();
  const isDrawn = width > 2 && height > 2 && getComputedStyle(element).opacity !== "0";
  return isDrawn || !element.labels?.length ? element : element.labels[0];
}

const modals = [...document.querySelectorAll("dialog:modal")];
const scope = modals.at(-1) ?? document;
const roles = wantedRole ? [wantedRole] : ACTIONABLE;
const selector = roles.map((role) => SELECTORS[role] ?? `[role=${role}]`).join(", ");
// The modal itself is no descendant of itself.
const candidates = [...scope.querySelectorAll(selector), ...modals.filter((modal) => modal.matches(selector))];
const shown = candidates.filter((element) => isShown(touchable(element)));
if (wantedName === undefined || wantedName === null) return shown.map(nameOf);
const isWanted = wantedName.endsWith("*")
  ? (name) => name.startsWith(wantedName.slice(0, -1))
  : (name) => name === wantedName;
const found = shown.find((element) => isWanted(nameOf(element)));
if (!found || found.matches(":disabled, [aria-disabled=true]")) return null;
const target = touchable(found);
if (isToTouch) target.scrollIntoView({ block: "center", behavior: "instant" });
return wantedRole === "" || wantedRole === "radio" || wantedRole === "checkbox" ? target : found;
